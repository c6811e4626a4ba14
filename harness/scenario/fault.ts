export * from './faults/builders.ts';
export type { Fault, FaultKind } from './faults/index.ts';
export type { Direction, Traffic } from './faults/shapes.ts';
