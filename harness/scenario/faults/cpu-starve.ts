import { numberProblems } from '../ranges.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

/** The kernel's smallest quota is 1 ms in a period of 100 ms (sched-bwc: min_cfs_quota_period). */
const LEAST_CPUS = 0.01;
const MOST_CPUS = 1024;

const parameters = ({ target, number }: Shapes) => ({ target, cpus: number });

export type CpuStarve = FaultOf<'cpu-starve', typeof parameters>;

/** The machine's processes together get only this share of one processor, for instance 0.05. Undone by lifting the limit. */
export const cpuStarve = (target: Target, cpus: number): CpuStarve => ({ kind: 'cpu-starve', target, cpus });

/** See cpuStarve. */
export const cpuStarveFault: FaultDescriptor<CpuStarve> = {
	kind: 'cpu-starve',
	parameters,
	build: cpuStarve,
	call: 'cpuStarve(target, cpus)',
	does: "The machine's processes together get only a share of one processor.",
	undone: 'The limit is lifted.',
	detail: ({ cpus }) => `${cpus} of a processor`,
	problems: ({ cpus }, place) =>
		numberProblems(`${place}.cpus`, cpus, 'share of a processor', { min: LEAST_CPUS, max: MOST_CPUS }),
};
