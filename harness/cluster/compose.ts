import { didYouMean } from '../base/did-you-mean.ts';
import type { InputPosition, InputProblem } from '../base/errors.ts';
import { isRecord, type YamlPath } from '../base/yaml-source.ts';
import type { InlineService } from './cluster-schema.ts';
import { type ComposePort, parseComposePort } from './compose-ports.ts';
import type { ServiceSpec } from './spec.ts';

/** Ports that Swarm itself listens on: cluster management, gossip, overlay traffic. */
const SWARM_PORTS: ReadonlySet<number> = new Set([2377, 7946, 4789]);

/** Names who answered in each reply of the workload; Swarm fills the templates when it creates a task. */
const IDENTITY = { NODE: '{{.Node.Hostname}}', TASK: '{{.Task.ID}}', SLOT: '{{.Task.Slot}}' };

/** What the compose document says about the probed service. */
export type ComposeView = Pick<
	ServiceSpec,
	'compose' | 'image' | 'images' | 'replicas' | 'publishedPort' | 'targetPort' | 'publishMode'
>;

/** Where the compose document stands in the user's input. */
export interface ComposePlaces {
	/** Position and field name of a place of the document. */
	at(path: YamlPath): InputPosition & { field: string };
	/** Where the probed service is named. */
	serviceName: InputPosition & { field: string };
}

/**
 * Reads a compose document as far as a drill needs it; the probed port is the service's first published TCP port.
 * Never throws; `view` is null where the probed service cannot be found or reached.
 */
export function readCompose(
	document: unknown,
	serviceName: string,
	places: ComposePlaces,
): { view: ComposeView | null; problems: InputProblem[] } {
	const reader = new ComposeReader(document, serviceName, places);
	return { view: reader.read(), problems: reader.problems };
}

/** The compose document that stands for cluster.yaml's inline form; the tasks learn who they are as NODE, TASK and SLOT. */
export function inlineCompose(service: InlineService): Record<string, unknown> {
	const port = { target: service.targetPort, published: service.publishedPort, protocol: 'tcp', mode: service.publishMode };
	const deploy = service.replicas === 'global' ? { mode: 'global' } : { mode: 'replicated', replicas: service.replicas };
	// Docker before 23 refuses a stack file without a version.
	return {
		version: '3.8',
		services: { [service.name]: { image: service.image, environment: { ...IDENTITY }, ports: [port], deploy } },
	};
}

/**
 * A copy whose service, and every other that publishes one of these ports, publishes on every node itself (`mode: host`, `deploy.mode: global`): for
 * kernels without ip_vs, where the mesh cannot run. `ports`: those that probes ask.
 */
export function toHostMode(
	compose: Record<string, unknown>,
	serviceName: string,
	ports: readonly number[] = [],
): Record<string, unknown> {
	const copy = structuredClone(compose);
	if (!isRecord(copy.services)) return copy;
	for (const [name, service] of Object.entries(copy.services)) {
		if (!isRecord(service)) continue;
		const published = (Array.isArray(service.ports) ? service.ports : []).map((entry) => parseComposePort(entry)?.published);
		if (name === serviceName || ports.some((port) => published.includes(port))) inHostMode(service);
	}
	return copy;
}

function inHostMode(service: Record<string, unknown>): void {
	const { replicas: _replicas, ...deploy } = isRecord(service.deploy) ? service.deploy : {};
	// A limit of tasks a node is refused for a global service.
	if (isRecord(deploy.placement)) delete deploy.placement.max_replicas_per_node;
	// A new task would wait for the port of the old one, and the old one for the new.
	for (const key of ['update_config', 'rollback_config'])
		if (isRecord(deploy[key])) deploy[key] = { ...deploy[key], order: 'stop-first' };
	service.deploy = { ...deploy, mode: 'global' };
	if (Array.isArray(service.ports)) service.ports = service.ports.map(hostPort);
}

function hostPort(entry: unknown): unknown {
	const port = parseComposePort(entry);
	if (!port) return entry;
	const { published, ...rest } = port;
	return { ...rest, ...(published === null ? {} : { published }), mode: 'host' };
}

interface LocatedPort extends ComposePort {
	service: string;
	path: YamlPath;
}

class ComposeReader {
	readonly problems: InputProblem[] = [];

	constructor(
		readonly document: unknown,
		readonly serviceName: string,
		readonly places: ComposePlaces,
	) {}

	read(): ComposeView | null {
		const services = isRecord(this.document) ? this.document.services : undefined;
		if (!isRecord(this.document) || !isRecord(services)) {
			this.#problem(['services'], 'there are no services', 'Write a compose file with at least the service that is probed');
			return null;
		}
		const ports = Object.entries(services).flatMap(([name, service]) => this.#ports(name, service));
		this.#checkPorts(ports);
		const images = Object.entries(services).flatMap(([name, service]) => this.#image(name, service) ?? []);
		const service = services[this.serviceName];
		if (!isRecord(service)) {
			this.#unknownService(Object.keys(services));
			return null;
		}
		return this.#view(this.document, service, ports, [...new Set(images)]);
	}

	#view(
		document: Record<string, unknown>,
		service: Record<string, unknown>,
		ports: LocatedPort[],
		images: string[],
	): ComposeView | null {
		const replicas = this.#replicas(isRecord(service.deploy) ? service.deploy : {});
		const image = service.image;
		const port = ports.find((one) => one.service === this.serviceName && one.protocol === 'tcp' && one.published !== null);
		if (!port?.published) {
			const fix = 'Add a port in the form published:target, for instance "80:8080"';
			this.#problem(['services', this.serviceName, 'ports'], 'the service publishes no TCP port, so no customer reaches it', fix);
			return null;
		}
		if (typeof image !== 'string' || replicas === undefined) return null;
		const published = { publishedPort: port.published, targetPort: port.target, publishMode: port.mode };
		return { compose: document, image, images, replicas, ...published };
	}

	#ports(name: string, service: unknown): LocatedPort[] {
		const entries = isRecord(service) ? (service.ports ?? []) : [];
		const path = ['services', name, 'ports'];
		if (!Array.isArray(entries)) {
			this.#problem(path, 'is not a list', 'Write a list of ports, for instance - "80:8080"');
			return [];
		}
		return entries.flatMap((entry: unknown, index) => this.#port(name, entry, [...path, index]) ?? []);
	}

	#port(service: string, entry: unknown, path: YamlPath): LocatedPort | null {
		const port = parseComposePort(entry);
		if (port) return { ...port, service, path };
		if (this.#refuseVariable(path, entry)) return null;
		const range = typeof entry === 'string' && /^[\d.:]*\d-\d/.test(entry);
		const problem = range ? 'vipdrill does not read port ranges yet' : 'this is not a port';
		const fix = range
			? 'Write one entry a port'
			: 'Write published:target, for instance "80:8080", or target, published, protocol and mode';
		this.#problem(path, problem, fix, entry);
		return null;
	}

	#checkPorts(ports: LocatedPort[]): void {
		const taken = new Map<string, string>();
		for (const { published, protocol, service, path } of ports) {
			if (published === null) continue;
			const key = `${published}/${protocol}`;
			const other = taken.get(key);
			if (SWARM_PORTS.has(published)) {
				const problem = 'port already used: Swarm keeps 2377, 7946 and 4789 for itself';
				this.#problem(path, problem, 'Publish another port', published);
			} else if (other !== undefined) {
				const problem = `port already used: ${other === service ? 'this service' : `service ${other}`} publishes ${key} too`;
				this.#problem(path, problem, 'Publish another port', published);
			}
			taken.set(key, other ?? service);
		}
	}

	#image(name: string, service: unknown): string | null {
		const path = ['services', name, 'image'];
		const image = isRecord(service) ? service.image : undefined;
		if (this.#refuseVariable(path, image)) return null;
		if (typeof image === 'string' && image !== '') return image;
		this.#problem(path, 'is missing', 'Name an image; a stack cannot build one', image);
		return null;
	}

	/** Null for a global service, undefined where it cannot be read (which is then a problem). */
	#replicas(deploy: Record<string, unknown>): number | null | undefined {
		const path = ['services', this.serviceName, 'deploy'];
		const mode = deploy.mode ?? 'replicated';
		const replicas = deploy.replicas ?? 1;
		if (mode === 'global') return null;
		if (mode !== 'replicated') {
			this.#problem([...path, 'mode'], 'is not a mode of a service that keeps running', 'Write replicated or global', mode);
			return undefined;
		}
		if (typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0) return replicas;
		if (this.#refuseVariable([...path, 'replicas'], replicas)) return undefined;
		this.#problem([...path, 'replicas'], 'is not a number of tasks', 'Write a whole number from 0', replicas);
		return undefined;
	}

	#unknownService(names: string[]): void {
		const meant = didYouMean(this.serviceName, names);
		const fix = meant === null ? `Name one of its services: ${names.join(', ')}` : `Did you mean ${meant}`;
		const problem = 'the service that is probed is not in the stack';
		this.problems.push({ ...this.places.serviceName, value: this.serviceName, problem, fix });
	}

	/** Docker would fill `${NAME}` from the environment of whoever deploys; `$$` is a literal dollar. */
	#refuseVariable(path: YamlPath, value: unknown): boolean {
		if (typeof value !== 'string' || !value.replaceAll('$$', '').includes('$')) return false;
		this.#problem(path, 'vipdrill does not read variables yet', 'Inline it: write the value itself', value);
		return true;
	}

	#problem(path: YamlPath, problem: string, fix: string, value?: unknown): void {
		const got = value === undefined || (typeof value === 'object' && value !== null) ? {} : { value };
		this.problems.push({ ...this.places.at(path), ...got, problem, fix });
	}
}
