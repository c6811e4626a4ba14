import { wordOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { addressesIn, isUnicast } from '../look.ts';
import type { Rule } from '../rule.ts';

const peers = (own: string, others: string[]) =>
	instance(`  unicast_src_ip ${own}\n  unicast_peer {\n${others.map((one) => `    ${one}\n`).join('')}  }\n`);

/** Unicast peers that do not all know each other. */
export const K13: Rule = {
	id: 'K13',
	name: 'unicast-not-a-mesh',
	severity: 'error',
	since: '0.1.0',
	about: 'hosts',
	says: 'A host that is left out hears nobody, becomes its own master, and holds the floating IP beside the real one.',
	fix: 'List the addresses of all other hosts in unicast_peer on every host, and its own in unicast_src_ip',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': peers('10.0.0.1', ['10.0.0.2']), 'b.conf': peers('10.0.0.2', ['10.0.0.3']) }, at: ['b.conf:7'] },
	good: { files: { 'a.conf': peers('10.0.0.1', ['10.0.0.2']), 'b.conf': peers('10.0.0.2', ['10.0.0.1']) } },
	*check({ input, hosts, routers }) {
		const addressOf = (host: string, block: Parameters<typeof wordOf>[0]) =>
			wordOf(block, 'unicast_src_ip') ?? input.cluster?.hosts.find(({ name }) => name === host)?.address ?? null;
		for (const { members } of routers)
			for (const { host, instance: one } of members) {
				if (!isUnicast(one.spec)) continue;
				for (const other of members) {
					const address = addressOf(other.host.name, other.instance.block);
					if (other.host === host || address === null || !isUnicast(other.instance.spec)) continue;
					if (one.spec.unicastPeers.includes(address)) continue;
					const at = one.block.lists.unicast_peer?.[0]?.at ?? one.block.at;

					const message = `${host.name} does not list ${address} of ${other.host.name}, which therefore never hears it, and takes the floating IP too`;
					yield { at, chain: one.block.chain, message };
				}
			}
		for (const { instances } of hosts)
			for (const { spec, block } of instances) {
				const own = wordOf(block, 'unicast_src_ip');
				for (const { ip, entry } of addressesIn(block, 'unicast_peer')) {
					if (ip === own) {
						const message = `${ip} is this host’s own unicast_src_ip: it sends its advertisements to itself`;
						yield { severity: 'warning', at: entry.at, chain: entry.chain, message, fix: 'List the other hosts alone' };
					}
					if (spec.virtualIpAddresses.includes(ip)) {
						const message = `${ip} is the floating IP, which is on this very host when it is MASTER: no peer is reached there`;
						yield { at: entry.at, chain: entry.chain, message, fix: 'Write the other host’s own address' };
					}
				}
			}
	},
};
