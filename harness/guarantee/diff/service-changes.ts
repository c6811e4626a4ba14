import { isRecord } from '../../base/yaml-source.ts';
import { withoutEnvironment } from '../../cluster/secrets.ts';
import type { ServiceSpec } from '../../cluster/spec.ts';
import type { Change, Put, Read } from './change.ts';
import { spell } from './instance-changes.ts';

/** How the services differ; the stack's other parts by their path in the compose file, environments by their names. */
export function serviceChanges(a: Read, b: Read): Change[] {
	const [one, other] = [a.spec.service, b.spec.service];
	const change = (what: string, before: string, after: string, put: Put | null): Change[] =>
		before === after ? [] : [{ hosts: [], what: `service: ${what}`, before, after, put }];
	const typed = [
		...change('name', one.serviceName, other.serviceName, null),
		...change('image', one.image, other.image, null),
		...change('publish mode', one.publishMode, other.publishMode, (into, from) => {
			// In host mode there is no ingress network.
			Object.assign(into, { publishMode: from.publishMode, overlaps: from.overlaps });
		}),
		...change('published port', String(one.publishedPort), String(other.publishedPort), (into, from) => {
			into.publishedPort = from.publishedPort;
		}),
		...change('port that customers ask', sayPort(one), sayPort(other), null),
		...change('target port', String(one.targetPort), String(other.targetPort), null),
		...change('tasks', sayTasks(one.replicas), sayTasks(other.replicas), (into, from) => {
			into.replicas = from.replicas;
		}),
		...change('restart delay', spell(a.inputs.restartDelayMs), spell(b.inputs.restartDelayMs), (into, from) => {
			into.restartDelayMs = from.restartDelayMs;
		}),
		...change('path that is asked for', one.path, other.path, null),
	];
	return [...typed, ...composeChanges(one.compose, other.compose, one.serviceName)];
}

/** A proxy may stand before the swarm. */
const sayPort = ({ port, publishedPort }: ServiceSpec) => (port === publishedPort ? 'the published one' : String(port));

const sayTasks = (replicas: number | null) => (replicas === null ? 'one on each host' : String(replicas));

/** What the typed fields tell of the probed service. */
const TOLD = ['image', 'ports', 'deploy.replicas', 'deploy.mode', 'deploy.restart_policy.delay'];

function composeChanges(a: Record<string, unknown>, b: Record<string, unknown>, service: string): Change[] {
	const [mine, theirs] = [a, b].map((compose) => flat(withoutEnvironment(compose))) as [Map<string, string>, Map<string, string>];
	const told = TOLD.map((path) => `services.${service}.${path}`);
	const changes = [...new Set([...mine.keys(), ...theirs.keys()])]
		.filter((path) => path !== 'version' && !told.some((one) => path === one || path.startsWith(`${one}.`)))
		.flatMap((path): Change[] => {
			const [before = null, after = null] = [mine.get(path), theirs.get(path)];
			return before === after ? [] : [{ hosts: [], what: `stack: ${path}`, before, after, put: null }];
		});
	return [...changes, ...hiddenChanges(a, b)];
}

/** Values of environments, secrets and configs may be secret: that they differ is told, and no more. */
function hiddenChanges(a: Record<string, unknown>, b: Record<string, unknown>): Change[] {
	const hidden = (compose: Record<string, unknown>) => {
		const services = isRecord(compose.services) ? compose.services : {};
		const environments = Object.entries(services).map(([name, one]) => [name, isRecord(one) ? one.environment : null]);
		return JSON.stringify([environments, compose.secrets, compose.configs]);
	};
	const names = (compose: Record<string, unknown>) =>
		JSON.stringify([...flat(withoutEnvironment(compose))].filter(([path]) => /environment|^secrets|^configs/.test(path)));
	if (hidden(a) === hidden(b) || names(a) !== names(b)) return [];
	return [{ hosts: [], what: 'stack: environment, secrets and configs', before: 'hidden', after: 'hidden, others', put: null }];
}

/** A document as paths and values. */
function flat(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
	if (isRecord(value)) for (const [key, inner] of Object.entries(value)) flat(inner, path === '' ? key : `${path}.${key}`, into);
	else if (value !== undefined && !(Array.isArray(value) && value.length === 0))
		into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
	return into;
}
