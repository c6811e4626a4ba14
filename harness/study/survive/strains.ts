import { formatMs } from '../../base/units.ts';
import { hasSwarm } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Spread } from '../../labs/sim/random.ts';
import { drill } from '../../scenario/drill.ts';
import type { Fault } from '../../scenario/fault.ts';
import { cpuStarve, freeze, packetDelay, packetLoss, powerLoss } from '../../scenario/faults/builders.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import { everyone, master } from '../../scenario/target.ts';
import { hasMoved, type Limits, type Strain } from './strain.ts';

/** As of the drills that ship. */
const LOAD: DrillSpec['load'] = { ratePerSecond: 50, keepAliveRatePerSecond: 0, timeout: '1s' };
/** The owner of `failback` is dead so long that Swarm has given it up. */
const DEAD_MS = 20_000;

const WHILE_IT_LASTS: Strain['harms'] = {
	move: hasMoved,
	'two-owners': ({ dualOwnerMs }, { twoOwnersMs }) => (dualOwnerMs ?? 0) > twoOwnersMs,
	outage: ({ http }, { outageMs }) => (http.outageMs ?? 0) > outageMs,
};

const pause: Strain = {
	id: 'pause',
	title: 'pause of the owner',
	what: 'Every process of the host that holds the floating IP stands still once, at any moment of the advertisement interval.',
	caveat: null,
	ladder: [100, 200, 500, 1000, 2000, 4000, 8000, 15_000, 30_000],
	step: 10,
	format: formatMs,
	at: (ms, world) => ({ ...world, drill: pauseDrill(ms) }),
	onHosts: (ms, spec) => ({ spec, drill: pauseDrill(ms) }),
	harms: WHILE_IT_LASTS,
	cannotTell: {},
};

const loss: Strain = {
	id: 'loss',
	title: 'packets lost',
	what: 'A share of all packets is lost on the way to each host, each for itself.',
	caveat: 'a request is lost as a whole, not its segments: real TCP sends them again, so outages are told too long',
	ladder: [0.5, 1, 2, 5, 10, 20, 35, 50, 70, 90],
	step: 0.1,
	format: (percent) => `${round(percent, 1)} %`,
	at: (percent, world, limits) => ({ ...world, drill: lossy(percent, limits) }),
	onHosts: (percent, spec, limits) => ({ spec, drill: lossy(percent, limits) }),
	harms: WHILE_IT_LASTS,
	cannotTell: {},
};

const lossy = (percent: number, { watchMs }: Limits) =>
	lasting('loss', 'Packets are lost.', packetLoss(everyone(), percent, { direction: 'in' }), watchMs);

const jitter: Strain = {
	id: 'jitter',
	title: 'jitter of packets',
	what: 'What each host sends is late by anything from nothing to twice this, each packet for itself.',
	caveat: null,
	ladder: [10, 25, 50, 100, 200, 400, 800, 1500, 3000],
	step: 1,
	format: (ms) => `± ${formatMs(ms)}`,
	at: (ms, world, limits) => ({ ...world, drill: jittery(ms, limits) }),
	onHosts: (ms, spec, limits) => ({ spec, drill: jittery(ms, limits) }),
	harms: WHILE_IT_LASTS,
	cannotTell: {},
};

const jittery = (ms: number, { watchMs }: Limits) =>
	lasting('jitter', 'Packets are late.', packetDelay(everyone(), `${ms}ms`, { jitter: `${ms}ms`, direction: 'out' }), watchMs);

const boot: Strain = {
	id: 'boot',
	title: 'Docker later at a boot',
	what: 'The owner loses power and returns; its keepalived starts as ever, its Docker so much later.',
	caveat: null,
	ladder: [0, 1000, 2000, 5000, 10_000, 20_000, 40_000, 75_000],
	step: 100,
	format: (ms) => `by ${formatMs(ms)}`,
	at: (ms, { spec, tuning }) => ({ spec, tuning: { ...tuning, bootDockerd: later(tuning.bootDockerd, ms) }, drill: returning() }),
	onHosts: (ms, spec) => ({ spec: withSlowDocker(spec, ms), drill: returning() }),
	harms: {
		'two-owners': ({ failback }, { twoOwnersMs }) => (failback?.dualOwnerMs ?? 0) > twoOwnersMs,
		outage: ({ failback }, { outageMs }) => (failback?.http.outageMs ?? 0) > outageMs,
	},
	cannotTell: { move: 'the floating IP has moved by then, and its return is as the design wants it' },
};

const cpu: Strain = {
	id: 'cpu',
	title: "owner's processors taken away",
	what: 'All processes of the host that holds the floating IP together get what is left of one processor, for 15 s.',
	caveat: 'a starved host acts up to one period of its quota (100 ms) late; what its processes take from each other has no model',
	ladder: [50, 80, 90, 95, 99],
	step: 0.5,
	format: (percent) => `${round(percent, 1)} %`,
	at: (percent, world) => ({ ...world, drill: starving(percent) }),
	onHosts: (percent, spec) => ({ spec, drill: starving(percent) }),
	harms: { move: hasMoved, 'two-owners': WHILE_IT_LASTS['two-owners'] as NonNullable<Strain['harms']['move']> },
	cannotTell: { outage: 'the model serves at once on a starved host, so it cannot tell' },
};

const starving = (percent: number) =>
	lasting('cpu', 'Its owner starves.', cpuStarve(master(), round(1 - percent / 100, 4)), 15_000);

/** Every strain, in the order in which they are told. */
export const STRAINS: readonly Strain[] = [pause, loss, jitter, boot, cpu];

/** Those that a cluster can have. */
export const strainsOf = (spec: ClusterSpec): readonly Strain[] => STRAINS.filter(({ id }) => id !== 'boot' || hasSwarm(spec));

/** What nobody here can tell, and why. */
export const NOT_TOLD = [
	{
		what: 'other programs on processors or disk',
		why: 'the simulator has no model of them; `vipdrill run --condition cpu=2` asks real hosts',
	},
	{ what: 'loss in bursts', why: 'each packet is lost for itself here; a burst is a short pause of the network' },
] as const;

/** The owner stands still for so long, at any moment of the advertisement interval. */
export const pauseDrill = (ms: number) => lasting('pause', 'Its owner stands still.', freeze(master()), ms, 'random');

/** One fault that ends by itself, and a while after it. */
function lasting(strain: string, event: string, inject: Fault, ms: number, phase?: 'random'): DrillSpec {
	return drill(`survive-${strain}`, {
		event,
		hypothesis: 'Nothing moves, and customers are served.',
		steady: '3s',
		faults: [{ at: '0s', ...(phase && { phase }), inject, lasts: `${ms}ms` }],
		settle: '3s',
		load: LOAD,
		expect: [],
	});
}

const returning = () => lasting('boot', 'The owner loses power and returns.', powerLoss(master()), DEAD_MS, 'random');

function later({ measured, minUs, meanUs, maxUs }: Spread, ms: number): Spread {
	const us = ms * 1000;
	const shifted = (values: readonly number[]) => values.map((value) => value + us);
	return {
		...{ minUs: minUs + us, meanUs: meanUs + us, maxUs: maxUs + us },
		...(measured && { measured: { ...measured, bodyUs: shifted(measured.bodyUs), tailUs: shifted(measured.tailUs) } }),
	};
}

/** The hosts with a drop-in that lets dockerd wait before each of its starts. */
function withSlowDocker(spec: ClusterSpec, ms: number): ClusterSpec {
	const text = `[Service]\nExecStartPre=/bin/sleep ${ms / 1000}\n`;
	const file = { source: 'survive', target: '/etc/systemd/system/docker.service.d/survive.conf', text, mode: 0o644 };
	return { ...spec, hosts: spec.hosts.map((host) => ({ ...host, files: [...host.files, file] })) };
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
