import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { InputError, type InputProblem } from '../../base/errors.ts';
import { formatIpv4, inSubnet, parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import { knownSecrets } from '../../base/known-secrets.ts';
import { isRecord, readYaml } from '../../base/yaml-source.ts';
import { secretsIn } from '../../cluster/secrets.ts';
import type { Answers } from './ask.ts';
import { designedConf, designedFiles } from './design.ts';
import type { Known } from './folder.ts';
import { type ReadConf, readConfFile } from './read-conf.ts';

/** What flags say. */
export interface InitFlags {
	keepalived: string[];
	host: string[];
	stack?: string;
	service?: string;
	image?: string;
	published?: string;
	target?: string;
	vip?: string;
	subnet?: string;
	interface?: string;
	addressPool?: string;
	name?: string;
}

/** What is known, and what the user should hear of it. */
export interface Collected {
	known: Known;
	notes: string[];
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Takes from flags and files what they say, and asks for the rest. Throws InputError with everything that is missing or not right. */
export async function collect(dir: string, flags: InitFlags, answers: Answers): Promise<Collected> {
	const confs = pairs(flags.keepalived, '--keepalived', 'HOST=FILE').map(([host, path]) => readConfFile(host, path));
	const stack = flags.stack === undefined ? null : readStack(flags.stack);
	const addresses = new Map(pairs(flags.host, '--host', 'NAME=ADDRESS'));
	const names = await hostNames(confs, addresses, answers);
	for (const name of names) {
		const source = confs.find(({ host }) => host === name)?.instance?.source ?? null;
		const address = addresses.get(name) ?? source ?? (await askAddress(name, answers));
		if (address !== null) addresses.set(name, address);
	}
	const vip = flags.vip ?? (await findVip(confs, answers));
	const subnet = flags.subnet ?? (await findSubnet(confs, vip, answers));
	const nic = flags.interface ?? confs[0]?.instance?.interface ?? (await askNic(answers));
	const service = await findService(stack, flags, answers);
	const name = flags.name ?? (await askName(dir, answers));
	answers.finish();
	const whole = { name, vip, subnet, nic, service } as { [K in 'name' | 'vip' | 'subnet' | 'nic']: string } & {
		service: Known['service'];
	};
	const known = knownOf(whole, names, addresses, confs, flags.addressPool);
	const missing = confs.flatMap((conf) => conf.missing.map((path) => `${conf.host}: ${path} was not found`));
	const notes = [
		...[...new Set(missing)].map((text) => `${text}; put it into the folder, and under files: of cluster.yaml.`),
		...(confs.length === 0 ? ['virtual_router_id is 51: no other cluster on this network may have the same.'] : []),
		'All hosts are managers of the swarm; say `role: worker` in cluster.yaml where one is not.',
	];
	return { known, notes };
}

function knownOf(
	{ name, vip, subnet, nic, service }: { name: string; vip: string; subnet: string; nic: string; service: Known['service'] },
	names: readonly string[],
	addresses: ReadonlyMap<string, string>,
	confs: readonly ReadConf[],
	addressPool = 'default',
): Known {
	const isDesigned = confs.length === 0;
	const prefix = parseSubnet(subnet)?.prefix ?? 32;
	const publishedPort = 'publishedPort' in service ? service.publishedPort : publishedIn(service.stack, service.name);
	const hosts = names.map((host, place) => {
		const conf = confs.find((one) => one.host === host);
		const address = addresses.get(host) ?? '';
		const made = () => designedConf({ address, interface: nic, vip, prefix, publishedPort, place, of: names.length });
		return {
			...{ name: host, address, interface: conf?.instance?.interface ?? nic },
			keepalived: conf?.text ?? (isDesigned ? made() : null),
			files: conf?.files ?? [],
		};
	});
	return {
		...{ name, vip, subnet, interface: nic, addressPool, hosts, service },
		files: isDesigned ? designedFiles(vip, prefix, nic) : [],
	};
}

/** `name=value` of a flag that may be given several times. Throws InputError for another form, and for a name twice. */
function pairs(texts: readonly string[], flag: string, form: string): [string, string][] {
	const problems: InputProblem[] = [];
	const found = texts.map((text): [string, string] => {
		const at = text.indexOf('=');
		const [name, value] = [text.slice(0, at), text.slice(at + 1)];
		const problem = (what: string, fix: string) =>
			problems.push({ file: 'command line', field: flag, value: text, problem: what, fix });
		if (at < 1 || value === '') problem('it has another form', `Write ${flag} ${form}`);
		else if (!NAME.test(name)) problem('this is no host name', 'Use small letters, digits and hyphens');
		return [name, value];
	});
	const twice = found.find(([name], i) => found.findIndex(([other]) => other === name) !== i);
	if (twice)
		problems.push({
			file: 'command line',
			field: flag,
			value: twice[0],
			problem: 'this host is named twice',
			fix: `Give ${flag} once for each host`,
		});
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return found;
}

/** In the order of the flags: those with a file first. */
async function hostNames(confs: readonly ReadConf[], addresses: Map<string, string>, answers: Answers): Promise<string[]> {
	const names = [...new Set([...confs.map(({ host }) => host), ...addresses.keys()])];
	if (names.length > 0) return names;
	const answer = await answers.answer({
		flag: '--host NAME=ADDRESS for each host',
		ask: 'The hosts, as name=address with blanks between them, best first',
		wrong: (text) => {
			try {
				const found = pairs(text.split(/[\s,]+/), '--host', 'NAME=ADDRESS');
				return found.every(([, address]) => parseIpv4(address) !== null) ? null : 'an address is four numbers, such as 10.0.0.11';
			} catch {
				return 'write them as a=10.0.0.11 b=10.0.0.12';
			}
		},
	});
	for (const [name, address] of answer === null ? [] : pairs(answer.split(/[\s,]+/), '--host', 'NAME=ADDRESS'))
		addresses.set(name, address);
	return [...addresses.keys()];
}

const wrongAddress = (text: string) => (parseIpv4(text) === null ? 'an address is four numbers, such as 10.0.0.11' : null);

const askAddress = (name: string, answers: Answers) =>
	answers.answer({ flag: `--host ${name}=ADDRESS`, ask: `The IPv4 address of ${name}`, wrong: wrongAddress });

/** The addresses that every file has; where that is one, it is it. */
async function findVip(confs: readonly ReadConf[], answers: Answers): Promise<string | null> {
	const each = confs.map(({ instance }) => (instance?.addresses ?? []).map(bare));
	const shared = (each[0] ?? []).filter((address) => each.every((list) => list.includes(address)));
	if (shared.length === 1) return shared[0] ?? null;
	const among = shared.length > 1 ? ` (${shared.join(', ')})` : '';
	return answers.answer({ flag: '--vip ADDRESS', ask: `The floating IP${among}`, wrong: wrongAddress });
}

const bare = (address: string) => address.split('/')[0] ?? '';

/** By the prefix that the floating IP has in the files. */
async function findSubnet(confs: readonly ReadConf[], vip: string | null, answers: Answers): Promise<string | null> {
	const written = confs
		.flatMap(({ instance }) => instance?.addresses ?? [])
		.find((one) => bare(one) === vip && one.includes('/'));
	const subnet = written === undefined ? null : parseSubnet(networkOf(written));
	if (subnet && subnet.prefix < 31) return networkOf(written ?? '');
	return answers.answer({
		flag: '--subnet CIDR',
		ask: "The hosts' own network, such as 10.0.0.0/24",
		wrong: (text) => {
			const found = parseSubnet(text);
			if (found === null) return 'write it as 10.0.0.0/24';
			const address = parseIpv4(vip ?? '');
			return address === null || inSubnet(found, address) ? null : `the floating IP ${vip} is not in it`;
		},
	});
}

/** `10.0.0.200/24` → `10.0.0.0/24`. */
function networkOf(address: string): string {
	const [host = '', prefix = '32'] = address.split('/');
	const number = parseIpv4(host) ?? 0;
	const size = 2 ** (32 - Number(prefix));
	return `${formatIpv4(number - (number % size))}/${prefix}`;
}

const askNic = (answers: Answers) =>
	answers.answer({
		flag: '--interface NIC',
		ask: 'The name of the hosts’ NIC, such as eth0',
		wrong: (text) => (/^[^\s/:]{1,15}$/.test(text) ? null : 'Linux allows 15 letters, without slash, colon or blank'),
	});

const askName = (dir: string, answers: Answers) => {
	const usual = basename(resolve(dir)).toLowerCase();
	return answers.answer({
		flag: '--name NAME',
		ask: 'A name for the cluster',
		...(NAME.test(usual) ? { default: usual } : {}),
		wrong: (text) => (NAME.test(text) ? null : 'use small letters, digits and hyphens'),
	});
};

interface Stack {
	text: string;
	/** Services that publish a port. */
	services: string[];
}

function readStack(path: string): Stack {
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
	const services = isRecord(value) && isRecord(value.services) ? Object.entries(value.services) : [];
	return { text, services: services.filter(([, one]) => isRecord(one) && one.ports !== undefined).map(([name]) => name) };
}

async function findService(stack: Stack | null, flags: InitFlags, answers: Answers): Promise<Known['service'] | null> {
	if (stack) {
		const [only, ...more] = stack.services;
		const name = flags.service ?? (more.length === 0 ? only : undefined) ?? (await askService(stack, answers));
		return name === null ? null : { stack: stack.text, name };
	}
	const port = (flag: string, ask: string, given: string | undefined) =>
		given ??
		answers.answer({ flag: `${flag} PORT`, ask, wrong: (text) => (isPort(text) ? null : 'a port is a number from 1 to 65535') });
	const name =
		flags.service ??
		(await answers.answer({ flag: '--service NAME, or --stack FILE,', ask: 'The name of the service', wrong: () => null }));
	const image = flags.image ?? (await answers.answer({ flag: '--image IMAGE', ask: 'Its image', wrong: () => null }));
	const published = await port('--published', 'The port that customers reach', flags.published);
	const target = await port('--target', 'The port that its container listens on', flags.target);
	if (name === null || image === null || published === null || target === null) return null;
	return { name, image, publishedPort: Number(published), targetPort: Number(target) };
}

const isPort = (text: string) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

const askService = ({ services }: Stack, answers: Answers) =>
	answers.answer({
		flag: '--service NAME',
		ask: `The service that customers reach${services.length > 0 ? ` (${services.join(', ')})` : ''}`,
		wrong: (text) => (services.length === 0 || services.includes(text) ? null : `the compose file has ${services.join(', ')}`),
	});

/** What a check of the port is to ask; 80 where the compose file says it in a way that only its own reader knows. */
function publishedIn(stack: string, service: string): number {
	const { value } = readYaml('stack.yml', stack);
	const services = isRecord(value) && isRecord(value.services) ? value.services : {};
	const found = services[service];
	const [port] = isRecord(found) && Array.isArray(found.ports) ? found.ports : [];
	const published = isRecord(port) ? port.published : /^(?:[\d.]+:)?(\d+):/.exec(String(port))?.[1];
	return Number(published) || 80;
}
