import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { ENGINE_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target, boolean }: Shapes) => ({ target, respawn: boolean });

export type DockerdKill = FaultOf<'dockerd-kill', typeof parameters>;

/** SIGKILL to dockerd; containers, namespaces and rules stay behind. With `respawn` (default) systemd does as its unit says; without it, the
 * engine stays dead. Undone by starting it.
 */
export const dockerdKill = (target: Target, { respawn = true }: { respawn?: boolean } = {}): DockerdKill => ({
	kind: 'dockerd-kill',
	target,
	respawn,
});

/** See dockerdKill. */
export const dockerdKillFault: FaultDescriptor<DockerdKill> = {
	kind: 'dockerd-kill',
	parameters,
	build: dockerdKill,
	call: 'dockerdKill(target, { respawn })',
	does: 'dockerd gets SIGKILL; containers, namespaces and rules stay behind.',
	needsSwarm: true,
	undone: 'It is started.',
	detail: ({ respawn }) => (respawn ? 'systemd may start it again' : 'for good'),
	fuzz: { weight: 80, lasts: true, recoversMs: ENGINE_MS, values: { respawn: [false, true] } },
};
