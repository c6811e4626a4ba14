import { blocksOf, flagOf } from '../../keepalived/model.ts';
import { placeOfTrack } from '../look.ts';
import type { Rule } from '../rule.ts';

const one = (name: string, vrid: number, lines = '') =>
	`vrrp_instance ${name} {\n  interface eth0\n  virtual_router_id ${vrid}\n  priority 100\n${lines}  virtual_ipaddress {\n    10.0.0.${vrid}/24\n  }\n}\n`;
const group = (names: string[]) => `vrrp_sync_group G {\n  group {\n${names.map((name) => `    ${name}\n`).join('')}  }\n}\n`;

/** Sync groups that do not hold together. */
export const K23: Rule = {
	id: 'K23',
	name: 'sync-group-broken',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'Instances that should move together do not, or their checks are dropped: keepalived allows no changing priorities within a group.',
	fix: 'List two instances or more, each in one group alone, with the same state and priority, and put the checks into the group',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': `${one('A', 7)}${group(['A', 'B'])}` }, at: ['a.conf:9', 'a.conf:12'] },
	good: { files: { 'a.conf': `${one('A', 7)}${one('B', 8)}${group(['A', 'B'])}` } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts) {
			// A file of groups alone is a part of a configuration.
			if (!conf.model.blocks.some(({ keyword }) => keyword === 'vrrp_instance')) continue;
			const groupOf = new Map<string, string>();
			for (const block of blocksOf(conf.model, 'vrrp_sync_group')) {
				const [name = ''] = block.names;
				const members = (block.lists.group ?? []).flatMap((entry) =>
					entry.values.map((value) => ({ entry, name: String(value) })),
				);
				const known = members.filter(({ name: member }) => instances.some(({ spec }) => spec.name === member));
				if (members.length === 0)
					yield { at: block.at, chain: block.chain, message: `sync group ${name} lists no instance, and keepalived removes it` };
				else if (known.length < 2) {
					const message = `sync group ${name} has ${known.length === 1 ? 'one instance alone, so nothing moves with it' : 'no instance that exists, and keepalived removes it'}`;
					yield { at: block.at, chain: block.chain, message };
				}
				for (const { entry, name: member } of members) {
					if (conf.model.blocks.some(({ keyword, names }) => keyword === 'vrrp_instance' && names[0] === member)) continue;
					yield {
						severity: 'error',
						at: entry.at,
						chain: entry.chain,
						message: `there is no vrrp_instance ${member}, and keepalived leaves it out of the group`,
					};
				}
				for (const { entry, name: member } of known) {
					const other = groupOf.get(member);
					if (other !== undefined && other !== name)
						yield {
							at: entry.at,
							chain: entry.chain,
							message: `${member} is in group ${other} already, so keepalived leaves it out of ${name}`,
						};
					else if (other === name) yield { at: entry.at, chain: entry.chain, message: `${member} is listed twice` };
					groupOf.set(member, other ?? name);
				}
				const specs = known.flatMap(({ entry, name: member }) =>
					instances.filter(({ spec }) => spec.name === member).map((instance) => ({ entry, instance })),
				);
				const [first] = specs;
				for (const { entry, instance } of specs) {
					const [a, b] = [first?.instance.spec, instance.spec];
					if (!a || (a.priority === b.priority && (a.state ?? 'BACKUP') === (b.state ?? 'BACKUP'))) continue;
					const what =
						a.priority === b.priority
							? `states ${a.state ?? 'BACKUP'} and ${b.state ?? 'BACKUP'}`
							: `priorities ${a.priority} and ${b.priority}`;
					yield {
						at: entry.at,
						chain: entry.chain,
						message: `${a.name} and ${b.name} of group ${name} have the ${what}, though they move together`,
					};
				}
				const floats = flagOf(block, 'sync_group_tracking_weight') ?? flagOf(block, 'global_tracking') ?? false;
				for (const { instance } of floats ? [] : specs)
					for (const list of ['track_script', 'track_file', 'track_interface'])
						for (const entry of instance.block.lists[list] ?? []) {
							const kind = list.slice('track_'.length) as 'script' | 'file' | 'interface';
							const defined = blocksOf(conf.model, 'vrrp_script').find(({ names }) => names[0] === entry.values[0]);
							const weight = entry.options.weight ?? defined?.settings.find(({ keyword }) => keyword === 'weight')?.values[0];
							if (
								weight === undefined ||
								Number(weight) === 0 ||
								placeOfTrack(conf.model, instance.block, { kind, name: String(entry.values[0]), weight: 0 }) === null
							)
								continue;
							const message = `${String(entry.values[0])} has a weight, which keepalived drops in a sync group${kind === 'interface' ? '' : ', and the check with it'}`;
							yield {
								at: entry.at,
								chain: entry.chain,
								message,
								fix: 'Leave the weight out, or write sync_group_tracking_weight into the group',
							};
						}
			}
		}
	},
};
