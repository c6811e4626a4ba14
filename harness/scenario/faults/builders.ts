/** What drills call: one builder a kind of fault. */

export { checkFails } from './check-fails.ts';
export { cpuStarve } from './cpu-starve.ts';
export { dockerdKill } from './dockerd-kill.ts';
export { dockerdStop } from './dockerd-stop.ts';
export { freeze } from './freeze.ts';
export { keepalivedKill } from './keepalived-kill.ts';
export { keepalivedPause } from './keepalived-pause.ts';
export { keepalivedReload } from './keepalived-reload.ts';
export { keepalivedRestart } from './keepalived-restart.ts';
export { keepalivedStop } from './keepalived-stop.ts';
export { linkDown } from './link-down.ts';
export { linkFlap } from './link-flap.ts';
export { nodeDemote } from './node-demote.ts';
export { nodeDrain } from './node-drain.ts';
export { packetDelay } from './packet-delay.ts';
export { packetLoss } from './packet-loss.ts';
export { partition } from './partition.ts';
export { powerLoss } from './power-loss.ts';
export { raftDiskFull } from './raft-disk-full.ts';
export { rateLimit } from './rate-limit.ts';
export { reboot } from './reboot.ts';
export { serviceScale } from './service-scale.ts';
export { serviceUpdate } from './service-update.ts';
export { taskKill } from './task-kill.ts';
export { vipDelete } from './vip-delete.ts';
export { vipDuplicate } from './vip-duplicate.ts';
