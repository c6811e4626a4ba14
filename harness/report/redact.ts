import type { TimelineEvent } from '../timeline/event.ts';

const HIDDEN = '(hidden)';

/** Join tokens as `docker swarm join-token` prints them, and keepalived's password after its keyword. */
const SECRETS: readonly [RegExp, string][] = [
	[/SWMTKN-\d+-\w+(-\w+)?/g, HIDDEN],
	[/(auth_pass["':=\s]+)[^\s"',}]+/g, `$1${HIDDEN}`],
];

/** Keys whose value is a secret whatever it looks like. */
const SECRET_KEY = /^auth_pass$|password$|join_?tokens?$/i;

/**
 * The same value without secrets: join tokens, and VRRP's passwords where they follow their keyword or stand under it. Errors quote what
 * commands print, and drills may set any keyword, so every output goes through it.
 */
export function withoutSecrets<T>(value: T): T {
	return redacted(value) as T;
}

function redacted(value: unknown): unknown {
	if (typeof value === 'string') return SECRETS.reduce((text, [pattern, by]) => text.replace(pattern, by), value);
	if (Array.isArray(value)) return value.map(redacted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [redacted(key), isSecret(key, inner) ? HIDDEN : redacted(inner)]),
	);
}

const isSecret = (key: string, value: unknown) =>
	SECRET_KEY.test(key) && (typeof value === 'string' || typeof value === 'number');

/** The same event without secrets. Only faults carry words of a drill's author, and the rest is too much to look through. */
export function eventWithoutSecrets(event: TimelineEvent): TimelineEvent {
	return event.type.startsWith('fault.') ? withoutSecrets(event) : event;
}

/** The same timelines without secrets. */
export function withoutSecretsIn(timelines: ReadonlyMap<string, readonly TimelineEvent[]>): Map<string, TimelineEvent[]> {
	return new Map([...timelines].map(([path, events]) => [path, events.map(eventWithoutSecrets)]));
}
