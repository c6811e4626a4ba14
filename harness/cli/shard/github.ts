import { stringify } from 'yaml';
import { InputError } from '../../base/errors.ts';
import { shellWord } from '../../base/shell-word.ts';

/** What GitHub is to run. */
export interface GithubRun {
	parts: number;
	/** How vipdrill is called, as shell text. */
	call: string;
	/** Of `vipdrill run`, without --cluster. */
	words: readonly string[];
	/** In the repository; null: the one that ships. */
	cluster: string | null;
	/** Real hosts want a set-up. */
	isSimulated: boolean;
}

/** What GitHub puts a value in place of. */
export const expression = (text: string): string => `$\{{ ${text} }}`;
const SHARD = expression('matrix.shard');
const UNLESS_CANCELLED = expression('!cancelled()');

/** A workflow whose matrix runs a part each, and a job that merges them (docs.github.com, "Workflow syntax"). Throws InputError for what GitHub would take for an expression. */
export function githubWorkflow({ parts, call, words, cluster, isSimulated }: GithubRun): string {
	const all = [...words, ...(cluster === null ? [] : ['--cluster', cluster])];
	const taken = [call, ...all].find((word) => /\$\{\{/.test(word));
	if (taken !== undefined)
		throw new InputError([
			{
				...{ file: 'command line', field: 'run', value: taken },
				problem: 'GitHub would take it for an expression',
				fix: 'Write it without $ and two braces',
			},
		]);
	const drilled = `${call} run ${all.map(shellWord).join(' ')} --shard ${SHARD}/${parts} --out parts/${SHARD}`;
	const prepare = [{ uses: 'actions/checkout@v4' }, { uses: 'actions/setup-node@v4', with: { 'node-version': 20 } }];
	const workflow = {
		name: 'vipdrill',
		on: { workflow_dispatch: {} },
		jobs: {
			part: {
				'runs-on': 'ubuntu-latest',
				'timeout-minutes': 350,
				strategy: { 'fail-fast': false, matrix: { shard: Array.from({ length: parts }, (_, i) => i + 1) } },
				steps: [
					...prepare,
					...(isSimulated ? [] : [{ name: 'Set up', run: `${call} setup` }]),
					// Exit codes 1 and 2 are verdicts, and the whole has one of its own.
					{ name: 'Run a part', run: `${drilled} || [ $? -le 2 ]` },
					{
						uses: 'actions/upload-artifact@v4',
						with: { name: `vipdrill-part-${SHARD}`, path: `parts/${SHARD}`, 'if-no-files-found': 'error' },
					},
				],
			},
			merge: {
				needs: 'part',
				// A part that died is named in the verdict, instead of leaving none.
				if: UNLESS_CANCELLED,
				'runs-on': 'ubuntu-latest',
				steps: [
					...prepare,
					{ uses: 'actions/download-artifact@v4', with: { pattern: 'vipdrill-part-*', path: 'parts' } },
					{ name: 'Merge', run: `${call} merge parts/*/* --out whole` },
					{ if: UNLESS_CANCELLED, uses: 'actions/upload-artifact@v4', with: { name: 'vipdrill', path: 'whole' } },
				],
			},
		},
	};
	return `# A run of vipdrill in ${parts} parts, and their merge.\n${stringify(workflow, { lineWidth: 0 })}`;
}
