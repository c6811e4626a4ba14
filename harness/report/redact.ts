import { composeSecrets, firstBytes, passwordsIn } from '../cluster/secrets.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { baselineJsonSchema } from './baseline-schema.ts';
import { comparisonJsonSchema } from './comparison-schema.ts';
import { HIDDEN, KnownSecrets, wordsOfSchemas } from './known-secrets.ts';
import { planJsonSchema } from './plan-schema.ts';
import { runJsonSchema } from './run-schema.ts';

let vocabulary: ReadonlySet<string> | null = null;

/** What this process has read that is secret. Every way to the terminal, a file or a page asks it. */
export const knownSecrets = new KnownSecrets(() => {
	vocabulary ??= wordsOfSchemas([runJsonSchema(), planJsonSchema(), baselineJsonSchema(), comparisonJsonSchema()]);
	return vocabulary;
});

/** Notes what of a cluster is secret, and what of it anybody may know. */
export function noteCluster({ name, vip, hosts, service, network }: ClusterSpec): void {
	knownSecrets.addPublic(name, vip, network.subnet, service.serviceName, service.stackName, service.path, ...service.images);
	for (const host of hosts) {
		knownSecrets.addPublic(host.name, host.address, host.interface);
		knownSecrets.add(...passwordsIn(host.keepalived?.text ?? ''), ...host.files.flatMap(({ text }) => passwordsIn(text)));
	}
	knownSecrets.add(...composeSecrets(service.compose));
}

/** Notes the passwords that a drill sets. */
export function noteDrill({ faults }: DrillSpec): void {
	for (const { inject } of faults) {
		const password = inject.kind === 'keepalived-reload' ? inject.set.auth_pass : undefined;
		if (password !== undefined) knownSecrets.add(String(password), firstBytes(String(password)));
	}
}

/** A second net, for secrets that nobody has read: join tokens as `docker swarm join-token` prints them, and keepalived's password behind its keyword. */
const SECRETS: readonly [RegExp, string][] = [
	[/SWMTKN-\d+-\w+(-\w+)?/g, HIDDEN],
	[/(auth_pass["'\\:=\s]*[:=\s]\s*)"(?:[^"\\]|\\.)*("?)/g, `$1"${HIDDEN}$2`],
	[/(auth_pass["'\\:=\s]*[:=\s]\s*)'(?:[^'\\]|\\.)*('?)/g, `$1'${HIDDEN}$2`],
	[/(auth_pass["'\\:=\s]*[:=\s]\s*\\")(?:(?!\\").)*/g, `$1${HIDDEN}`],
	[/(auth_pass["'\\:=\s]*[:=\s])(?!["'\\\s]|\(hidden\))\S+/g, `$1${HIDDEN}`],
];

/** Keys whose value is a secret whatever it looks like. */
const SECRET_KEY = /^auth_pass$|password$|join_?tokens?$/i;

/** Keys whose value vipdrill or a lab gives by itself, or is a name: what reads a report goes by them. */
const GIVEN = new Set(
	'id name seed startedAt finishedAt commit clusterHash vip subnet address mac timeline capture type host node instance task unit metric kind verdict outcome phase code state source stream provider lab'.split(
		' ',
	),
);

/**
 * The same value without secrets: those that are known by their value wherever they stand, and what looks like one. Errors quote what commands
 * print, and drills may set any keyword, so every output goes through it.
 */
export function withoutSecrets<T>(value: T): T {
	return redacted(value) as T;
}

const hide = (text: string) => SECRETS.reduce((before, [pattern, by]) => before.replace(pattern, by), knownSecrets.hide(text));

function redacted(value: unknown): unknown {
	if (typeof value === 'string') return hide(value);
	if (Array.isArray(value)) return value.map(redacted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => {
			if (GIVEN.has(key) && typeof inner === 'string') return [key, inner];
			return [hide(key), isSecret(key, inner) ? HIDDEN : redacted(inner)];
		}),
	);
}

const isSecret = (key: string, value: unknown) =>
	SECRET_KEY.test(key) && (typeof value === 'string' || typeof value === 'number');

/** The same event without secrets. Only faults carry words of a drill's author, and the observer's health words of errors; the rest is too much to look through. */
export function eventWithoutSecrets(event: TimelineEvent): TimelineEvent {
	return event.type.startsWith('fault.') || event.type === 'observer.health' ? withoutSecrets(event) : event;
}

/** The same timelines without secrets. */
export function withoutSecretsIn(timelines: ReadonlyMap<string, readonly TimelineEvent[]>): Map<string, TimelineEvent[]> {
	return new Map([...timelines].map(([path, events]) => [path, events.map(eventWithoutSecrets)]));
}
