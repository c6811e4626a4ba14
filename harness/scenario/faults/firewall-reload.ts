import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type FirewallReload = FaultOf<'firewall-reload', typeof parameters>;

/**
 * The target's firewall is loaded anew, as by `systemctl restart nftables` or `netfilter-persistent reload`: the tables filter and nat are emptied, and get what
 * the host's own /etc/iptables/rules.v4 and rules.v6 say, where there are such files. Docker's rules are gone. Undone by putting back what was there.
 */
export const firewallReload = (target: Target): FirewallReload => ({ kind: 'firewall-reload', target });

/** See firewallReload. */
export const firewallReloadFault: FaultDescriptor<FirewallReload> = {
	kind: 'firewall-reload',
	parameters,
	build: firewallReload,
	call: 'firewallReload(target)',
	does: 'The host’s firewall is loaded anew from its own /etc/iptables/rules.v4 and rules.v6, or empty: Docker’s rules are gone.',
	undone: 'The rules are put back; where containers have come or gone, dockerd is restarted, which lays them.',
	needsSwarm: true,
};
