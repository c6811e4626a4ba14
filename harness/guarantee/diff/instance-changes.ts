import type { VrrpInstanceSpec } from '../../cluster/spec.ts';
import { roundAdvertIntUs } from '../../keepalived/numbers.ts';
import type { InstanceInput, Watch } from '../inputs.ts';
import { type Change, onInstance } from './change.ts';

/** A host's instance for the floating IP, as its spec and as theory reads it; `addresses`: its virtual_ipaddress lines. */
export interface Side {
	spec: VrrpInstanceSpec;
	input: InstanceInput;
	addresses: string;
}

/** Milliseconds as keepalived.conf would say them. */
export const spell = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`);

interface Field {
	what: string;
	say(side: Side): string | null;
	put: ((into: InstanceInput, from: InstanceInput) => void) | null;
	mustAgree?: boolean;
}

/** All of an instance but what it tracks. */
const FIELDS: readonly Field[] = [
	{ what: 'vrrp_instance', say: ({ spec }) => spec.name, put: null },
	{ what: 'interface', say: ({ spec }) => spec.interface, put: null },
	{
		what: 'virtual_router_id',
		say: ({ spec }) => String(spec.virtualRouterId),
		put: (into, { form }) => {
			into.form = { ...into.form, vrid: form.vrid };
		},
		mustAgree: true,
	},
	{
		what: 'version',
		say: ({ spec }) => String(spec.version),
		put: (into, { version }) => {
			into.version = version;
			// Version 2 counts in whole seconds, and only it has passwords.
			const intervalUs = roundAdvertIntUs(into.form.intervalUs, version);
			into.advertIntMs = intervalUs / 1000;
			into.form = { ...into.form, version, intervalUs, auth: version === 3 ? '' : into.form.auth };
		},
		mustAgree: true,
	},
	{
		what: 'advert_int',
		say: ({ spec }) => spell(spec.advertIntMs),
		put: (into, from) => {
			const intervalUs = roundAdvertIntUs(from.form.intervalUs, into.version);
			into.advertIntMs = intervalUs / 1000;
			into.form = { ...into.form, intervalUs };
		},
		mustAgree: true,
	},
	{
		what: 'down_timer_adverts',
		say: ({ spec }) => String(spec.downTimerAdverts),
		put: (into, { downTimerAdverts }) => {
			into.downTimerAdverts = downTimerAdverts;
		},
	},
	{
		what: 'priority',
		say: ({ spec }) => String(spec.priority),
		put: (into, { priority }) => {
			into.priority = priority;
		},
		// Only together do they say an order.
		mustAgree: true,
	},
	{
		what: 'state and preemption',
		say: ({ spec }) =>
			[
				`state ${spec.state ?? 'not set'}`,
				...(spec.preempt ? [] : ['nopreempt']),
				...(spec.preemptDelayMs > 0 ? [`preempt_delay ${spell(spec.preemptDelayMs)}`] : []),
			].join(', '),
		// `state MASTER` clears the other two, so they go together.
		put: (into, { preempt, preemptDelayMs }) => {
			Object.assign(into, { preempt, preemptDelayMs });
		},
	},
	{
		what: 'vrrp_startup_delay',
		say: ({ input }) => spell(input.startupDelayMs),
		put: (into, { startupDelayMs }) => {
			into.startupDelayMs = startupDelayMs;
		},
	},
	{
		what: 'virtual_ipaddress',
		say: ({ addresses }) => addresses,
		put: (into, { form, vipWritten }) => {
			into.vipWritten = vipWritten;
			into.form = { ...into.form, addresses: form.addresses };
		},
		mustAgree: true,
	},
	{
		what: 'unicast_peer',
		say: ({ spec }) => (spec.unicastPeers.length === 0 ? 'none (multicast)' : spec.unicastPeers.join(', ')),
		put: (into, { form, peers }) => {
			into.peers = peers;
			into.form = { ...into.form, unicast: form.unicast, sources: form.sources };
		},
		mustAgree: true,
	},
	{
		what: 'vrrp_sync_group',
		say: ({ spec }) => spec.syncGroup,
		put: (into, { groupPriority }) => {
			into.groupPriority = groupPriority;
		},
	},
	{ what: 'garp_master_refresh', say: ({ spec }) => spell(spec.garpMasterRefreshMs), put: null },
	{ what: 'higher_prio_send_advert', say: ({ spec }) => String(spec.higherPrioSendAdvert), put: null },
];

/** How a host's instance for the floating IP differs. */
export function instanceChanges(host: string, a: Side, b: Side): Change[] {
	const fields = FIELDS.flatMap(({ what, say, put, mustAgree = false }): Change[] => {
		const [before, after] = [say(a), say(b)];
		if (before === after) return [];
		return [{ hosts: [host], what, before, after, put: put && onInstance(host, put), mustAgree }];
	});
	return [...fields, ...authChange(host, a, b), ...watchChanges(host, a.input.watches, b.input.watches)];
}

/** The type of authentication is told, a password never. */
function authChange(host: string, a: Side, b: Side): Change[] {
	const [before, after] = [a, b].map(({ input }) => input.form.auth);
	if (before === after) return [];
	const [type, other] = [a, b].map(({ spec }) => spec.authType ?? 'none');
	const told = type === other ? `${other}, another password` : (other ?? 'none');
	const put = onInstance(host, (into, { form }) => {
		into.form = { ...into.form, auth: into.version === 3 ? '' : form.auth };
	});
	return [{ hosts: [host], what: 'authentication', before: type ?? 'none', after: told, put, mustAgree: true }];
}

const keyOf = ({ kind, name }: Watch) => `track_${kind} ${name}`;

/** What is tracked, each script or process for itself. */
function watchChanges(host: string, a: readonly Watch[], b: readonly Watch[]): Change[] {
	const keys = [...new Set([...a, ...b].map(keyOf))];
	return keys.flatMap((key): Change[] => {
		const [was, is] = [a, b].map((list) => list.find((watch) => keyOf(watch) === key));
		const [before, after] = [was, is].map((watch) => (watch ? sayWatch(watch) : null));
		if (before === after) return [];
		const put = onInstance(host, (into, from) => {
			const kept = into.watches.filter((watch) => keyOf(watch) !== key);
			into.watches = [...kept, ...from.watches.filter((watch) => keyOf(watch) === key)];
		});
		return [{ hosts: [host], what: key, before: before ?? null, after: after ?? null, put }];
	});
}

const ASKS: Readonly<Record<Watch['asks'], string>> = {
	unit: 'asks for a service of the host’s own',
	dockerd: 'asks for dockerd',
	'published-port': 'asks the published port',
	keepalived: 'asks for keepalived',
	succeeds: 'always succeeds',
	fails: 'always fails',
	unknown: 'what it asks cannot be read',
	'other-process': 'asks for another process',
};

function sayWatch({ kind, weight, intervalMs, fall, asks }: Watch): string {
	if (kind === 'script') return `every ${spell(intervalMs)}, ${fall} in a row, weight ${weight}, ${ASKS[asks]}`;
	return kind === 'process' ? `weight ${weight}, ${ASKS[asks]}` : `weight ${weight}`;
}
