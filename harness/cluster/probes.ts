import type { InputProblem } from '../base/errors.ts';
import { canonicalIp } from '../base/ip.ts';
import { formatPath, type YamlSource } from '../base/yaml-source.ts';
import type { ReferencedFiles } from './cluster-files.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { yamlProblem } from './cluster-yaml.ts';
import type { ProbeYaml } from './probe-schema.ts';
import type { ProbeSpec } from './probe-spec.ts';
import type { HostSpec } from './spec.ts';
import { everyVip, listedVips } from './vips.ts';

/** A program of the cluster folder, not of the machine. */
const OF_THE_FOLDER = './';

/** Reads the probes of cluster.yaml and the files that they name; `port` is that at which customers ask the service. What is wrong is among the problems of `files`. */
export function readProbes(cluster: ClusterYaml, hosts: readonly HostSpec[], port: number, files: ReferencedFiles): ProbeSpec[] {
	files.problems.push(...checkProbes(cluster, hosts, files.source));
	return cluster.probes.map((probe, index) => probeSpec(probe, index, { vip: listedVips(cluster)[0] ?? '', port, files }));
}

function checkProbes(cluster: ClusterYaml, hosts: readonly HostSpec[], source: YamlSource): InputProblem[] {
	const { probes } = cluster;
	const own = hosts.flatMap(({ address, address6, nics }) => [address, address6 ?? [], nics.map((nic) => nic.address)].flat());
	const known = new Set([...everyVip(cluster, hosts), ...own]);
	return probes.flatMap(({ name, address }, index) => {
		const first = probes.findIndex((probe) => probe.name === name);
		const twice = `is the name of ${formatPath(['probes', first])} too`;
		return [
			...(first < index ? [yamlProblem(source, ['probes', index, 'name'], twice, 'Give every probe a name of its own')] : []),
			...(address === undefined || known.has(canonicalIp(address)) ? [] : [unknownAddress(source, index, known)]),
		];
	});
}

function unknownAddress(source: YamlSource, index: number, known: ReadonlySet<string>): InputProblem {
	const fix = `Write one of ${[...known].join(', ')}, or leave it out`;
	return yamlProblem(source, ['probes', index, 'address'], 'is no address of the cluster', fix);
}

interface Context {
	vip: string;
	port: number;
	files: ReferencedFiles;
}

function probeSpec(probe: ProbeYaml, index: number, { vip, port, files }: Context): ProbeSpec {
	const { name, timeoutMs } = probe;
	const address = canonicalIp(probe.address ?? vip);
	const common = { name, address, port: probe.port ?? port, timeoutMs, everyMs: everyMsOf(probe) };
	const read = (file: string, key: string) => files.read(file, ['probes', index, key]);
	switch (probe.kind) {
		case 'http':
			return { ...common, kind: probe.kind, path: probe.path };
		case 'https': {
			const ca = probe.ca === undefined ? null : read(probe.ca, 'ca');
			return { ...common, kind: probe.kind, path: probe.path, serverName: probe.serverName ?? null, ca };
		}
		case 'tcp':
			return { ...common, kind: probe.kind };
		case 'udp':
			return { ...common, kind: probe.kind, payload: probe.payload, answer: probe.answer, socket: probe.socket };
		case 'idle':
			return { ...common, kind: probe.kind, path: probe.path };
		case 'stream':
			return { ...common, kind: probe.kind, path: probe.path, websocket: probe.websocket };
		case 'command': {
			const [program = ''] = probe.command;
			const script = program.startsWith(OF_THE_FOLDER) ? read(program.slice(OF_THE_FOLDER.length), 'command') : null;
			return { ...common, kind: probe.kind, argv: probe.command, script };
		}
	}
}

function everyMsOf(probe: ProbeYaml): number {
	if (probe.kind === 'idle') return probe.idleMs;
	return probe.kind === 'stream' ? probe.everyMs : 1000 / probe.ratePerSecond;
}
