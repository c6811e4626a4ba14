import { randomBytes } from 'node:crypto';

/** Marks everything of a job in its swarm; clean-up goes by it. The value is the job's name. */
export const JOB_LABEL = 'vipdrill.job';

/** A name for a job, that no other has. */
export const newJobName = (): string => `vipdrill-${randomBytes(4).toString('hex')}`;
