import type { FailureClass } from './descriptor.ts';
import { movesInSilence } from './power-loss.ts';

/** The cable is pulled: keepalived lets the address go, and can tell nobody. */
export const linkDown: FailureClass = {
	id: 'link-down',
	failure: 'link down',
	drill: 'nic-down-master',
	measured: 'fault',
	theory: (facts, owner) =>
		movesInSilence(
			facts,
			owner,
			(heirs) => `${owner.name} goes to FAULT but its goodbye reaches nobody, so ${heirs} waits as after a power loss.`,
		),
};
