import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target, oneOf }: Shapes) => ({ target, part: oneOf('child', 'parent', 'both') });

/** Which part of keepalived: the VRRP process alone, its parent alone, or both. */
export type KeepalivedPart = KeepalivedKill['part'];
export type KeepalivedKill = FaultOf<'keepalived-kill', typeof parameters>;

/** SIGKILL. Undone by starting keepalived again where it does not come back by itself. */
export const keepalivedKill = (target: Target, part: KeepalivedPart = 'both'): KeepalivedKill => ({
	kind: 'keepalived-kill',
	target,
	part,
});

/** See keepalivedKill. */
export const keepalivedKillFault: FaultDescriptor<KeepalivedKill> = {
	kind: 'keepalived-kill',
	parameters,
	build: keepalivedKill,
	call: "keepalivedKill(target, 'child' | 'parent' | 'both')",
	does: 'keepalived gets SIGKILL: its VRRP process, the parent, or both.',
	undone: 'It is started where it does not come back by itself.',
	detail: ({ part }) => (part === 'both' ? 'both processes' : `the ${part} process`),
	// The VRRP process gets SIGTERM when its parent dies; the parent starts a dead one again, and the VIP stays meanwhile.
	theory: ({ part }) => ({ both: 'crash' as const, parent: 'goodbye' as const, child: null })[part],
	hostEffects: () => ['keepalived-ends'],
	fuzz: { weight: 40, lasts: true, recoversMs: 0, values: { part: ['both', 'child', 'parent'] } },
};
