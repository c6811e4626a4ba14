import { randomBytes } from 'node:crypto';

/** Marks everything that belongs to a lab; clean-up goes by it and by nothing else. The value is the lab's id. */
export const LAB_LABEL = 'vipdrill.lab';
/** What a container is in its lab: `host`, `client`, `engine-side` or `router`. */
export const ROLE_LABEL = 'vipdrill.role';
/** The role and the name of a lab's machine on the engine's side. */
export const ENGINE_SIDE = 'engine-side';
/** Whether a container stands on the engine's side; until 2026-11 its role was called `power`, and a lab from then may still be there. */
export const isEngineSide = (role: string | undefined): boolean => role === ENGINE_SIDE || role === 'power';
/** The machine's name in the cluster. */
export const HOST_LABEL = 'vipdrill.host';
/** The cluster folder a lab was built from. */
export const CLUSTER_LABEL = 'vipdrill.cluster';
/** In place of a lab's id: that of a throw-away container that tries something out. */
export const probeId = (): string => `probe-${randomBytes(3).toString('hex')}`;

/** The container's name on the engine. */
export const containerName = (labId: string, name: string): string => `vipdrill-${labId}-${name}`;
