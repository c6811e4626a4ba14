import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type NetworkRestart = FaultOf<'network-restart', typeof parameters>;

/**
 * systemd-networkd starts anew on the target, as after an update of systemd, and drops the addresses and routes of its NIC that it did not set: the VIP too. A
 * .network file of the cluster for the NIC counts (`KeepConfiguration=`); without one networkd knows the host's own address and default route. Undone by
 * ending networkd; keepalived mends the VIP.
 */
export const networkRestart = (target: Target): NetworkRestart => ({ kind: 'network-restart', target });

/** See networkRestart. */
export const networkRestartFault: FaultDescriptor<NetworkRestart> = {
	kind: 'network-restart',
	parameters,
	build: networkRestart,
	call: 'networkRestart(target)',
	does: "systemd-networkd restarts and drops what it did not set on the host's NIC, the VIP too, unless its .network file keeps it.",
	undone: 'networkd is ended; keepalived mends the VIP.',
};
