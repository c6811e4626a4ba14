import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** Two keywords on one line; told by the reader, with the break that mends it. */
export const K14: Rule = {
	id: 'K14',
	name: 'two-keywords-on-a-line',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived takes one keyword a line and loses the rest without a word, so the second setting keeps its default.',
	fix: 'Put each keyword on a line of its own',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance().replace('7\n  priority', '7 priority') }, at: ['a.conf:3'] },
	good: { files: { 'a.conf': instance() } },
	check: () => [],
};
