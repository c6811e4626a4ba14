import { canonicalIp } from '../../base/ip.ts';
import { parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import { hasHome, sharedAddresses, writtenSubnet, writtenSubnet6 } from '../../cluster/folder/addresses.ts';
import type { CarriedFile, Known } from '../../cluster/folder/folder.ts';
import { type FoundSegment, furtherSegments, nicFor } from '../../cluster/folder/segments.ts';
import { designedConf, designedFiles, vridFor } from './design.ts';
import { type InitFlags, pairs, TARGET } from './flags.ts';
import { type Answers, Interview } from './interview.ts';
import * as questions from './questions.ts';
import { carriedFile, type ReadConf, readConfFile } from './read-conf.ts';
import { findService } from './service.ts';

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
	const shared = sharedAddresses(confs);
	const taken = await interview.take(questions.vipAmong(shared), flags.vip ?? (shared.length === 1 ? shared[0] : undefined));
	const vip = taken && canonicalIp(taken);
	const saidSubnet = flags.subnet ?? writtenSubnet(confs, vip) ?? undefined;
	const subnet = await interview.take(questions.subnetOf(vip, [...addresses.values()]), saidSubnet);
	const nic = await interview.take(questions.NIC, flags.interface ?? nicFor(confs[0]?.instances ?? [], vip) ?? undefined);
	const found = await findService(flags, interview, [...addresses.keys()], confs);
	const addressPool = found && 'units' in found ? null : await interview.take(questions.POOL, flags.addressPool);
	const name = await interview.take(questions.nameFor(dir), flags.name);
	interview.finish();
	if (!vip || !subnet || !nic || !found || !name) throw new Error('the interview has passed over a question');
	const made =
		confs.length === 0
			? {
					...{ vip, nic, prefix: parseSubnet(subnet)?.prefix ?? 32, port: found.port ?? USUAL_PORT },
					hasDocker: addressPool !== null,
				}
			: null;
	const placed = [...addresses].map(([host, address]) => {
		const instances = confs.find((one) => one.host === host)?.instances ?? [];
		return { name: host, address, instances, interface: nicFor(instances, vip) ?? nic };
	});
	const hosts = placed.map(({ name: host, address, interface: own }, place) => {
		const conf = confs.find((one) => one.host === host);
		return {
			...{ name: host, address, interface: own, files: conf?.files ?? [] },
			units: 'units' in found ? (found.units.get(host) ?? []) : [],
			keepalived: conf?.text ?? (made && designedConf({ ...made, address, place, of: addresses.size })),
		};
	});
	const segments = furtherSegments(placed, subnet);
	const subnet6 = writtenSubnet6(confs, vip);
	const vips = [
		vip,
		...shared.filter((one) => one !== vip && hasHome(one, [subnet, ...segments.map((each) => each.subnet)], subnet6)),
	];
	const files = [...carried, ...(made ? designedFiles(made) : [])];
	const known = { name, vips, subnet, subnet6, interface: nic, segments, addressPool, hosts, files, service: found.service };
	const notes = [
		...notesOn(confs, carried, vip),
		...(saidSubnet === undefined
			? [`No file says the hosts’ network: ${subnet} is taken. Say --subnet where it is another.`]
			: []),
		...notesOnSegments(segments),
		...notesOnRoles(addressPool),
	];
	return { known, notes };
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
		const source = sourceOf(confs.find(({ host }) => host === name));
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

/** The IPv4 address from which a host's first instance speaks. */
const sourceOf = (conf: ReadConf | undefined): string | undefined => {
	const source = conf?.instances[0]?.source;
	return source && parseIpv4(source) !== null ? source : undefined;
};

function notesOn(confs: readonly ReadConf[], carried: readonly CarriedFile[], vip: string): string[] {
	const missing = [...new Set(confs.flatMap((conf) => conf.missing))].filter(
		(path) => !carried.some(({ target }) => target === path),
	);
	return [
		...missing.map((path) => `${path} was not found: give it with --file ${path}=FILE, or add it under files: of cluster.yaml.`),
		...(confs.length === 0
			? [`virtual_router_id is ${vridFor(vip)}, after the floating IP: no other cluster on this network may have the same.`]
			: []),
	];
}

const notesOnSegments = (segments: readonly FoundSegment[]): string[] =>
	segments.flatMap(({ name, madeUp }) =>
		madeUp === null
			? []
			: [`Of the segment ${name}, no file says ${madeUp}: made up; correct it in cluster.yaml where it matters.`],
	);

const notesOnRoles = (addressPool: string | null): string[] =>
	addressPool === null
		? []
		: [
				'All hosts are managers of the swarm; say `role: worker` in cluster.yaml where one is not, `role: none` where one is not in it.',
			];
