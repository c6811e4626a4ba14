import { parseSubnet } from '../../base/ipv4.ts';
import { designedConf, designedFiles, vridFor } from './design.ts';
import { type InitFlags, pairs, TARGET } from './flags.ts';
import type { Known } from './folder.ts';
import { type Answers, Interview } from './interview.ts';
import * as questions from './questions.ts';
import { type CarriedFile, carriedFile, type ReadConf, readConfFile } from './read-conf.ts';
import { readStackFile } from './stack.ts';

/** What is known, and what the user should hear of it. */
export interface Collected {
	known: Known;
	notes: string[];
}

/** Where the port is written so that only the compose file's own reader knows it. */
const USUAL_PORT = 80;

/** Takes from flags and files what they say, and asks for the rest. Throws InputError with everything that is missing or not right. */
export async function collect(dir: string, flags: InitFlags, answers: Answers): Promise<Collected> {
	const interview = new Interview(answers);
	const carried = pairs(flags.file, '--file', 'TARGET=FILE', TARGET).map(([target, path]) => carriedFile(target, path));
	const { confs, addresses } = await findHosts(flags, interview);
	const shared = questions.sharedAddresses(confs);
	const vip = await interview.take(questions.vipAmong(shared), flags.vip ?? (shared.length === 1 ? shared[0] : undefined));
	const subnet = await interview.take(questions.subnetOf(vip), flags.subnet ?? questions.writtenSubnet(confs, vip) ?? undefined);
	const nic = await interview.take(questions.NIC, flags.interface ?? confs[0]?.instance?.interface);
	const service = await findService(flags, interview);
	const addressPool = await interview.take(questions.POOL, flags.addressPool);
	const name = await interview.take(questions.nameFor(dir), flags.name);
	interview.finish();
	if (!vip || !subnet || !nic || !service || !addressPool || !name) throw new Error('the interview has passed over a question');
	const made =
		confs.length === 0 ? { vip, nic, prefix: parseSubnet(subnet)?.prefix ?? 32, port: service.port ?? USUAL_PORT } : null;
	const hosts = [...addresses].map(([host, address], place) => {
		const conf = confs.find((one) => one.host === host);
		return {
			...{ name: host, address, interface: conf?.instance?.interface ?? nic, files: conf?.files ?? [] },
			keepalived: conf?.text ?? (made && designedConf({ ...made, address, place, of: addresses.size })),
		};
	});
	const files = [...carried, ...(made ? designedFiles(made) : [])];
	const known = { name, vip, subnet, interface: nic, addressPool, hosts, files, service: service.service };
	return { known, notes: notesOn(confs, carried, vip) };
}

/** The hosts in their order: those with a file first. */
async function findHosts(flags: InitFlags, interview: Interview) {
	const given = pairs(flags.keepalived, '--keepalived', 'HOST=FILE').map(([host, path]) => readConfFile(host, path));
	const flagged = new Map(pairs(flags.host, '--host', 'NAME=ADDRESS'));
	let names = [...new Set([...given.map(({ host }) => host), ...flagged.keys()])];
	if (names.length === 0) {
		const answer = await interview.take(questions.HOSTS);
		for (const [name, address] of questions.hostList(answer ?? '')) flagged.set(name, address);
		names = [...flagged.keys()];
	}
	const confs = given.length > 0 ? given : await askConfs(names, interview);
	const addresses = new Map<string, string>();
	for (const name of names) {
		const source = confs.find(({ host }) => host === name)?.instance?.source ?? undefined;
		const address = await interview.take(questions.addressOf(name), flagged.get(name) ?? source);
		if (address !== null) addresses.set(name, address);
	}
	return { confs, addresses };
}

async function askConfs(names: readonly string[], interview: Interview): Promise<ReadConf[]> {
	const confs: ReadConf[] = [];
	for (const name of names) {
		const path = await interview.take(questions.confOf(name));
		if (path) confs.push(readConfFile(name, path));
	}
	return confs;
}

/** `port`: what customers reach; null where this does not know. */
async function findService(
	flags: InitFlags,
	interview: Interview,
): Promise<{ service: Known['service']; port: number | null } | null> {
	const path = flags.stack ?? (flags.image === undefined ? await interview.take(questions.STACK) : '');
	if (path) {
		const stack = readStackFile(path);
		const [only, ...more] = stack.services.keys();
		const name = await interview.take(questions.serviceIn(stack), flags.service ?? (more.length === 0 ? only : undefined));
		return name === null ? null : { service: { stack: stack.text, name }, port: stack.services.get(name) ?? null };
	}
	const name = await interview.take(questions.SERVICE, flags.service);
	const image = await interview.take(questions.IMAGE, flags.image);
	const published = await interview.take(questions.PUBLISHED, flags.published);
	const target = await interview.take(questions.CONTAINER, flags.target);
	if (!name || !image || !published || !target) return null;
	const port = Number(published);
	return { service: { name, image, publishedPort: port, targetPort: Number(target) }, port };
}

function notesOn(confs: readonly ReadConf[], carried: readonly CarriedFile[], vip: string): string[] {
	const missing = [...new Set(confs.flatMap((conf) => conf.missing))].filter(
		(path) => !carried.some(({ target }) => target === path),
	);
	return [
		...missing.map((path) => `${path} was not found: give it with --file ${path}=FILE, or add it under files: of cluster.yaml.`),
		...(confs.length === 0
			? [`virtual_router_id is ${vridFor(vip)}, after the floating IP: no other cluster on this network may have the same.`]
			: []),
		'All hosts are managers of the swarm; say `role: worker` in cluster.yaml where one is not.',
	];
}
