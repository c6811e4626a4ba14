import type { LintInput, UnreadableFile } from './input.ts';
import { inputOfCluster, type ReadText } from './input-of-cluster.ts';
import { isSurelySound } from './sound-cluster.ts';

/** A cluster folder as lint takes it, by its cluster.yaml, with all that is wrong in that and in the compose file. `read` is handed paths as places show them. */
export async function checkedCluster(
	path: string,
	text: string,
	read: ReadText,
	version: string | null = null,
): Promise<LintInput> {
	const input = inputOfCluster(path, text, read, version);
	const isWhole = input.isComplete && isSurelySound(input.cluster.source.value);
	const problems = isWhole ? input.stackProblems() : await problemsOf(path, text, read);
	return { ...input, unreadable: [...input.unreadable, ...problems] };
}

/** What is wrong with cluster.yaml and the stack file by their schema; what keepalived's files lack, rules tell. */
async function problemsOf(path: string, text: string, read: ReadText): Promise<UnreadableFile[]> {
	// A file without a mistake needs no schema, which takes time to load.
	const [{ buildClusterSpec }, { InputError }] = await Promise.all([
		import('../cluster/cluster-spec.ts'),
		import('../base/errors.ts'),
	]);
	const folder = /^.*[/\\]/.exec(path)?.[0] ?? '';
	try {
		buildClusterSpec({
			dir: folder,
			clusterYaml: { path, text },
			files: (relative) => read(`${folder}${relative.replace(/^\.\//, '')}`),
		});
		return [];
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return error.problems
			.filter(({ file, field }) => /\.ya?ml$/.test(file) && field !== 'yaml')
			.map(({ file, line = 1, column = 1, field, problem, fix }) => ({
				file,
				line,
				column,
				problem: `${field}: ${problem}`,
				fix,
			}));
	}
}
