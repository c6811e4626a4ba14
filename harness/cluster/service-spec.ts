import { formatPath, readYaml, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import type { ReferencedFiles } from './cluster-files.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { type ComposePlaces, type ComposeView, inlineCompose, readCompose } from './compose.ts';
import type { ServiceSpec } from './spec.ts';

/** Reads the service that customers reach, from its compose file or cluster.yaml's inline form. Null where it cannot be read; `files` collects the problems. */
export function readService(cluster: ClusterYaml, source: YamlSource, files: ReferencedFiles): ServiceSpec | null {
	const { service } = cluster;
	const common = { stackName: cluster.name, serviceName: service.name, path: service.path };
	if (isUnit(service))
		return { ...common, ...NO_SWARM, publishedPort: service.port, targetPort: service.port, port: service.port };
	if (!('stack' in service)) {
		const view = readInline(service, source, files);
		return view && { ...common, composeFile: null, composeText: null, ...view, port: view.publishedPort };
	}
	const { stack: composeFile } = service;
	const composeText = files.read(composeFile, ['service', 'stack']);
	const view = composeText === null ? null : readStack(composeFile, composeText, service.name, source, files);
	return composeText === null
		? null
		: view && { ...common, composeFile, composeText, ...view, port: service.port ?? view.publishedPort };
}

/** A service of the hosts' own: nothing is deployed. */
const NO_SWARM = {
	...{ compose: {}, composeFile: null, composeText: null, image: '', images: [], replicas: null },
	publishMode: 'host',
} as const satisfies Partial<ServiceSpec>;

type Service = ClusterYaml['service'];
type Unit = Exclude<Service, { stack: string } | { image: string }>;

/** Whether it is a port of the hosts' own units, and nothing that a swarm runs. */
export const isUnit = (service: Service): service is Unit => !('stack' in service) && !('image' in service);

function readStack(stack: string, text: string, name: string, source: YamlSource, files: ReferencedFiles): ComposeView | null {
	const compose = readYaml(files.shown(stack), text);
	files.problems.push(...compose.problems);
	if (compose.problems.length > 0) return null;
	return collect(
		compose.value,
		name,
		{ at: (path) => placeIn(compose, path), serviceName: placeIn(source, ['service', 'name']) },
		files,
	);
}

type Inline = Extract<Service, { image: string }>;

function readInline(service: Inline, source: YamlSource, files: ReferencedFiles): ComposeView | null {
	const at = (path: YamlPath) => placeIn(source, ['service', inlineKey(path)]);
	return collect(inlineCompose(service), service.name, { at, serviceName: at(['name']) }, files);
}

/** The inline form's key that a place of the generated compose document comes from. */
function inlineKey(path: YamlPath): string {
	if (path.includes('ports')) return 'publishedPort';
	return path.includes('image') ? 'image' : path.includes('deploy') ? 'replicas' : 'name';
}

function collect(document: unknown, name: string, places: ComposePlaces, files: ReferencedFiles): ComposeView | null {
	const { view, problems } = readCompose(document, name, places);
	files.problems.push(...problems);
	return view;
}

function placeIn(source: YamlSource, path: YamlPath) {
	return { ...source.at(path), field: formatPath(path) };
}
