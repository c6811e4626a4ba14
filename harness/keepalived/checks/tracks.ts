import { type Block, blocksOf, type Entry, flagOf, numberOf, settingOf, wordOf } from '../model.ts';
import { ownWeight } from '../tracks.ts';
import { basicsOf, type Checked, complain } from './check.ts';

/** What defines a thing that is tracked. A NIC needs no definition. */
const DEFINED_BY: Readonly<Record<string, readonly string[]>> = {
	track_script: ['vrrp_script'],
	track_process: ['vrrp_track_process'],
	track_file: ['track_file', 'vrrp_track_file'],
	track_bfd: ['bfd_instance'],
};
const LISTS = ['track_interface', ...Object.keys(DEFINED_BY)];

/** Tracked things that nothing defines, that are there twice, whose weight cannot count, and scripts that nobody tracks. */
export function checkTracks(checked: Checked): void {
	const instances = blocksOf(checked.model, 'vrrp_instance');
	const groups = blocksOf(checked.model, 'vrrp_sync_group');
	for (const owner of [...instances, ...groups])
		for (const list of LISTS) {
			const seen = new Set<string>();
			for (const entry of owner.lists[list] ?? []) {
				const name = String(entry.values[0]);
				if (list !== 'track_interface') checkDefined(checked, owner, list, entry);
				if (seen.has(name)) {
					const message = 'it is tracked already, so keepalived passes over this line';
					complain(checked, owner, list, message, 'Remove the line', { at: entry, value: name, code: 'repeated' });
				}
				seen.add(name);
			}
		}
	for (const instance of instances) checkWeights(checked, instance, groups);
	checkScripts(checked, [...instances, ...groups]);
}

function checkDefined(checked: Checked, owner: Block, list: string, entry: Entry): void {
	const name = String(entry.values[0]);
	const kinds = DEFINED_BY[list] ?? [];
	const { model, order } = checked;
	// bfd_instances are read before all else; the others must come before their use.
	const isBefore = (block: Block) => list === 'track_bfd' || (order.get(block) ?? 0) < (order.get(owner) ?? 0);
	if (model.blocks.some((block) => kinds.includes(block.keyword) && block.names[0] === name && isBefore(block))) return;
	const [kind = ''] = kinds;
	const message = `no ${kind} before it has this name, so keepalived would not track it`;
	const fix = `Define ${kind} ${name} above, or correct the name`;
	complain(checked, owner, list, message, fix, { code: 'not-defined', severity: 'error', at: entry, value: name });
}

/** The priority of an address owner, and those of a sync group's members, do not change. */
function checkWeights(checked: Checked, instance: Block, groups: readonly Block[]): void {
	const name = instance.names[0] ?? '';
	const group = groups.find(({ lists }) => (lists.group ?? []).some(({ values }) => values.includes(name)));
	const isBound =
		group !== undefined &&
		flagOf(group, 'sync_group_tracking_weight') === undefined &&
		flagOf(group, 'global_tracking') === undefined;
	const isOwner = basicsOf(instance, checked.globals).priority === 255;
	const own = wordOf(instance, 'interface');
	for (const entry of instance.lists.track_interface ?? []) {
		if (entry.values[0] !== own) continue;
		const message = 'the NIC that an instance speaks on is tracked anyway, so keepalived passes over this line';
		complain(checked, instance, 'track_interface', message, 'Remove the line', {
			at: entry,
			value: String(own),
			code: 'setting-cleared',
		});
	}
	const why = isBound ? "the priorities of a sync group's instances do not change" : 'with priority 255 nothing changes it';
	if (isBound || isOwner)
		for (const list of LISTS.filter((one) => one !== 'track_process'))
			for (const entry of instance.lists[list] ?? []) {
				if (weightOf(checked, list, entry) === 0) continue;
				const message = `${why}, so keepalived does not let this weight count`;
				complain(checked, instance, list, message, 'Write weight 0, which makes a failure a FAULT', {
					...{ code: 'setting-cleared', at: entry, value: String(entry.values[0]) },
				});
			}
	const members = group?.lists.group?.flatMap(({ values }) => values.map(String)) ?? [];
	// Told once a group, with its first member.
	if (!group || name !== members[0]) return;
	const hasOwner = blocksOf(checked.model, 'vrrp_instance').some(
		(one) => members.includes(one.names[0] ?? '') && basicsOf(one, checked.globals).priority === 255,
	);
	if (hasOwner)
		for (const list of LISTS)
			for (const entry of group.lists[list] ?? [])
				if (weightOf(checked, list, entry) !== 0)
					complain(
						checked,
						group,
						list,
						'a member has priority 255, so keepalived does not let this weight count',
						'Write weight 0',
						{
							...{ code: 'setting-cleared', at: entry, value: String(entry.values[0]) },
						},
					);
}

/** The weight of a tracked thing: that of its line, else that of its definition; a file counts once. */
function weightOf({ model }: Checked, list: string, entry: Entry): number {
	const own = ownWeight(entry);
	if (own !== undefined) return own;
	const kinds = DEFINED_BY[list] ?? [];
	const defined = model.blocks.find(({ keyword, names }) => kinds.includes(keyword) && names[0] === entry.values[0]);
	return numberOf(defined, 'weight') ?? (list === 'track_file' ? 1 : 0);
}

function checkScripts(checked: Checked, owners: readonly Block[]): void {
	const tracked = new Set(owners.flatMap(({ lists }) => (lists.track_script ?? []).map(({ values }) => String(values[0]))));
	for (const script of blocksOf(checked.model, 'vrrp_script')) {
		const command = settingOf(script, 'script');
		if (!command || String(command.values[0]).trim() === '') {
			const message = 'there is no script, so keepalived drops the block';
			complain(checked, script, 'script', message, 'Add script', { code: 'block-incomplete', severity: 'error' });
		} else if (!tracked.has(script.names[0] ?? '')) {
			const message = 'no instance tracks it, so keepalived never runs it';
			complain(checked, script, null, message, 'Add track_script to an instance', {
				code: 'not-used',
				keepalived: 'silent',
				value: script.names[0] ?? '',
			});
		}
	}
}
