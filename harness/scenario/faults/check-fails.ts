import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target, string }: Shapes) => ({ target, script: string });

export type CheckFails = FaultOf<'check-fails', typeof parameters>;

/** The `vrrp_script` of this name fails on the target, whatever it asks. Undone by letting it ask again. */
export const checkFails = (target: Target, script: string): CheckFails => ({ kind: 'check-fails', target, script });

/** See checkFails. */
export const checkFailsFault: FaultDescriptor<CheckFails> = {
	kind: 'check-fails',
	parameters,
	build: checkFails,
	call: "checkFails(target, 'web')",
	does: 'A vrrp_script fails, whatever it asks.',
	undone: 'It asks again.',
	detail: ({ script }) => `vrrp_script ${script}`,
	// Fuzzing does not draw it: it needs the name of a script.
};
