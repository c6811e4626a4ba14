import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type RaftDiskFull = FaultOf<'raft-disk-full', typeof parameters>;

/** dockerd restarts on a disk for the swarm's state (raft log, certificates, task store) that is then filled to the last byte. Undone by moving the state back. */
export const raftDiskFull = (target: Target): RaftDiskFull => ({ kind: 'raft-disk-full', target });

/** See raftDiskFull. */
export const raftDiskFullFault: FaultDescriptor<RaftDiskFull> = {
	kind: 'raft-disk-full',
	parameters,
	build: raftDiskFull,
	call: 'raftDiskFull(target)',
	does: "dockerd restarts on a disk for the swarm's state that is then filled to the last byte.",
	needsSwarm: true,
	undone: 'The state is moved back.',
};
