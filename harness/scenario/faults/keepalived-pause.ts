import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type KeepalivedPause = FaultOf<'keepalived-pause', typeof parameters>;

/** SIGSTOP of keepalived's processes; the rest of the machine lives on. Undone by SIGCONT. */
export const keepalivedPause = (target: Target): KeepalivedPause => ({ kind: 'keepalived-pause', target });

/** See keepalivedPause. */
export const keepalivedPauseFault: FaultDescriptor<KeepalivedPause> = {
	kind: 'keepalived-pause',
	parameters,
	build: keepalivedPause,
	call: 'keepalivedPause(target)',
	does: "keepalived's processes get SIGSTOP; the rest of the machine lives on.",
	undone: 'They get SIGCONT.',
	theory: () => 'crash',
	hostEffects: () => ['cannot-own'],
	look: 'frozen',
	fuzz: { weight: 30, lasts: true, recoversMs: 0 },
};
