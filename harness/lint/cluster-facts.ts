import { formatPath, isRecord, valueAt, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import type { Place } from '../keepalived/place.ts';
import type { ClusterFacts, ClusterHostFacts } from './input.ts';

/** What a cluster.yaml says, whatever is wrong with it: what it does not say, or says in another form, is null. */
export function clusterFacts(source: YamlSource): ClusterFacts {
	const text = (path: YamlPath): string | null => {
		const value = valueAt(source.value, path);
		return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
	};
	const listed = valueAt(source.value, ['hosts']);
	const common = text(['network', 'interface']);
	const hosts = (Array.isArray(listed) ? listed : []).map((_, index): ClusterHostFacts => {
		const of = (key: string) => text(['hosts', index, key]);
		return {
			name: of('name'),
			address: of('address'),
			role: roleOf(of('role'), text(['swarm']) !== 'none'),
			availability: of('availability') === 'drain' ? 'drain' : 'active',
			interfaces: nicsOf(source, index, of('interface') ?? common),
			keepalived: of('keepalived'),
		};
	});
	const pool = text(['swarm', 'defaultAddressPool']);
	return {
		source,
		name: text(['name']),
		vips: [valueAt(source.value, ['vip'])].flat().filter((one) => typeof one === 'string'),
		hasSwarm: text(['swarm']) !== 'none',
		subnet: text(['network', 'subnet']),
		hosts,
		addressPool: pool === 'default' ? null : pool,
		advertise: text(['swarm', 'advertise']) === 'interface' ? 'interface' : 'address',
		service: text(['service', 'name']),
		keepalived: text(['versions', 'keepalived']),
		docker: text(['versions', 'docker']),
	};
}

function roleOf(written: string | null, hasSwarm: boolean): ClusterHostFacts['role'] {
	if (written === 'worker' || written === 'none') return written;
	return written === null && !hasSwarm ? 'none' : 'manager';
}

/** A further NIC is called as it says itself, or as its segment says. */
function nicsOf({ value }: YamlSource, host: number, own: string | null): string[] | null {
	const nics = valueAt(value, ['hosts', host, 'nics']);
	const networks = valueAt(value, ['networks']);
	const further = (Array.isArray(nics) ? nics : []).map((nic: unknown): unknown => {
		if (!isRecord(nic) || nic.interface !== undefined) return isRecord(nic) ? nic.interface : null;
		const segment: unknown = (Array.isArray(networks) ? networks : []).find((one) => isRecord(one) && one.name === nic.network);
		return isRecord(segment) ? segment.interface : null;
	});
	const all = [own, ...further];
	return all.every((one) => typeof one === 'string') ? all : null;
}

/** One entry of a list of files in cluster.yaml. */
export interface ListedFile {
	from: string;
	to: string;
	mode: number;
}

/** The files that cluster.yaml puts on a host's disk: those of all hosts, with its own in their place. */
export function filesOf({ source }: ClusterFacts, host: number): ListedFile[] {
	const own = listedAt(source, ['hosts', host, 'files']);
	return [...listedAt(source, ['files']).filter(({ to }) => !own.some((one) => one.to === to)), ...own];
}

function listedAt(source: YamlSource, path: YamlPath): ListedFile[] {
	const listed = valueAt(source.value, path);
	return (Array.isArray(listed) ? listed : []).flatMap((one): ListedFile[] => {
		if (!isRecord(one) || typeof one.from !== 'string' || typeof one.to !== 'string') return [];
		return [{ from: one.from, to: one.to, mode: Number.parseInt(String(one.mode ?? '0644'), 8) || 0o644 }];
	});
}

/** A place of a YAML file, as findings name one. */
export function placeIn(source: YamlSource, path: YamlPath): Place {
	const { file, line = 1, column = 1 } = source.at(path);
	const value = valueAt(source.value, path);
	const length =
		typeof value === 'string' || typeof value === 'number'
			? String(value).length
			: String(path.at(-1) ?? formatPath(path)).length;
	return { file, line, column, length };
}
