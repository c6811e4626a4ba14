import { isNetworkFile, keepsForeignAddresses } from '../../cluster/networkd.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';
const network = (text: string) =>
	cluster(
		{ 'a.conf': instance() },
		{ yaml: `files:\n  - { from: lan.network, to: /etc/systemd/network/lan.network }\n${inline}`, more: { 'lan.network': text } },
	);
const lan = '[Match]\nName=eth0\n[Network]\nAddress=10.0.0.1/24\n';

/** systemd-networkd without leave to keep addresses that it did not set. */
export const S12: Rule = {
	id: 'S12',
	name: 'networkd-drops-the-address',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'When systemd-networkd restarts or reconfigures the NIC (an update is enough), it removes the floating IP, which is not its own; keepalived says goodbye and begins anew.',
	fix: 'Write KeepConfiguration=static into [Network], or ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no into networkd.conf for routes and rules',
	drill: 'network-restart',
	proof: null,
	bad: { files: network(lan), at: ['lan.network:3'] },
	good: { files: network(`${lan}KeepConfiguration=static\n`) },
	*check({ input }) {
		for (const { files } of input.hosts)
			for (const { source, target, text } of files ?? []) {
				if (!isNetworkFile({ target }) || keepsForeignAddresses(text)) continue;
				const lines = text.split('\n');
				const line = Math.max(
					0,
					lines.findIndex((one) => /^\s*\[Network\]/.test(one)),
				);
				yield {
					at: { file: source, line: line + 1, column: 1, length: lines[line]?.length ?? 0 },
					message: 'networkd removes addresses that it did not set, so also the floating IP, when it restarts',
				};
			}
	},
};
