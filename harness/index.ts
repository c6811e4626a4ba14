/** What a scenario author imports, and nothing else. */
export { drill } from './drill.ts';
export { every, median, p95, worst } from './scenario/expect.ts';
export { type Fault, powerLoss } from './scenario/fault.ts';
export type { DrillSpec } from './scenario/spec.ts';
export { backup, everyone, host, leader, master, type Target } from './scenario/target.ts';
