import { parseDocument } from 'yaml';
import { isRecord } from '../base/yaml-source.ts';
import { passwordsIn } from './passwords.ts';

/** An environment value of this length is no mere setting, whatever it is called. */
const LONG = 8;
/** Names of variables whose value is a secret even where it is short. */
const SECRET_NAME = /pass|pwd|secret|token|key|credential|auth|private|salt|dsn/i;

/** What of a file is secret: passwords of a keepalived.conf, and environment values and inline secrets of a compose file, as they may be quoted. Never throws; a file with mistakes is searched too. */
export function secretsIn(text: string): string[] {
	return [...new Set([...passwordsIn(text), ...composeSecretsIn(text)])];
}

function composeSecretsIn(text: string): string[] {
	if (!/^\s*(services|secrets|configs)\s*:/m.test(text)) return [];
	try {
		return composeSecrets(parseDocument(text, { merge: true, logLevel: 'silent' }).toJS());
	} catch {
		// No YAML at all: nothing of it is read, or quoted.
		return [];
	}
}

/** Environment values, and inline secrets and configs, of a compose document. Settings that anybody may know are left out: short ones, and templates that Swarm fills in. */
export function composeSecrets(compose: unknown): string[] {
	if (!isRecord(compose)) return [];
	const services = isRecord(compose.services) ? Object.values(compose.services) : [];
	const environment = services.flatMap((service) => (isRecord(service) ? environmentOf(service.environment) : []));
	const inline = [compose.secrets, compose.configs]
		.flatMap((some) => (isRecord(some) ? Object.values(some) : []))
		.flatMap((one) => (isRecord(one) && typeof one.content === 'string' ? [one.content, ...one.content.split('\n')] : []));
	const values = environment.filter(([name, value]) => !isTemplate(value) && (value.length >= LONG || SECRET_NAME.test(name)));
	return [...values.map(([, value]) => value), ...inline.filter((one) => one.trim().length >= LONG)];
}

/** A service's environment in either form, a mapping or a list of NAME=value. */
function environmentOf(environment: unknown): [name: string, value: string][] {
	if (isRecord(environment))
		return Object.entries(environment).flatMap(([name, value]) => (isScalar(value) ? [[name, String(value)]] : []));
	if (!Array.isArray(environment)) return [];
	return environment.flatMap((entry): [string, string][] => {
		const at = typeof entry === 'string' ? entry.indexOf('=') : -1;
		return at > 0 ? [[(entry as string).slice(0, at), (entry as string).slice(at + 1)]] : [];
	});
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const isTemplate = (value: string) => /^\{\{.*\}\}$/.test(value);

/** A compose document without any value of an environment, and without inline secrets and configs; the names stay. */
export function withoutEnvironment(compose: Record<string, unknown>): Record<string, unknown> {
	const services = isRecord(compose.services) ? compose.services : {};
	const bare = Object.entries(services).map(([name, service]) => {
		if (!isRecord(service) || service.environment === undefined) return [name, service];
		return [name, { ...service, environment: namesOf(service.environment) }];
	});
	const { secrets, configs, ...rest } = compose;
	const names = (some: unknown) => (isRecord(some) ? Object.keys(some).sort() : []);
	return { ...rest, services: Object.fromEntries(bare), secrets: names(secrets), configs: names(configs) };
}

const namesOf = (environment: unknown): string[] =>
	(isRecord(environment) ? Object.keys(environment) : Array.isArray(environment) ? environment : [])
		.map((entry) => String(entry).split('=')[0] ?? '')
		.sort();

/** A keepalived.conf without its passwords; the lines stay. */
export const withoutPasswords = (text: string): string => text.replace(/\bauth_pass\b.*/g, 'auth_pass');
