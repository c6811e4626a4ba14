import { type Block, blocksOf, numberOf, wordOf } from '../model.ts';
import { type Checked, complain } from './check.ts';

/** Sync groups with instances that do not exist, that are in another group already, or with one instance alone (vrrp_sync_set_group() of vrrp_sync.c). */
export function checkSyncGroups(checked: Checked): void {
	const instances = new Map(blocksOf(checked.model, 'vrrp_instance').map((one) => [one.names[0] ?? '', one]));
	const taken = new Map<string, string>();
	for (const group of blocksOf(checked.model, 'vrrp_sync_group')) {
		const entries = (group.lists.group ?? []).flatMap((entry) =>
			entry.values.map((value) => ({ ...entry, name: String(value) })),
		);
		if (entries.length === 0) {
			const message = 'there is no instance in it, so keepalived drops the group';
			complain(checked, group, 'group', message, 'Add group with the names of instances', { code: 'block-incomplete' });
			continue;
		}
		const members: string[] = [];
		for (const { name, at, chain } of entries) {
			const other = taken.get(name);
			const more = { at: { at, chain }, value: name };
			if (!instances.has(name)) {
				const message = 'no vrrp_instance has this name, so keepalived passes over it';
				complain(checked, group, 'group', message, 'Correct the name', { ...more, code: 'not-defined', severity: 'error' });
			} else if (other !== undefined) {
				const message = `it is in vrrp_sync_group ${other} already, so keepalived passes over it`;
				complain(checked, group, 'group', message, 'Leave it in one group', more);
			} else {
				taken.set(name, group.names[0] ?? '');
				members.push(name);
			}
		}
		if (members.length === 1)
			complain(checked, group, 'group', 'a group of one instance does nothing', 'Add another one, or remove the group');
		if (!mixesOwners(members.flatMap((name) => instances.get(name) ?? []))) continue;
		const message = 'some of its instances own their addresses (priority 255), and some do not';
		complain(checked, group, 'group', message, 'Give all of them 255, or none');
	}
}

/** Whether an instance that begins as BACKUP follows one that owns its addresses. A priority that is not written counts later. */
function mixesOwners(members: readonly Block[]): boolean {
	const isOwner = (one: Block) => wordOf(one, 'state') === 'MASTER' && numberOf(one, 'priority') === 255;
	const others = members.findIndex((one) => !isOwner(one));
	return others > 0 && wordOf(members[others], 'state') === 'BACKUP';
}
