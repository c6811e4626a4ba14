import type { Rule } from '../rule.ts';

/** A file that is not what it should be. */
export const X3: Rule = {
	id: 'X3',
	name: 'unreadable-file',
	severity: 'error',
	since: '0.1.0',
	about: 'cluster',
	says: 'What is in it could not be looked at, so other mistakes may be hidden there.',
	fix: 'Correct it',
	drill: null,
	proof: null,
	bad: { files: { 'cluster.yaml': 'name: c\nhosts: [\n' }, at: ['cluster.yaml:3'] },
	good: { files: { 'cluster.yaml': 'name: c\nhosts: []\n' } },
	*check({ input }) {
		for (const { file, line, column, problem, fix } of input.unreadable)
			yield { at: { file, line, column, length: 1 }, message: problem, fix };
	},
};
