import type { DrillProblem } from '../drill-problem.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target, settings }: Shapes) => ({ target, set: settings });

export type KeepalivedReload = FaultOf<'keepalived-reload', typeof parameters>;

/** Reloads keepalived (SIGHUP) with another file: each keyword is set to its value in every `vrrp_instance`, in place or as a new line.
 * Undone by reloading it with the cluster's own file.
 */
export const keepalivedReload = (target: Target, set: Record<string, string | number>): KeepalivedReload => ({
	kind: 'keepalived-reload',
	target,
	set,
});

/** See keepalivedReload. */
export const keepalivedReloadFault: FaultDescriptor<KeepalivedReload> = {
	kind: 'keepalived-reload',
	parameters,
	build: keepalivedReload,
	call: 'keepalivedReload(target, { priority: 60 })',
	does: 'keepalived is reloaded with other settings in every vrrp_instance.',
	undone: "It is reloaded with the cluster's own file.",
	detail: ({ set }) =>
		Object.entries(set)
			.map(([keyword, value]) => `${keyword} ${value}`)
			.join(', '),
	problems: ({ set }, place) => settingProblems(`${place}.set`, set),
};

/** What goes into keepalived.conf must stay on its line, and within its block. */
function settingProblems(place: string, set: Record<string, string | number>): DrillProblem[] {
	const entries = Object.entries(set);
	if (entries.length === 0)
		return [{ field: place, problem: 'nothing is set', fix: 'Name a keyword, for instance { priority: 50 }' }];
	return entries.flatMap(([keyword, value]): DrillProblem[] => {
		const field = `${place}.${keyword.slice(0, 100)}`;
		if (!/^[a-z][a-z0-9_]*$/.test(keyword))
			return [{ field, problem: 'this is no keyword of keepalived', fix: 'Write one of vrrp_instance, for instance priority' }];
		// The value may be a password, so it is not quoted.
		const isOneLine = !/[\p{Cc}{}]/u.test(String(value));
		return isOneLine ? [] : [{ field, problem: 'the value leaves its line', fix: 'Leave out line ends and braces' }];
	});
}
