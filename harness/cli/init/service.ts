import { InputError, type InputProblem } from '../../base/errors.ts';
import type { KnownService } from '../../cluster/folder/folder.ts';
import { type InitFlags, pairs } from './flags.ts';
import type { Interview } from './interview.ts';
import * as questions from './questions.ts';
import type { ReadConf } from './read-conf.ts';
import { readStackFile } from './stack.ts';

/** `port`: what customers reach; null where this does not know. `units`: the hosts' own services, in place of a swarm's. */
export type FoundService =
	| { service: KnownService; port: number | null }
	| { service: KnownService; port: number; units: Map<string, string[]> };

/** Finds what customers reach. Throws InputError where a flag or a file is not right; null where an answer is missing. */
export async function findService(
	flags: InitFlags,
	interview: Interview,
	hosts: readonly string[],
	confs: readonly ReadConf[],
): Promise<FoundService | null> {
	const given = unitsOf(flags, hosts);
	if (given.size > 0) return askUnits(given, flags, interview);
	const path = flags.stack ?? (flags.image === undefined ? await interview.take(questions.STACK) : '');
	if (path) {
		const stack = readStackFile(path);
		const [only, ...more] = stack.services.keys();
		const name = await interview.take(questions.serviceIn(stack), flags.service ?? (more.length === 0 ? only : undefined));
		return name === null ? null : { service: { stack: stack.text, name }, port: stack.services.get(name) ?? null };
	}
	const unit = flags.image === undefined ? await interview.take(questions.UNITS) : '';
	const withKeepalived = confs.length > 0 ? confs.map(({ host }) => host) : hosts;
	if (unit) return askUnits(new Map(withKeepalived.map((host) => [host, [unit]])), flags, interview);
	const name = await interview.take(questions.SERVICE, flags.service);
	const image = await interview.take(questions.IMAGE, flags.image);
	const published = await interview.take(questions.PUBLISHED, flags.published);
	const target = await interview.take(questions.CONTAINER, flags.target);
	if (!name || !image || !published || !target) return null;
	const port = Number(published);
	return { service: { name, image, publishedPort: port, targetPort: Number(target) }, port };
}

/** What `--unit` says, several services of a host with commas between. Throws InputError for a host that is none, and a service that is none. */
function unitsOf({ unit }: InitFlags, hosts: readonly string[]): Map<string, string[]> {
	const units = new Map(pairs(unit, '--unit', 'HOST=SERVICE').map(([host, text]) => [host, text.split(',')]));
	const problems = [...units].flatMap(([host, names]): InputProblem[] => {
		const at = { file: 'command line', field: '--unit', value: `${host}=${names.join(',')}` };
		const wrong = names.find((name) => questions.UNITS.wrong?.(name) || name === '');
		if (wrong !== undefined) return [{ ...at, problem: 'it names no service', fix: 'Write --unit lb1=haproxy.service' }];
		const fix = `Write one of ${hosts.join(', ')}`;
		return hosts.includes(host) ? [] : [{ ...at, problem: `no host is called ${host}`, fix }];
	});
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return units;
}

async function askUnits(units: Map<string, string[]>, flags: InitFlags, interview: Interview): Promise<FoundService | null> {
	const [[first = ''] = []] = units.values();
	const port = await interview.take(questions.PORT, flags.port);
	const name = flags.service ?? first.replace(/\.service$/, '');
	return port === null ? null : { service: { name, port: Number(port) }, port: Number(port), units };
}
