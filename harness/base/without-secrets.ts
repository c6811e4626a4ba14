import { HIDDEN, knownSecrets } from './known-secrets.ts';

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
