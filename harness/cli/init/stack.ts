import { readFileSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { knownSecrets } from '../../base/known-secrets.ts';
import { isRecord, readYaml } from '../../base/yaml-source.ts';
import { secretsIn } from '../../cluster/secrets.ts';

/** A compose file, as far as it is read before the cluster is. */
export interface Stack {
	text: string;
	/** Services that publish a port, and the first port that customers reach; null where it is written in a way that this does not read. */
	services: Map<string, number | null>;
}

/** Reads a compose file. Throws InputError where it cannot be read, or is no YAML. */
export function readStackFile(path: string): Stack {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch {
		const fix = 'Name a compose file, for instance --stack ./stack.yml';
		throw new InputError([{ file: path, field: '--stack', problem: 'it cannot be read', fix }]);
	}
	knownSecrets.add(...secretsIn(text));
	const { value, problems } = readYaml(path, text);
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	const all = isRecord(value) && isRecord(value.services) ? Object.entries(value.services) : [];
	const services = all.flatMap(([name, one]): [string, number | null][] =>
		isRecord(one) && Array.isArray(one.ports) && one.ports.length > 0 ? [[name, publishedBy(one.ports[0])]] : [],
	);
	return { text, services: new Map(services) };
}

/** `80:8080`, `10.0.0.1:80:8080`, or the long form. */
function publishedBy(port: unknown): number | null {
	const text = isRecord(port) ? String(port.published ?? '') : /^(?:[\d.]+:)?(\d+):/.exec(String(port))?.[1];
	return Number(text) || null;
}
