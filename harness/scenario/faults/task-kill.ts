import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { ENGINE_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type TaskKill = FaultOf<'task-kill', typeof parameters>;

/** SIGKILL to the first process of each of the service's tasks on the target. Swarm replaces them; nothing to undo. */
export const taskKill = (target: Target): TaskKill => ({ kind: 'task-kill', target });

/** See taskKill. */
export const taskKillFault: FaultDescriptor<TaskKill> = {
	kind: 'task-kill',
	parameters,
	build: taskKill,
	call: 'taskKill(target)',
	does: "The first process of each of the service's tasks on the host gets SIGKILL.",
	needsSwarm: true,
	undone: 'Swarm replaces the tasks.',
	fuzz: { weight: 60, lasts: false, recoversMs: ENGINE_MS },
};
