import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** A comment that ignores without a reason or a rule; told where comments are read (`ignores.ts`). */
export const X2: Rule = {
	id: 'X2',
	name: 'ignore-without-reason',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'Nobody can tell later whether the excuse still holds, so the comment ignores nothing.',
	fix: 'Write vipdrill-ignore K8 because …',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('', '# vipdrill-ignore K8\n') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': instance('', '# vipdrill-ignore K8 because the switch forgets quickly\n') } },
	check: () => [],
};
