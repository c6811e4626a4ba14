import type { LiveCluster } from '../real/live-cluster.ts';
import { inLines, type Script, sh } from '../real/shell.ts';
import { swarmServiceName } from '../real/swarm.ts';

/** What faults change on a host, by name, as text. */
export type HostState = Record<string, string>;

/** The state of every host, and what the swarm says of it, as it is now: for tests of faults. */
export async function hostStates(world: Pick<LiveCluster, 'lab'>): Promise<Record<string, HostState>> {
	const { lab } = world;
	const names = lab.spec.hosts.map(({ name }) => name);
	const swarm = await swarmStates(world);
	const states = await Promise.all(
		names.map(async (name) => {
			const on = await lab.isOn(name);
			const inside = on ? parse(await lab.run(name, script(world, name))) : {};
			return [name, { on: on ? 'yes' : 'no', ...(swarm[name] ?? {}), ...inside }] as const;
		}),
	);
	return Object.fromEntries(states);
}

const parse = (text: string): HostState =>
	Object.fromEntries(
		text
			.split('\n')
			.filter((line) => line.includes('='))
			.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]),
	);

async function swarmStates({ lab }: Pick<LiveCluster, 'lab'>): Promise<Record<string, HostState>> {
	const format = '{{.Hostname}} availability={{.Availability}} manager={{.ManagerStatus}}';
	for (const { name } of lab.spec.hosts) {
		try {
			const text = await lab.exec(name, ['timeout', '3', 'docker', 'node', 'ls', '--format', format]);
			return Object.fromEntries(
				text
					.trim()
					.split('\n')
					.map((line) => {
						const [, host = '', availability = '', manager = ''] = /^(\S+) availability=(\S*) manager=(.*)$/.exec(line) ?? [];
						return [host, { availability, manager: manager === '' ? '' : 'yes' }];
					}),
			);
		} catch {
			// The next may answer.
		}
	}
	return {};
}

function script({ lab }: Pick<LiveCluster, 'lab'>, name: string): Script {
	const nic = lab.nicOf(name);
	const peers = [
		...lab.spec.hosts.map((host) => [host.name, host.address] as const),
		['client', lab.spec.network.clientAddress] as const,
	];
	const others = peers.filter(([other]) => other !== name);
	const first = others[0]?.[1] ?? '';
	const filter = `label=com.docker.swarm.service.name=${swarmServiceName(lab)}`;
	const task = sh`docker ps --no-trunc --quiet --filter ${filter}`;
	const reached = inLines(others.map(([other, address]) => sh`reaches ${other} ${address} &`));
	return sh`set +e
cg=/sys/fs/cgroup
ask() { timeout 2 systemctl "$@" 2>/dev/null; }
echo keepalived=$(ask is-active keepalived)
pid=$(ask show --property MainPID --value keepalived)
echo keepalivedPid=$pid
echo keepalivedChild=$(pgrep -P "$pid" -x keepalived)
echo keepalivedProcesses=$(pgrep -c -x keepalived)
echo keepalivedStopped=$(for p in $(pgrep -x keepalived); do grep '^State:.T' /proc/$p/status; done | wc -l)
echo checksCovered=$(grep -c /vipdrill-checks/ /proc/self/mountinfo)
echo priority=$(awk '$1 == "priority" {print $2}' /etc/keepalived/keepalived.conf)
echo masterTurns=$(journalctl --unit keepalived --output cat 2>/dev/null | grep -c 'Entering MASTER STATE')
echo networkd=$(ask is-active systemd-networkd)
echo docker=$(ask is-active docker)
echo dockerPid=$(ask show --property MainPID --value docker)
echo dockerEnabled=$(ask is-enabled docker)
echo task=$(timeout 2 ${task} 2>/dev/null)
echo boot=$(cut -d' ' -f22 /proc/1/stat)
if [ -e $cg/cgroup.freeze ]; then echo frozen=$(cat $cg/cgroup.freeze); echo quota=$(cut -d' ' -f1 $cg/cpu.max)
else echo frozen=$(cat $cg/freezer/freezer.state); echo quota=$(cat $cg/cpu/cpu.cfs_quota_us); fi | sed 's/=1$/=yes/; s/=FROZEN$/=yes/; s/=0$/=no/; s/=THAWED$/=no/'
echo link=$(cat ${`/sys/class/net/${nic}/carrier`} 2>/dev/null || echo down)
echo carrierChanges=$(cat ${`/sys/class/net/${nic}/carrier_changes`})
echo route=$(ip -4 route show default | cut -d' ' -f1-3)
echo qdisc=$(tc qdisc show dev ${nic} root | sed 's/^qdisc //')
echo filters=$({ iptables-nft-save; iptables-legacy-save; arptables-nft -nL; arptables-legacy -nL; } 2>/dev/null | grep -c VIPDRILL)
echo raftRoom=$(mountpoint -q /var/lib/docker/swarm && df --output=avail /var/lib/docker/swarm | tail -n 1 || echo plenty)
echo vip=$(ip -4 address show dev ${nic} to ${lab.spec.vip} | grep -q inet && echo yes || echo no)
reaches() { timeout 2 arping -c 1 -w 1 -q -I ${nic} "$2" 2>/dev/null && printf '%s ' "$1"; }
echo reaches=$({ ${reached}
wait; } | tr ' ' '\\n' | sort | tr '\\n' ' ')
echo toDocker1=$(timeout 1 bash -c ${`</dev/tcp/${first}/2377`} 2>/dev/null && echo open || { [ $? = 124 ] && echo lost || echo refused; })
echo rttMs=$(timeout 3 arping -c 1 -w 2 -I ${nic} ${first} 2>/dev/null | sed -n 's/^Unicast reply.* \\([0-9.]*\\)ms.*/\\1/p')
`;
}
