import { VipdrillError } from '../../../base/errors.ts';
import { parseDurationMs } from '../../../base/units.ts';
import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, onEach, scriptAct } from './driver.ts';
import { installFilter, removeFilter } from './packet-filter.ts';
import { addQdisc, hasNetem, removeQdisc } from './queueing.ts';

type Background = Extract<Fault, { kind: 'background' }>;
interface Memo {
	netem: boolean;
}

/** Of the network by netem, a loss alone by iptables' `statistic` match where the kernel has none; of processors and disk by services of systemd, as other programs are. */
export const background: FaultDriver<Background, Memo> = {
	async prepare(world, fault, hosts, index) {
		const wantsQueue = isLate(fault) || fault.loss > 0;
		const netem = wantsQueue && (await hasNetem(world, hosts[0] ?? ''));
		if (isLate(fault) && !netem)
			throw new VipdrillError(
				'FAULT_FAILED',
				"the engine's kernel has no netem, so packets can't be delayed; use --engine uml, or `modprobe sch_netem` on its machine",
			);
		const acts = await Promise.all(hosts.map((host) => install(world, fault, host, index, netem)));
		return { memo: { netem }, fire: (atMs) => world.injector.act(acts.flat(), atMs) };
	},
	async undo(world, { hosts, memo, index }) {
		if (memo.netem) await removeQdisc(world, hosts, 'out');
		await onEach(world, hosts, inLines([...(memo.netem ? [] : [removeFilter(index)]), ended(index)]));
	},
	async afterBoot(world, { fault, memo, index }, host) {
		await world.injector.act(await install(world, fault, host, index, memo.netem));
	},
};

const isLate = ({ latency, jitter }: Background) => parseDurationMs(latency) + parseDurationMs(jitter) > 0;

async function install(world: FaultWorld, fault: Background, host: string, index: number, netem: boolean): Promise<Act[]> {
	const { latency, jitter, loss, cpu, disk } = fault;
	const acts: Act[] = [];
	if (netem) {
		const late = isLate(fault) ? sh`delay ${parseDurationMs(latency)}ms ${parseDurationMs(jitter)}ms` : sh``;
		const lost = loss > 0 ? sh`loss random ${loss}%` : sh``;
		acts.push(...(await addQdisc(world, host, 'out', sh`netem ${late} ${lost}`)));
	} else if (loss > 0) {
		const rules = { nic: world.lab.nicOf(host), traffic: 'all' as const, dropFrom: null, dropOut: true, rejectTo: [] };
		const ipv6 = world.lab.spec.network.subnet6 !== null;
		acts.push(scriptAct(await world.lab.pidOf(host), installFilter(index, { ...rules, ipv6, probability: loss / 100 })));
	}
	const programs = [...named(cpu, 'cpu', index, () => BUSY), ...named(disk, 'disk', index, writer)];
	if (programs.length > 0) acts.push(scriptAct(await world.lab.pidOf(host), inLines(programs)));
	return acts;
}

const BUSY = sh`while :; do :; done`;
const fileOf = (unit: string) => `/var/lib/docker/${unit}`;
/** 16 MiB, and a wait until the disk has them. */
const writer = (unit: string): Script =>
	sh`while :; do dd if=/dev/zero of=${fileOf(unit)} bs=1M count=16 conv=fsync 2>/dev/null; done`;

const unitsOf = (index: number) => `vipdrill-background-${index}-`;

/** systemd of a machine that has just been switched on does not listen yet. */
function named(count: number, what: string, index: number, program: (unit: string) => Script): Script[] {
	return Array.from({ length: count }, (_, i) => {
		const unit = `${unitsOf(index)}${what}-${i}`;
		return sh`for try in $(seq 100); do
	! systemd-run --quiet --collect --unit=${unit} sh -c ${program(unit).text} 2>/dev/null || break
	sleep 0.1
done
systemctl is-active --quiet ${unit}`;
	});
}

const ended = (index: number): Script => sh`systemctl stop ${`${unitsOf(index)}*`}
rm -f /var/lib/docker/${unitsOf(index)}*`;
