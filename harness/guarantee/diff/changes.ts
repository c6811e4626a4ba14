import { confOf } from '../../cluster/host-keepalived.ts';
import type { ClusterSpec, HostFileSpec, HostSpec } from '../../cluster/spec.ts';
import { blocksOf } from '../../keepalived/model.ts';
import { HAPROXY_CFG } from '../../labs/sim/proxy/proxy-model.ts';
import type { HostInput } from '../inputs.ts';
import { type Change, grouped, onHost, type Read } from './change.ts';
import { instanceChanges, type Side, spell } from './instance-changes.ts';
import { serviceChanges } from './service-changes.ts';
import { filesOf, isSecret, otherStatements, sayEntry } from './statements.ts';

/** How two clusters differ, in what they mean: not in comments, layout, or the names of files and of the cluster. */
export function changesBetween(a: Read, b: Read): Change[] {
	const names = [...new Set([...a.spec.hosts, ...b.spec.hosts].map(({ name }) => name))];
	return [...clusterChanges(a, b), ...grouped(names.flatMap((name) => hostChanges(name, a, b))), ...serviceChanges(a, b)];
}

/** A change of a value that both have. */
const changed = (what: string, before: string | null, after: string | null, put: Change['put']): Change[] =>
	before === after ? [] : [{ hosts: [], what, before, after, put }];

function clusterChanges(a: Read, b: Read): Change[] {
	const { network, swarm, versions } = a.spec;
	const other = b.spec;
	return [
		...changed('floating IP', a.spec.vip, other.vip, 'together'),
		// Theory is of the one that customers ask.
		...changed('further floating IPs', furtherVips(a.spec), furtherVips(other), null),
		...changed('IPv6 network', network.subnet6 ?? 'none', other.network.subnet6 ?? 'none', null),
		...changed('further segments', sayNetworks(a.spec), sayNetworks(other), null),
		...changed('subnet', network.subnet, other.network.subnet, (into, from) => {
			Object.assign(into, { subnet: from.subnet, overlaps: from.overlaps });
		}),
		...changed('gateway', network.gateway, other.network.gateway, null),
		...changed("the observer's address", network.clientAddress, other.network.clientAddress, null),
		...changed(
			"Swarm's address pool",
			swarm.defaultAddressPool ?? "Docker's own",
			other.swarm.defaultAddressPool ?? "Docker's own",
			(into, from) => {
				into.overlaps = from.overlaps;
			},
		),
		...changed("the swarm's segment", swarm.network ?? "the customers'", other.swarm.network ?? "the customers'", null),
		...changed('advertise', swarm.advertise, other.swarm.advertise, null),
		...changed('version of Docker', versions.docker ?? 'any', other.versions.docker ?? 'any', null),
		...changed('version of keepalived', versions.keepalived ?? 'any', other.versions.keepalived ?? 'any', 'together'),
	];
}

const list = (some: readonly string[]) => some.join(', ') || 'none';
const furtherVips = ({ vips }: ClusterSpec) => list(vips.slice(1));
const sayNetworks = ({ networks }: ClusterSpec) => list(networks.map(({ name, subnet }) => `${name} ${subnet}`));
const sayNics = ({ nics }: HostSpec) => list(nics.map((nic) => `${nic.interface} ${nic.address} on ${nic.network}`));

/** Puts one field of a host. */
const copies = <K extends keyof HostInput>(name: string, key: K) =>
	onHost(name, (into, from) => {
		into[key] = from[key];
	});

function hostChanges(name: string, a: Read, b: Read): Change[] {
	const [one, other] = [a, b].map(({ spec }) => spec.hosts.find((host) => host.name === name));
	if (!one || !other) return [wholeHost(name, one, other)];
	const [mine, theirs] = [a, b].map(({ inputs }) => inputs.hosts.find((host) => host.name === name)) as [HostInput, HostInput];
	// Of a proxy theory reads which hosts it hands requests to.
	const proxied = JSON.stringify(mine.proxy) === JSON.stringify(theirs.proxy) ? null : copies(name, 'proxy');
	const host = (what: string, before: string, after: string, put: Change['put']) =>
		changed(what, before, after, put).map((change) => ({ ...change, hosts: [name] }));
	return [
		...host('address', one.address, other.address, copies(name, 'address')),
		...host('NIC', one.interface, other.interface, copies(name, 'interface')),
		...host('IPv6 address', one.address6 ?? 'none', other.address6 ?? 'none', null),
		...host('further NICs', sayNics(one), sayNics(other), null),
		...host('services of its own', list(one.units), list(other.units), proxied),
		...host('role', one.role, other.role, null),
		...host('availability', one.availability, other.availability, copies(name, 'isActive')),
		...keepalivedChanges(
			name,
			{ host: one, input: mine, version: a.spec.versions.keepalived },
			{ host: other, input: theirs, version: b.spec.versions.keepalived },
		),
		...host('systemd’s unit of keepalived', sayUnit(mine.unit), sayUnit(theirs.unit), copies(name, 'unit')),
		...fileChanges(name, one, other, proxied),
	];
}

/** A host that is new, or gone. */
function wholeHost(name: string, before: HostSpec | undefined, after: HostSpec | undefined): Change {
	const say = (host: HostSpec | undefined) => (host ? `${host.address}, ${host.role}` : null);
	return {
		hosts: [name],
		what: 'host',
		before: say(before),
		after: say(after),
		put: (into, from) => {
			const rest = into.hosts.filter((host) => host.name !== name);
			into.hosts = [...rest, ...from.hosts.filter((host) => host.name === name)];
		},
	};
}

interface HostSide {
	host: HostSpec;
	input: HostInput;
	version: string | null;
}

function keepalivedChanges(name: string, a: HostSide, b: HostSide): Change[] {
	const [mine, theirs] = [a, b].map(sideOf);
	const isThere = (side: HostSide) => (side.host.keepalived === null ? 'none' : 'there');
	if (!mine || !theirs)
		return changed('keepalived', isThere(a), isThere(b), copies(name, 'instance')).map((change) => ({
			...change,
			hosts: [name],
		}));
	return [...instanceChanges(name, mine, theirs), ...statementChanges(name, a, b)];
}

function sideOf({ host, input }: HostSide): Side | null {
	const spec = host.keepalived?.instances.find((one) => one.name === input.instance?.name);
	if (!spec || !input.instance) return null;
	const block = blocksOf(confOf(host)?.model, 'vrrp_instance').find(({ names }) => names[0] === spec.name);
	return { spec, input: input.instance, addresses: (block?.lists.virtual_ipaddress ?? []).map(sayEntry).join('; ') };
}

/** What nothing here models, and what theory does not read. */
function statementChanges(name: string, a: HostSide, b: HostSide): Change[] {
	const [mine, theirs] = [a, b].map(({ host, input, version }) => {
		const conf = confOf(host, version);
		return conf ? otherStatements(conf, input.instance?.name ?? null) : new Map<string, string>();
	}) as [Map<string, string>, Map<string, string>];
	return [...new Set([...mine.keys(), ...theirs.keys()])].flatMap((what): Change[] => {
		const [before = null, after = null] = [mine.get(what), theirs.get(what)];
		if (before === after) return [];
		const told = (value: string | null, hidden: string) => (value !== null && isSecret(what) ? hidden : value);
		return [{ hosts: [name], what, before: told(before, 'hidden'), after: told(after, 'hidden, another'), put: null }];
	});
}

function sayUnit({ restart, delayMs, deletesVip }: HostInput['unit']): string {
	const again = restart === 'no' ? 'does not start it again' : `starts it again after ${spell(delayMs)} (${restart})`;
	return deletesVip ? `${again}, deletes the floating IP` : again;
}

/** Other files, by where they are on the machine; those that keepalived.conf includes are told as what they say. */
function fileChanges(name: string, one: HostSpec, other: HostSpec, proxied: Change['put']): Change[] {
	const [mine, theirs] = [one, other].map((host) => {
		const conf = confOf(host);
		const included = conf ? filesOf(conf) : new Set<string>();
		return new Map(host.files.filter(({ source }) => !included.has(source)).map((file) => [file.target, file]));
	}) as [Map<string, HostFileSpec>, Map<string, HostFileSpec>];
	return [...new Set([...mine.keys(), ...theirs.keys()])].flatMap((target): Change[] => {
		const [before, after] = [mine.get(target), theirs.get(target)];
		if (before && after && before.text === after.text && before.mode === after.mode) return [];
		const say = (file: HostFileSpec | undefined, again: boolean) =>
			file ? `${again ? 'another text' : 'there'}, mode ${file.mode.toString(8)}` : null;
		const put = target === HAPROXY_CFG ? proxied : null;
		const isOther = before !== undefined && after !== undefined && before.text !== after.text;
		return [{ hosts: [name], what: `file ${target}`, before: say(before, false), after: say(after, isOther), put }];
	});
}
