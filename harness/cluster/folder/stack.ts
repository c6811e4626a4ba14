import type { InputProblem } from '../../base/errors.ts';
import { isRecord, readYaml } from '../../base/yaml-source.ts';

/** A compose file, as far as it is read before the cluster is. */
export interface Stack {
	text: string;
	/** Services that publish a port, and the first port that customers reach; null where it is written in a way that this does not read. */
	services: Map<string, number | null>;
}

/** A compose file's services, and why it is no YAML. */
export function stackOf(path: string, text: string): { stack: Stack; problems: InputProblem[] } {
	const { value, problems } = readYaml(path, text);
	const all = isRecord(value) && isRecord(value.services) ? Object.entries(value.services) : [];
	const services = all.flatMap(([name, one]): [string, number | null][] =>
		isRecord(one) && Array.isArray(one.ports) && one.ports.length > 0 ? [[name, publishedBy(one.ports[0])]] : [],
	);
	return { stack: { text, services: new Map(services) }, problems };
}

/** `80:8080`, `10.0.0.1:80:8080`, or the long form. */
function publishedBy(port: unknown): number | null {
	const text = isRecord(port) ? String(port.published ?? '') : /^(?:[\d.]+:)?(\d+):/.exec(String(port))?.[1];
	return Number(text) || null;
}
