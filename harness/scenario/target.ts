/** Whom a fault hits, as data. Resolved at injection time from what the observer saw last, never from the configuration. */
export type Target =
	| { kind: 'master'; vip?: number }
	| { kind: 'leader' }
	| { kind: 'backup'; rank: number }
	| { kind: 'host'; name: string }
	| { kind: 'everyone' };

/** Whoever holds the VIP that customers ask; or another one, by its place in the cluster's list of floating IPs: `master(2)` is the second's. */
export const master = (vip?: number): Target => ({ kind: 'master', ...(vip === undefined ? {} : { vip }) });
/** The swarm's raft leader. */
export const leader = (): Target => ({ kind: 'leader' });
/** The n-th host in line for the VIP (1 is next), by advertised or configured priority among those alive. */
export const backup = (rank = 1): Target => ({ kind: 'backup', rank });
/** A host by name. */
export const host = (name: string): Target => ({ kind: 'host', name });
/** Every host that is alive. */
export const everyone = (): Target => ({ kind: 'everyone' });

/** The target as a drill writes it, for plans and reports. */
export function describeTarget(target: Target): string {
	switch (target.kind) {
		case 'master':
			return target.vip === undefined ? 'master()' : `master(${target.vip})`;
		case 'backup':
			return `backup(${target.rank})`;
		case 'host':
			return `host('${target.name}')`;
		default:
			return `${target.kind}()`;
	}
}
