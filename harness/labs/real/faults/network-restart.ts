import { withPrefix } from '../../../base/ip.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, fireScript, type Nothing, onEach } from './driver.ts';
import { START_KEEPALIVED } from './keepalived-stop.ts';

/** After every name that people give: networkd takes the first file that matches, so one of the cluster's own counts before this. */
const NETWORK_FILE = '/run/systemd/network/zzzz-vipdrill.network';
const DROP_IN_DIR = '/run/systemd/system/systemd-networkd.service.d';
/** What was there before, for the undo. */
const KEPT = '/run/vipdrill-network-restart';

/**
 * networkd runs on no lab host otherwise, for the lab plugs the hosts in itself. A first start does to foreign addresses what a restart does: both read what the
 * kernel has, and drop what no file asks for. Seen on systemd 257: it drops the VIP about 0.1 s after the order.
 */
export const networkRestart: FaultDriver<Extract<Fault, { kind: 'network-restart' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		await onEach(world, hosts, (host) => written(world, host));
		return { memo: {}, fire: await fireScript(world, hosts, (host) => restart(world.lab.nicOf(host))) };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, (host) => inLines([ended(world, host), START_KEEPALIVED]));
	},
};

const addressOf = ({ lab }: FaultWorld, host: string) => withPrefix(lab.addressOf(host), lab.spec.network.subnet);

/** The host's own IPv6 address with its prefix; null without an IPv6 network. */
function address6Of({ lab }: FaultWorld, name: string): string | null {
	const { hosts, network } = lab.spec;
	const address6 = hosts.find((host) => host.name === name)?.address6 ?? null;
	return address6 && network.subnet6 && withPrefix(address6, network.subnet6);
}

/** Without udev, networkd takes a link for one that is still being made, unless /sys is read-only, as in any container (udev_available() of systemd). */
function written(world: FaultWorld, host: string): Script {
	const { lab } = world;
	const nic = lab.nicOf(host);
	const six = address6Of(world, host);
	const lines = [
		'[Match]',
		`Name=${nic}`,
		'[Network]',
		`Address=${addressOf(world, host)}`,
		`Gateway=${lab.spec.network.gateway}`,
		// Without a link-local address networkd would turn IPv6 off on the NIC.
		...(six === null ? ['LinkLocalAddressing=no'] : [`Address=${six}`, 'LinkLocalAddressing=ipv6']),
		'IPv6AcceptRA=no',
	];
	return sh`mkdir -p ${NETWORK_FILE.replace(/\/[^/]*$/, '')} ${DROP_IN_DIR}
cat ${`/proc/sys/net/ipv4/conf/${nic}/promote_secondaries`} > ${KEPT}
printf '%s\\n' ${lines} > ${NETWORK_FILE}
printf '%s\\n' ${['[Service]', 'ReadOnlyPaths=/sys']} > ${DROP_IN_DIR}/vipdrill.conf
systemctl daemon-reload`;
}

/** Until networkd is at work on the NIC, for what it drops it drops first; a file that waits for DHCP or IPv6 is never done. */
const restart = (nic: string): Script => sh`index=$(cat ${`/sys/class/net/${nic}/ifindex`})
is() { grep -qsE "^ADMIN_STATE=($1)$" /run/systemd/netif/links/$index; }
systemctl restart systemd-networkd
for try in $(seq 1000); do
	! is 'configuring|configured' || break
	sleep 0.01
done
is 'configuring|configured' || { echo "networkd did not configure "${nic}" within 10 s" >&2; exit 1; }
for try in $(seq 20); do
	! is configured || break
	sleep 0.01
done`;

/** The NIC is as the lab had plugged it in, also where a file of the cluster took its address away. */
function ended(world: FaultWorld, host: string): Script {
	const { lab } = world;
	const nic = lab.nicOf(host);
	const six = address6Of(world, host);
	const ipv6 =
		six === null
			? sh`:`
			: inLines([
					sh`echo 0 > ${`/proc/sys/net/ipv6/conf/${nic}/disable_ipv6`}`,
					sh`ip -6 address replace ${six} dev ${nic} nodad`,
				]);
	return sh`if [ -e ${KEPT} ]; then
	systemctl stop systemd-networkd.socket systemd-networkd.service
	rm -f ${NETWORK_FILE} ${DROP_IN_DIR}/vipdrill.conf
	systemctl daemon-reload
	ip address replace ${addressOf(world, host)} broadcast + dev ${nic}
	ip link set dev ${nic} up
	${ipv6}
	ip route flush dev ${nic} exact default
	ip route replace default via ${lab.spec.network.gateway} dev ${nic}
	cat ${KEPT} > ${`/proc/sys/net/ipv4/conf/${nic}/promote_secondaries`}
	rm ${KEPT}
fi`;
}
