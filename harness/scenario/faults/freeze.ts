import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type Freeze = FaultOf<'freeze', typeof parameters>;

/** Every process of the machine stops where it is, as when a hypervisor pauses it; kernel and link live on. Undone by thawing it. */
export const freeze = (target: Target): Freeze => ({ kind: 'freeze', target });

/** See freeze. */
export const freezeFault: FaultDescriptor<Freeze> = {
	kind: 'freeze',
	parameters,
	build: freeze,
	call: 'freeze(target)',
	does: 'Every process of the machine stops where it is; kernel and link live on.',
	undone: 'The processes go on.',
	theory: () => 'crash',
	hostEffects: () => ['cut-off'],
	look: 'frozen',
	fuzz: { weight: 140, lasts: true, recoversMs: 0, splits: true },
};
