import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** A comment that ignores what is not there; told where comments are read (`ignores.ts`). */
export const X1: Rule = {
	id: 'X1',
	name: 'unused-ignore',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'The mistake that the comment excuses is gone, and the next one there would be excused too.',
	fix: 'Remove the comment',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('', '# vipdrill-ignore K17 because we like it\n') }, at: ['a.conf:1'] },
	good: {
		files: { 'a.conf': instance('', 'global_defs {\n  vrrp_strict # vipdrill-ignore K17 because nobody is to reach it\n}\n') },
	},
	check: () => [],
};
