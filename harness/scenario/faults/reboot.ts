import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { BOOT_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type Reboot = FaultOf<'reboot', typeof parameters>;

/** The machine shuts down in order and boots again, by itself. Undone by waiting for it. */
export const reboot = (target: Target): Reboot => ({ kind: 'reboot', target });

/** See reboot. */
export const rebootFault: FaultDescriptor<Reboot> = {
	kind: 'reboot',
	parameters,
	build: reboot,
	call: 'reboot(target)',
	does: 'The machine shuts down in order and boots again by itself.',
	undone: 'It comes back by itself; the lab waits for it.',
	theory: () => 'goodbye',
	hostEffects: () => ['keepalived-ends'],
	fuzz: { weight: 160, lasts: false, recoversMs: BOOT_MS },
};
