/** What a scenario author imports, and nothing else. */
export { drill } from './scenario/drill.ts';
export { every, median, p95, worst } from './scenario/expect.ts';
export * from './scenario/faults/builders.ts';
export type { Fault } from './scenario/faults/index.ts';
export type { DrillSpec } from './scenario/spec.ts';
export { backup, everyone, host, leader, master, type Target } from './scenario/target.ts';
