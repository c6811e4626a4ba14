import { settingOf } from '../../keepalived/model.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const quick = '  version 3\n  advert_int 0.25\n  down_timer_adverts 8\n';

/** A cluster in which few lost packets move the address. */
export const K51: Rule = {
	id: 'K51',
	name: 'few-misses',
	severity: 'note',
	since: '0.1.0',
	about: 'cluster',
	says: 'Three lost packets in a row move the floating IP: on a link that loses 30 % that is about twice a minute, although nothing failed.',
	fix: 'Write version 3, advert_int 0.25 and down_timer_adverts 8 on every host: it bears more losses, and notices a death sooner',
	drill: 'lossy-lan',
	proof: {
		where: 'fixtures/hardened/README.md',
		quote: 'three lost packets in a row at 1 s (as published) move the address every 37 s at a loss of 30 %',
	},
	bad: { files: cluster({ 'a.conf': instance() }), at: ['a.conf:1'] },
	good: { files: cluster({ 'a.conf': instance(quick) }) },
	*check({ input, hosts }) {
		if (!input.cluster) return;
		const few = hosts.flatMap(({ name, instances }) =>
			instances.filter(({ spec }) => spec.downTimerAdverts <= 3).map((one) => ({ name, ...one })),
		);
		const [first] = few;
		if (!first) return;
		const { at, chain } = settingOf(first.block, 'advert_int') ?? first.block;
		const others = few.length > 1 ? ` (and on ${few.length - 1} more hosts)` : '';
		yield {
			at,
			chain,
			message: `on ${first.name}${others} a master counts as dead after ${first.spec.downTimerAdverts} lost advertisements`,
		};
	},
};
