import type { LintInput } from '../lint/input.ts';
import { inputOfConfs } from '../lint/input-of-confs.ts';
import { LintFiles, readIncludes, type Target, targetsOf } from './lint-files.ts';

/** What is to be linted. */
export interface LintRequest {
	/** Folders, files, or `-` for the text of standard input. */
	paths: readonly string[];
	stdin: () => string;
	/** keepalived's version; null for that of cluster.yaml, else the default. */
	version: string | null;
}

/** How the text of standard input is called. */
export const STDIN = 'stdin';

/** Reads all that some paths mean: each cluster folder by itself, single files together. What cannot be read is told in the inputs. */
export async function loadLint({ paths, stdin, version }: LintRequest): Promise<LintInput[]> {
	const targets = paths.flatMap((path): (Target & { empty?: true })[] => {
		if (path === '-') return [{ kind: 'conf', path: STDIN }];
		const found = targetsOf(path);
		return found.length > 0 ? found : [{ kind: 'conf', path, empty: true }];
	});
	const clusters = targets.filter(({ kind }) => kind === 'cluster').map(({ path }) => path);
	const inputs: LintInput[] = [];
	for (const path of clusters) inputs.push(await clusterInput(path, version));
	const confs = targets.filter(({ kind }) => kind === 'conf');
	if (confs.length > 0) inputs.push(confInput(confs, stdin, version));
	return inputs;
}

async function clusterInput(path: string, version: string | null): Promise<LintInput> {
	const files = new LintFiles();
	const text = files.read(path);
	if (text === null) return { hosts: [], cluster: null, stack: null, texts: files.texts, unreadable: files.unreadable };
	const { checkedCluster } = await import('../lint/checked-cluster.ts');
	return checkedCluster(path, text, (other) => files.readIfThere(other), version);
}

function confInput(targets: readonly (Target & { empty?: true })[], stdin: () => string, version: string | null): LintInput {
	const files = new LintFiles();
	const aliases = new Map<string, string>();
	const others = new Map<string, string>();
	const mains: string[] = [];
	for (const { path, empty } of targets) {
		if (path === STDIN) files.take(STDIN, stdin());
		if (path !== STDIN && files.read(path) === null) {
			const last = files.unreadable.at(-1);
			if (empty && last?.problem === 'this is no file') {
				last.problem = 'the folder has neither a cluster.yaml nor a keepalived.conf';
				last.fix = 'Name the folder or the file of a configuration';
			}
			continue;
		}
		mains.push(path);
		for (const [file, text] of readIncludes(path, files, aliases)) others.set(file, text);
	}
	// What another file includes is a part of it.
	const confs = new Map(
		mains.flatMap((path) => (others.has(path) && mains.length > 1 ? [] : [[path, files.texts.get(path) ?? ''] as const])),
	);
	const input = inputOfConfs(confs, { version, others, aliases });
	return { ...input, unreadable: files.unreadable };
}
