import { setup } from '../install/setup.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { interruptible } from './ways-out.ts';

/** Installs and builds what a lab needs. */
export const run = (flags: { engine: EngineChoice }) =>
	setup({ ...flags, signal: interruptible(null), log: (line: string) => console.log(line) });
