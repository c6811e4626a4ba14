import { basename, resolve } from 'node:path';
import { canonicalIp } from '../../base/ip.ts';
import { formatIpv4, inSubnet, parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import type { Stack } from '../../cluster/folder/stack.ts';
import { NAME, pairs, UNIT } from './flags.ts';
import type { Question } from './interview.ts';

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

/** Of several, the first that is IPv4, as keepalived.conf has them, unless somebody says another. */
export const vipAmong = (shared: readonly string[]): Question => ({
	flag: '--vip ADDRESS',
	ask: `The floating IP that customers ask${shared.length > 1 ? `: one of ${shared.join(', ')}` : ''}`,
	...(shared.length > 0 ? { default: shared.find((one) => parseIpv4(one) !== null) ?? shared[0] ?? '' } : {}),
	wrong: (text) => (shared.includes(canonicalIp(text)) ? null : wrongAddress(text)),
});

function usualSubnet([first = '', ...others]: readonly string[]): { default?: string } {
	const subnet = parseSubnet(`${first}/24`);
	const isCommon = others.length > 0 && others.every((one) => subnet && inSubnet(subnet, parseIpv4(one) ?? -1));
	return subnet && isCommon ? { default: `${formatIpv4(subnet.network)}/24` } : {};
}

/** `hosts`: their addresses. The usual answer is the /24 that all of them and the floating IP are in. */
export const subnetOf = (vip: string | null, hosts: readonly string[] = []): Question => ({
	flag: '--subnet CIDR',
	ask: 'The hosts’ own network, such as 10.0.0.0/24',
	...usualSubnet([...(vip !== null && parseIpv4(vip) !== null ? [vip] : []), ...hosts]),
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
	ask: 'The compose file to deploy, or nothing for a service of your answers or of the hosts’ own',
	default: '',
};

/** For the hosts that have a keepalived.conf. */
export const UNITS: Question = {
	flag: '--unit HOST=SERVICE',
	ask: 'The systemd service that answers on the floating IP without a swarm, such as haproxy.service, or nothing for a swarm',
	default: '',
	wrong: (text) => (text === '' || UNIT.test(text) ? null : 'a service is written as haproxy.service'),
};
export const PORT: Question = { flag: '--port PORT', ask: 'The port that customers ask', wrong: wrongPort };

export function serviceIn({ services }: Stack): Question {
	const names = [...services.keys()];
	return {
		flag: '--service NAME',
		ask: `The service that customers reach${names.length > 0 ? `: one of ${names.join(', ')}` : ''}`,
		wrong: (text) =>
			names.length === 0 || names.includes(text) ? null : `the compose file publishes ports of ${names.join(', ')} only`,
	};
}

export const SERVICE: Question = {
	flag: '--service NAME (or --stack FILE, or --unit HOST=SERVICE)',
	ask: 'The name of the service',
};
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
