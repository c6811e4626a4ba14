/** What a scenario author imports, and nothing else. */
export { drill } from './scenario/drill.ts';
export { every, median, p95, worst } from './scenario/expect.ts';
export {
	checkFails,
	cpuStarve,
	dockerdKill,
	dockerdStop,
	type Fault,
	freeze,
	keepalivedKill,
	keepalivedPause,
	keepalivedReload,
	keepalivedRestart,
	keepalivedStop,
	linkDown,
	linkFlap,
	nodeDemote,
	nodeDrain,
	packetDelay,
	packetLoss,
	partition,
	powerLoss,
	raftDiskFull,
	rateLimit,
	reboot,
	serviceScale,
	serviceUpdate,
	taskKill,
	vipDelete,
} from './scenario/fault.ts';
export type { DrillSpec } from './scenario/spec.ts';
export { backup, everyone, host, leader, master, type Target } from './scenario/target.ts';
