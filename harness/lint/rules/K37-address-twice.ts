import { instance } from '../examples.ts';
import { addressesIn } from '../look.ts';
import type { Rule } from '../rule.ts';

/** One floating IP in two instances, or twice in one. */
export const K37: Rule = {
	id: 'K37',
	name: 'address-twice',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'Two instances move one address: whichever lets go first takes it from the other, so the floating IP vanishes from its owner.',
	fix: 'List each address once',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': `${instance()}${instance().replace('VI_1', 'VI_2').replace('id 7', 'id 8')}` }, at: ['a.conf:14'] },
	good: { files: { 'a.conf': instance() } },
	*check({ hosts }) {
		for (const { instances } of hosts) {
			const seen = new Map<string, { name: string; at: { file: string; line: number; column: number; length: number } }>();
			for (const { spec, block } of instances)
				for (const list of ['virtual_ipaddress', 'virtual_ipaddress_excluded'])
					for (const { ip, entry } of addressesIn(block, list)) {
						const key = `${ip} ${String(entry.options.dev ?? spec.interface)}`;
						const before = seen.get(key);
						if (!before) seen.set(key, { name: spec.name, at: entry.at });
						else if (before.name === spec.name)
							yield {
								severity: 'warning',
								at: entry.at,
								chain: entry.chain,
								message: `${ip} is listed twice`,
								related: [{ at: before.at, says: 'the first time' }],
							};
						else
							yield {
								at: entry.at,
								chain: entry.chain,
								message: `${ip} is an address of ${before.name} too: when one of them lets go, the other loses it`,
								related: [{ at: before.at, says: `of ${before.name}` }],
							};
					}
		}
	},
};
