import type { TimelineEvent } from './event.ts';

/** Says what a field must be, in words, and whether a value is that. */
interface FieldRule {
	is: (value: unknown) => boolean;
	want: string;
}

type Distribute<E> = E extends TimelineEvent ? { [T in E['type']]: Record<Exclude<keyof E, 'type'>, FieldRule> } : never;
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
/** One rule for every field of every event type: the compiler notices a field that event.ts gains. */
type Shapes = UnionToIntersection<Distribute<TimelineEvent>>;

const number: FieldRule = { is: (v) => typeof v === 'number' && Number.isFinite(v), want: 'a number' };
const string: FieldRule = { is: (v) => typeof v === 'string', want: 'a string' };
const boolean: FieldRule = { is: (v) => typeof v === 'boolean', want: 'true or false' };
const strings: FieldRule = { is: (v) => Array.isArray(v) && v.every(string.is), want: 'a list of strings' };
const orAbsent = (rule: FieldRule): FieldRule => ({ is: (v) => v === undefined || rule.is(v), want: rule.want });
const orNull = (rule: FieldRule): FieldRule => ({ is: (v) => v === null || rule.is(v), want: `${rule.want} or null` });
const oneOf = (...values: (string | number)[]): FieldRule => ({
	is: (v) => values.some((value) => value === v),
	want: `one of ${values.join(', ')}`,
});

const fault = {
	atMs: number,
	index: number,
	fault: string,
	detail: orAbsent(string),
	target: string,
	hosts: strings,
	askedMs: number,
	doneMs: number,
	uncertaintyMs: number,
};
const host = { atMs: number, host: string };
const vip = { ...host, address: string, source: oneOf('monitor', 'snapshot', 'host-down') };

const SHAPES: Shapes = {
	'trial.started': {
		atMs: number,
		originEpochMs: number,
		lab: oneOf('docker', 'sim'),
		scenario: string,
		trial: number,
		seed: string,
	},
	'trial.ended': { atMs: number, ill: orAbsent(string) },
	mark: { atMs: number, phase: oneOf('steady', 'observe', 'heal', 'settled') },
	'fault.injected': fault,
	'fault.undone': fault,
	'host.down': host,
	'host.up': host,
	'vrrp.advert': {
		atMs: number,
		source: string,
		host: orNull(string),
		version: oneOf(2, 3),
		vrid: number,
		priority: number,
		intervalMs: number,
		addresses: strings,
	},
	'arp.gratuitous': { atMs: number, address: string, mac: string, host: orNull(string), op: oneOf('request', 'reply') },
	'vip.added': vip,
	'vip.removed': vip,
	'vrrp.state': { ...host, instance: string, state: oneOf('MASTER', 'BACKUP', 'FAULT', 'STOPPED') },
	'unit.state': {
		...host,
		unit: oneOf('docker', 'keepalived'),
		state: oneOf('active', 'activating', 'deactivating', 'inactive', 'failed'),
		mainPid: orNull(number),
		source: oneOf('journal', 'snapshot'),
	},
	'client.arp': {
		atMs: number,
		address: string,
		mac: orNull(string),
		host: orNull(string),
		source: oneOf('monitor', 'snapshot'),
	},
	'http.sample': {
		atMs: number,
		client: orAbsent(oneOf('segment', 'routed')),
		stream: oneOf('fresh', 'keepalive'),
		seq: number,
		dueMs: number,
		sentMs: orNull(number),
		doneMs: number,
		outcome: oneOf('ok', 'refused', 'unreachable', 'reset', 'timeout', 'bad-status', 'bad-body', 'not-sent'),
		status: orNull(number),
		node: orNull(string),
		task: orNull(string),
		tainted: boolean,
	},
	'swarm.node': {
		atMs: number,
		node: string,
		state: oneOf('ready', 'down', 'unknown', 'disconnected'),
		availability: oneOf('active', 'pause', 'drain'),
		reachability: orNull(oneOf('reachable', 'unreachable', 'unknown')),
		seenBy: string,
	},
	'swarm.leader': { atMs: number, node: orNull(string), seenBy: string },
	'swarm.task': {
		atMs: number,
		task: string,
		service: string,
		node: orNull(string),
		state: string,
		desiredState: string,
		error: orAbsent(string),
		seenBy: string,
	},
	'ipvs.backend': {
		...host,
		service: string,
		address: string,
		node: orNull(string),
		task: orNull(string),
		change: oneOf('added', 'drained', 'removed'),
		source: oneOf('watch', 'snapshot'),
		resolutionMs: number,
	},
	'observer.health': {
		atMs: number,
		kind: oneOf('stall', 'clock-step', 'capture-drop', 'watch-lost'),
		durationMs: number,
		detail: string,
	},
};

const RULES = new Map<string, [field: string, rule: FieldRule][]>(
	Object.entries(SHAPES).map(([type, fields]) => [type, Object.entries(fields)]),
);

/** One thing that keeps a value from being an event. */
export interface ShapeProblem {
	field: string;
	value?: unknown;
	problem: string;
}

/** Whether a value is a timeline event: null where it is, else the first thing wrong with it. Unknown extra fields are let through. */
export function shapeProblem(value: unknown): ShapeProblem | null {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		return { field: 'event', value, problem: 'a line must be a JSON object' };
	const event = value as Record<string, unknown>;
	const rules = typeof event.type === 'string' ? RULES.get(event.type) : undefined;
	if (!rules) return { field: 'type', value: event.type, problem: 'not a known event type' };
	const broken = rules.find(([field, rule]) => !rule.is(event[field]));
	return broken ? { field: broken[0], value: event[broken[0]], problem: `must be ${broken[1].want}` } : null;
}
