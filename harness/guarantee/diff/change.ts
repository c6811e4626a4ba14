import type { ClusterSpec } from '../../cluster/spec.ts';
import type { HostInput, Inputs, InstanceInput } from '../inputs.ts';

/** A cluster, and what theory reads of it. */
export interface Read {
	spec: ClusterSpec;
	inputs: Inputs;
}

/** Puts one thing of another cluster into this one, in place. */
export type Put = (into: Inputs, from: Inputs) => void;

/** One difference between two clusters, as a person would tell it. */
export interface Change {
	/** Empty for the cluster as a whole. */
	hosts: string[];
	what: string;
	/** Null where there was nothing. */
	before: string | null;
	after: string | null;
	/** Null where theory reads nothing of it; 'together' where it makes sense only with others. */
	put: Put | 'together' | null;
	/** Hosts must agree on it, so it changes on all of them at once. */
	mustAgree?: boolean;
}

/** Puts something of one host into the same host of the other cluster; nothing where one of them has none. */
export const onHost =
	(name: string, put: (into: HostInput, from: HostInput) => void): Put =>
	(into, from) => {
		const [target, source] = [into, from].map(({ hosts }) => hosts.find((host) => host.name === name));
		if (target && source) put(target, source);
	};

/** The same of its instance. */
export const onInstance = (name: string, put: (into: InstanceInput, from: InstanceInput) => void): Put =>
	onHost(name, (into, from) => {
		if (into.instance && from.instance) put(into.instance, from.instance);
	});

/** The same change on several hosts is one; so is one on which hosts must agree, whatever each had. */
export function grouped(changes: readonly Change[]): Change[] {
	const groups = new Map<string, Change[]>();
	for (const change of changes) {
		const { what, before, after, mustAgree, hosts } = change;
		const key = JSON.stringify(hosts.length === 0 ? [what] : mustAgree ? [what, 'all'] : [what, before, after]);
		groups.set(key, [...(groups.get(key) ?? []), change]);
	}
	return [...groups.values()].map(together);
}

function together(group: readonly Change[]): Change {
	const [first] = group as [Change, ...Change[]];
	if (group.length === 1) return first;
	const puts = group.map(({ put }) => put).filter((put) => typeof put === 'function');
	return {
		...first,
		hosts: group.flatMap(({ hosts }) => hosts),
		before: said(group, 'before'),
		after: said(group, 'after'),
		put:
			puts.length === 0
				? first.put
				: (into, from) => {
						for (const put of puts) put(into, from);
					},
	};
}

/** What all had, or what each had. */
function said(group: readonly Change[], side: 'before' | 'after'): string | null {
	const values = [...new Set(group.map((change) => change[side]))];
	if (values.length === 1) return values[0] ?? null;
	return group.map((change) => `${change.hosts.join(', ')}: ${change[side] ?? 'none'}`).join('; ');
}
