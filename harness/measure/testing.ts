import { powerLoss } from '../scenario/fault.ts';
import { master } from '../scenario/target.ts';
import type {
	ClientArp,
	FaultEvent,
	HttpSample,
	IpvsBackend,
	Mark,
	ObserverHealth,
	SwarmNode,
	TimelineEvent,
	UnitState,
} from '../timeline/event.ts';
import type { HttpOutcome } from '../timeline/requests.ts';
import { SampleStream } from '../timeline/sample-stream.ts';
import { sortByTime } from '../timeline/sort.ts';
import type { MeasureContext } from './measure-trial.ts';
import { type Prepared, prepare } from './prepared.ts';

/** The VIP of every literal timeline in tests. */
export const VIP = '10.0.0.200';

/** Short makers of events for literal timelines in tests; times in milliseconds since the trial's origin. */
export const at = {
	started: (atMs: number): TimelineEvent => ({
		type: 'trial.started',
		atMs,
		originEpochMs: 0,
		lab: 'sim',
		drill: 'kill-master',
		trial: 1,
		seed: 's',
	}),
	ended: (atMs: number): TimelineEvent => ({ type: 'trial.ended', atMs }),
	mark: (atMs: number, phase: Mark['phase']): TimelineEvent => ({ type: 'mark', atMs, phase }),
	fault: (atMs: number, hosts: string[], over: Partial<FaultEvent> = {}): FaultEvent => ({
		type: 'fault.injected',
		atMs,
		index: 0,
		fault: 'power-loss',
		target: 'master()',
		hosts,
		askedMs: atMs - 5,
		doneMs: atMs + 5,
		uncertaintyMs: 5,
		...over,
	}),
	undone: (atMs: number, hosts: string[]): FaultEvent => at.fault(atMs, hosts, { type: 'fault.undone' }),
	down: (atMs: number, host: string): TimelineEvent => ({ type: 'host.down', atMs, host }),
	up: (atMs: number, host: string): TimelineEvent => ({ type: 'host.up', atMs, host }),
	gained: (atMs: number, host: string, source: 'monitor' | 'snapshot' = 'monitor', address = VIP): TimelineEvent => ({
		type: 'vip.added',
		atMs,
		host,
		address,
		source,
	}),
	lost: (atMs: number, host: string, source: 'monitor' | 'host-down' = 'monitor', address = VIP): TimelineEvent => ({
		type: 'vip.removed',
		atMs,
		host,
		address,
		source,
	}),
	garp: (atMs: number, host: string | null, address = VIP): TimelineEvent => ({
		type: 'arp.gratuitous',
		atMs,
		address,
		mac: '02:00:00:00:00:01',
		host,
		op: 'request',
	}),
	advert: (atMs: number, host: string, priority = 100, intervalMs = 1000): TimelineEvent => ({
		type: 'vrrp.advert',
		atMs,
		source: '10.0.0.1',
		host,
		version: 2,
		vrid: 69,
		priority,
		intervalMs,
		addresses: [VIP],
	}),
	backend: (
		atMs: number,
		host: string,
		node: string,
		change: 'added' | 'drained' | 'removed' = 'removed',
		over: Partial<IpvsBackend> = {},
	): IpvsBackend => ({
		type: 'ipvs.backend',
		atMs,
		host,
		service: 'FWM 256',
		address: `10.99.0.${node.slice(-1)}`,
		node,
		task: `task-${node}`,
		change,
		source: 'watch',
		resolutionMs: 100,
		...over,
	}),
	unit: (
		atMs: number,
		host: string,
		unit: UnitState['unit'],
		mainPid: number | null,
		over: Partial<UnitState> = {},
	): UnitState => ({
		type: 'unit.state',
		atMs,
		host,
		unit,
		state: mainPid === null ? 'inactive' : 'active',
		mainPid,
		source: 'snapshot',
		...over,
	}),
	arp: (atMs: number, host: string | null, over: Partial<ClientArp> = {}): ClientArp => ({
		type: 'client.arp',
		atMs,
		address: VIP,
		mac: host === null ? null : `02:00:00:00:00:0${host.slice(-1)}`,
		host,
		source: 'monitor',
		...over,
	}),
	node: (
		atMs: number,
		node: string,
		state: SwarmNode['state'] = 'ready',
		reachability: SwarmNode['reachability'] = state === 'ready' ? 'reachable' : 'unreachable',
	): SwarmNode => ({ type: 'swarm.node', atMs, node, state, availability: 'active', reachability, seenBy: 'docker3' }),
	leader: (atMs: number, node: string | null): TimelineEvent => ({ type: 'swarm.leader', atMs, node, seenBy: 'docker3' }),
	task: (atMs: number, task: string, node: string, state = 'running', desiredState = 'running'): TimelineEvent => ({
		type: 'swarm.task',
		atMs,
		task,
		service: 'web',
		node,
		state,
		desiredState,
		seenBy: 'docker3',
	}),
	health: (atMs: number, kind: ObserverHealth['kind'], durationMs: number, detail = ''): TimelineEvent => ({
		type: 'observer.health',
		atMs,
		kind,
		durationMs,
		detail,
	}),
	sample: (dueMs: number, outcome: HttpOutcome = 'ok', over: Partial<HttpSample> = {}): HttpSample => ({
		type: 'http.sample',
		atMs: dueMs,
		stream: 'fresh',
		seq: 0,
		dueMs,
		sentMs: outcome === 'not-sent' ? null : dueMs,
		doneMs: dueMs + 2,
		outcome,
		status: outcome === 'ok' ? 200 : null,
		node: outcome === 'ok' ? 'docker2' : null,
		task: null,
		tainted: false,
		...over,
	}),
};

const LETTERS: Record<string, HttpOutcome> = {
	'.': 'ok',
	x: 'timeout',
	r: 'refused',
	u: 'unreachable',
	n: 'not-sent',
};

/**
 * A stream of samples as a picture, one letter a request, `everyMs` apart from `fromMs` on: `.` ok, `x` time-out, `r` refused,
 * `u` unreachable, `n` not sent. Throws RangeError at another letter.
 */
export function samples(picture: string, everyMs: number, fromMs = 0, over: Partial<HttpSample> = {}): HttpSample[] {
	return [...picture].map((letter, seq) => {
		const outcome = LETTERS[letter];
		if (!outcome) throw new RangeError(`no outcome has the letter ${JSON.stringify(letter)}`);
		return at.sample(fromMs + seq * everyMs, outcome, { seq, ...over });
	});
}

/** The samples as one stream of a client on the segment. */
export function streamWith(some: readonly HttpSample[]): SampleStream {
	const stream = new SampleStream('segment', 'fresh');
	for (const sample of some.toSorted((a, b) => a.dueMs - b.dueMs)) stream.add(sample);
	return stream;
}

/** Events in any order, made ready to be measured. */
export const prepared = (events: readonly TimelineEvent[]): Prepared => prepare(sortByTime(events));

/**
 * A whole kill-master trial: docker1 advertises at 0, 1000, 2000 and dies at 2500 (phase 0.5); docker2 takes over 3.2 s later (first
 * advertisement 5700, VIP 5702, gratuitous ARP 5705); docker1 returns at 12000 and has the VIP back at 20000. 50 requests a second; all
 * from 2500 to 5700 time out, then every third until 8700 (the mesh's tail), then none. Ends at 24000.
 */
export function killMasterTimeline(): TimelineEvent[] {
	const picture = Array.from({ length: 24_000 / 20 }, (_, i) => {
		const dueMs = i * 20;
		const fails = (dueMs >= 2500 && dueMs < 5700) || (dueMs >= 5700 && dueMs < 8700 && i % 3 === 2);
		return fails ? 'x' : '.';
	}).join('');
	return [
		at.started(0),
		at.gained(0, 'docker1', 'snapshot'),
		...[0, 1000, 2000].map((ms) => at.advert(ms, 'docker1')),
		at.fault(2500, ['docker1']),
		at.down(2500, 'docker1'),
		at.lost(2500, 'docker1', 'host-down'),
		at.advert(5700, 'docker2', 75),
		at.gained(5702, 'docker2'),
		at.garp(5705, 'docker2'),
		at.undone(12_000, ['docker1']),
		at.up(12_000, 'docker1'),
		at.lost(20_001, 'docker2'),
		at.gained(20_000, 'docker1'),
		at.ended(24_000),
		...samples(picture, 20),
	];
}

/**
 * The same trial with the tables of the routing mesh: one task a host, listed by all; docker1's back end leaves docker2's table 5.9 s and
 * docker3's 6 s after the fault, and is back in both at 19000; docker1's own table is whole
 * at 18500.
 */
export function killMasterMeshTimeline(): TimelineEvent[] {
	const hosts = ['docker1', 'docker2', 'docker3'];
	const survivors = hosts.slice(1);
	return [
		...killMasterTimeline(),
		...hosts.flatMap((host) => hosts.map((node) => at.backend(0, host, node, 'added', { source: 'snapshot' }))),
		...survivors.map((host, i) => at.backend(8400 + 100 * i, host, 'docker1', 'removed', { resolutionMs: 100 + i })),
		...hosts.map((node) => at.backend(18_500, 'docker1', node, 'added', { source: 'snapshot' })),
		...survivors.map((host) => at.backend(19_000, host, 'docker1', 'added')),
	];
}

/** VRRP's timers of the reference design's three hosts. */
export const SEED_THEORY = {
	docker1: { masterDownIntervalMs: 3609.375, advertIntMs: 1000, skewMs: 609.375 },
	docker2: { masterDownIntervalMs: 3707.031, advertIntMs: 1000, skewMs: 707.031 },
	docker3: { masterDownIntervalMs: 3804.687, advertIntMs: 1000, skewMs: 804.687 },
};

/** What the kill-master timelines do not say themselves. */
export const KILL_MASTER: MeasureContext = {
	vip: VIP,
	theoryByHost: SEED_THEORY,
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(master()) }],
};
