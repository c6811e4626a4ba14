import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { RESTART_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type KeepalivedStop = FaultOf<'keepalived-stop', typeof parameters>;

/** `systemctl stop keepalived`: it says goodbye with priority 0. Undone by starting it. */
export const keepalivedStop = (target: Target): KeepalivedStop => ({ kind: 'keepalived-stop', target });

/** See keepalivedStop. */
export const keepalivedStopFault: FaultDescriptor<KeepalivedStop> = {
	kind: 'keepalived-stop',
	parameters,
	build: keepalivedStop,
	call: 'keepalivedStop(target)',
	does: 'keepalived is stopped: it says goodbye with priority 0.',
	undone: 'It is started.',
	theory: () => 'goodbye',
	hostEffects: () => ['keepalived-ends'],
	fuzz: { weight: 10, lasts: true, recoversMs: RESTART_MS },
};
