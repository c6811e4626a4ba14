import type { ReadInstance } from '../keepalived/instances.ts';

/** An instance on a host. */
export interface Member<Host> {
	host: Host;
	instance: ReadInstance;
}

interface HostOf {
	name: string;
	instances: readonly ReadInstance[];
}

/** What is meant to be one virtual router: one instance on each of several hosts. */
export interface Router<Host = HostOf> {
	members: readonly Member<Host>[];
}

/**
 * Instances of different hosts that belong together: they have a floating IP in common, or their VRID and their name. One that stands alone
 * makes no router. Files that have nothing in common stay apart.
 */
export function routersOf<Host extends HostOf>(hosts: readonly Host[]): Router<Host>[] {
	if (hosts.length < 2) return [];
	const groups: Member<Host>[][] = [];
	for (const host of hosts)
		for (const instance of host.instances) {
			const group = groups.find(
				(one) => one.every((other) => other.host !== host) && one.some((other) => belong(other.instance, instance)),
			);
			if (group) group.push({ host, instance });
			else groups.push([{ host, instance }]);
		}
	return groups.filter(({ length }) => length > 1).map((members) => ({ members }));
}

function belong({ spec: a }: ReadInstance, { spec: b }: ReadInstance): boolean {
	if (a.virtualIpAddresses.some((address) => b.virtualIpAddresses.includes(address))) return true;
	return a.name === b.name && a.virtualRouterId === b.virtualRouterId && a.interface === b.interface;
}
