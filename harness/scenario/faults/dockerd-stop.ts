import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { ENGINE_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type DockerdStop = FaultOf<'dockerd-stop', typeof parameters>;

/** `systemctl stop docker docker.socket`: the machine stays, its containers go. Undone by starting it. */
export const dockerdStop = (target: Target): DockerdStop => ({ kind: 'dockerd-stop', target });

/** See dockerdStop. */
export const dockerdStopFault: FaultDescriptor<DockerdStop> = {
	kind: 'dockerd-stop',
	parameters,
	build: dockerdStop,
	call: 'dockerdStop(target)',
	does: 'dockerd is stopped: the machine stays, its containers go.',
	needsSwarm: true,
	undone: 'It is started.',
	fuzz: { weight: 70, lasts: true, recoversMs: ENGINE_MS },
};
