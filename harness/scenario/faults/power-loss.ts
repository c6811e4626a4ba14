import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { BOOT_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type PowerLoss = FaultOf<'power-loss', typeof parameters>;

/** The machine loses power: every process is gone at once and its link with them. Undone by switching it on again. */
export const powerLoss = (target: Target): PowerLoss => ({ kind: 'power-loss', target });

/** See powerLoss. */
export const powerLossFault: FaultDescriptor<PowerLoss> = {
	kind: 'power-loss',
	parameters,
	build: powerLoss,
	call: 'powerLoss(target)',
	does: 'The machine loses power: every process is gone at once, and its link with them.',
	undone: 'It is switched on again.',
	theory: () => 'crash',
	hostEffects: () => ['cut-off', 'keepalived-ends'],
	fuzz: { weight: 150, lasts: true, recoversMs: BOOT_MS },
};
