import { settingOf } from '../../keepalived/model.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** A cluster whose best host takes the address back as soon as it can. */
export const K52: Rule = {
	id: 'K52',
	name: 'returns-at-once',
	severity: 'note',
	since: '0.1.0',
	about: 'cluster',
	says: 'A host that returns takes the floating IP back within seconds, before its containers serve; one whose link comes and goes moves it each time.',
	fix: 'Write state BACKUP and preempt_delay 15 on every host, and check the service: the host then waits until it has been sound for a while',
	drill: 'failback',
	proof: { where: 'docs/evidence.md', quote: 'failback | seed | 2 | 3.01 s / 3.39 s | 3.04 s / 3.42 s | 45.51 % | **fail**' },
	bad: { files: cluster({ 'a.conf': instance() }), at: ['a.conf:1'] },
	good: { files: cluster({ 'a.conf': instance('  preempt_delay 15\n') }) },
	*check({ input, hosts }) {
		if (!input.cluster) return;
		const quick = hosts.flatMap(({ name, instances }) =>
			instances
				.filter(({ spec }) => spec.preempt && spec.preemptDelayMs === 0 && spec.priority !== 255)
				.map((one) => ({ name, ...one })),
		);
		const best = quick.sort((a, b) => b.spec.priority - a.spec.priority)[0];
		if (!best) return;
		const { at, chain } =
			settingOf(best.block, 'priority') && settingOf(best.block, 'state')
				? (settingOf(best.block, 'state') ?? best.block)
				: best.block;
		yield { at, chain, message: `${best.name} takes the floating IP back as soon as it returns, served or not` };
	},
};
