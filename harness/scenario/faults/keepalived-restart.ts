import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { RESTART_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type KeepalivedRestart = FaultOf<'keepalived-restart', typeof parameters>;

/** `systemctl restart keepalived`. Undone by starting it if it does not run. */
export const keepalivedRestart = (target: Target): KeepalivedRestart => ({ kind: 'keepalived-restart', target });

/** See keepalivedRestart. */
export const keepalivedRestartFault: FaultDescriptor<KeepalivedRestart> = {
	kind: 'keepalived-restart',
	parameters,
	build: keepalivedRestart,
	call: 'keepalivedRestart(target)',
	does: 'keepalived is restarted.',
	undone: 'It is started if it does not run.',
	theory: () => 'goodbye',
	hostEffects: () => ['keepalived-ends'],
	fuzz: { weight: 20, lasts: false, recoversMs: RESTART_MS },
};
