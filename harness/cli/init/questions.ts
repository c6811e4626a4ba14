import { basename, resolve } from 'node:path';
import { formatIpv4, inSubnet, parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import { NAME, pairs } from './flags.ts';
import type { Question } from './interview.ts';
import type { ReadConf } from './read-conf.ts';
import type { Stack } from './stack.ts';

const wrongAddress = (text: string) => (parseIpv4(text) === null ? 'an IPv4 address is four numbers, such as 10.0.0.11' : null);
const wrongPort = (text: string) =>
	/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? null : 'a port is a number from 1 to 65535';

/** `a=10.0.0.11 b=10.0.0.12`, also with commas. */
export const hostList = (text: string): [string, string][] =>
	pairs(
		text.split(/[\s,]+/).filter((one) => one !== ''),
		'--host',
		'NAME=ADDRESS',
	);

export const HOSTS: Question = {
	flag: '--host NAME=ADDRESS for each host',
	ask: 'The hosts as name=address, the best first, such as a=10.0.0.11 b=10.0.0.12',
	wrong(text) {
		try {
			return hostList(text).some(([, address]) => parseIpv4(address) === null) ? 'an IPv4 address is four numbers' : null;
		} catch {
			return 'write them as a=10.0.0.11 b=10.0.0.12';
		}
	},
};

export const addressOf = (host: string): Question => ({
	flag: `--host ${host}=ADDRESS`,
	ask: `The IPv4 address of ${host}`,
	wrong: wrongAddress,
});

export const confOf = (host: string): Question => ({
	flag: `--keepalived ${host}=FILE`,
	ask: `The keepalived.conf of ${host}, or nothing to make one`,
	default: '',
});

export const vipAmong = (shared: readonly string[]): Question => ({
	flag: '--vip ADDRESS',
	ask: `The floating IP${shared.length > 1 ? `: one of ${shared.join(', ')}` : ''}`,
	wrong: wrongAddress,
});

export const subnetOf = (vip: string | null): Question => ({
	flag: '--subnet CIDR',
	ask: 'The hosts’ own network, such as 10.0.0.0/24',
	wrong(text) {
		const subnet = parseSubnet(text);
		if (subnet === null) return 'a network is written as 10.0.0.0/24';
		const address = parseIpv4(vip ?? '');
		return address === null || inSubnet(subnet, address) ? null : `the floating IP ${vip} is not in it`;
	},
});

export const NIC: Question = {
	flag: '--interface NIC',
	ask: 'The name of the hosts’ NIC, such as eth0',
	wrong: (text) =>
		/^[^\s/:]{1,15}$/.test(text) ? null : 'the name of a NIC has at most 15 letters, without slash, colon or blank',
};

export const POOL: Question = {
	flag: '--address-pool CIDR',
	ask: 'The swarm’s address pool (docker swarm init --default-addr-pool)',
	default: 'default',
	wrong: (text) =>
		text === 'default' || parseSubnet(text) ? null : 'a network is written as 10.99.0.0/16; Docker’s own is default',
};

export function nameFor(dir: string): Question {
	const usual = basename(resolve(dir)).toLowerCase();
	return {
		flag: '--name NAME',
		ask: 'A name for the cluster',
		...(NAME.test(usual) ? { default: usual } : {}),
		wrong: (text) => (NAME.test(text) ? null : 'a name has small letters, digits and hyphens'),
	};
}

export const STACK: Question = {
	flag: '--stack FILE',
	ask: 'The compose file to deploy, or nothing for a service of your answers',
	default: '',
};

export function serviceIn({ services }: Stack): Question {
	const names = [...services.keys()];
	return {
		flag: '--service NAME',
		ask: `The service that customers reach${names.length > 0 ? `: one of ${names.join(', ')}` : ''}`,
		wrong: (text) =>
			names.length === 0 || names.includes(text) ? null : `the compose file publishes ports of ${names.join(', ')} only`,
	};
}

export const SERVICE: Question = { flag: '--service NAME (or --stack FILE)', ask: 'The name of the service' };
export const IMAGE: Question = { flag: '--image IMAGE (or --stack FILE)', ask: 'Its image' };
export const PUBLISHED: Question = {
	flag: '--published PORT (or --stack FILE)',
	ask: 'The port that customers reach',
	wrong: wrongPort,
};
export const CONTAINER: Question = {
	flag: '--target PORT (or --stack FILE)',
	ask: 'The port that its container listens on',
	wrong: wrongPort,
};

/** The addresses that every file has. */
export function sharedAddresses(confs: readonly ReadConf[]): string[] {
	const each = confs.map(({ instance }) => (instance?.addresses ?? []).map(bare));
	return (each[0] ?? []).filter((address) => each.every((list) => list.includes(address)));
}

/** The network of the floating IP by the prefix that it has in the files; null where it has none, or says nothing. */
export function writtenSubnet(confs: readonly ReadConf[], vip: string | null): string | null {
	const written = confs
		.flatMap(({ instance }) => instance?.addresses ?? [])
		.find((one) => bare(one) === vip && one.includes('/'));
	const [host = '', prefix = '32'] = (written ?? '').split('/');
	const address = parseIpv4(host);
	if (address === null || Number(prefix) > 30) return null;
	const size = 2 ** (32 - Number(prefix));
	return `${formatIpv4(address - (address % size))}/${prefix}`;
}

const bare = (address: string) => address.split('/')[0] ?? '';
