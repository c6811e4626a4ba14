import { blocksOf, settingOf } from '../model.ts';
import { type Checked, complain } from './check.ts';

/** Groups of NICs without a pause, and NICs that are in two of them (garp_group_end_handler() of vrrp_parser.c). */
export function checkGarpGroups(checked: Checked): void {
	const taken = new Set<string>();
	for (const group of blocksOf(checked.model, 'garp_group')) {
		const hasPause = settingOf(group, 'garp_interval') ?? settingOf(group, 'gna_interval');
		if (!hasPause)
			complain(checked, group, 'garp_interval', 'there is no pause, so keepalived drops the group', 'Add garp_interval', {
				code: 'block-incomplete',
			});
		const named = group.settings.filter(({ keyword }) => keyword === 'interface');
		for (const { values, at, chain } of [...named, ...(group.lists.interfaces ?? [])])
			for (const name of values.map(String)) {
				if (taken.has(name))
					complain(
						checked,
						group,
						'interface',
						'it is in a group already, so keepalived passes over it',
						'Leave it in one group',
						{ at: { at, chain }, value: name },
					);
				if (hasPause) taken.add(name);
			}
	}
}
