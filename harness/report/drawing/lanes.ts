import { ownershipIntervals } from '../../measure/ownership.ts';
import { undoingOf } from '../../measure/spans.ts';
import { descriptorNamed } from '../../scenario/faults/index.ts';
import type { FaultEvent, TimelineEvent } from '../../timeline/event.ts';
import { eventText, faultText } from './event-text.ts';
import { type FailureRun, failureRuns, type ThinHttp } from './http-thin.ts';
import { hostLook } from './palette.ts';

/** One row of a timeline. Rows of one group stand together: a host's, or those of the segment and its customers. */
export interface Lane {
	group: string;
	label: string;
	/** In pixels. */
	height: number;
}

/** A stretch of a lane. Of two that overlap, the later in the list lies on top. */
export interface Bar {
	lane: number;
	fromMs: number;
	toMs: number;
	/** A colour's name in the palette. */
	look: string;
	/** What it says, for a reader who points at it; a few words. */
	text: string;
	/** What is written on it where there is room. */
	label?: string;
	/** Its part of the lane's height, 0 at the top; all of it where absent. */
	part?: [top: number, bottom: number];
}

/** A moment in a lane. */
export interface Tick {
	lane: number;
	atMs: number;
	look: string;
	shape: 'line' | 'arrow';
	text: string;
}

/** A trial as lanes: what a timeline draws, and what is said of a moment. */
export interface Lanes {
	lanes: Lane[];
	bars: Bar[];
	ticks: Tick[];
}

/** What lanes are made of; `events` in time order, without those of HTTP. */
export interface LanesInput {
	events: readonly TimelineEvent[];
	http: readonly ThinHttp[];
	hosts: readonly string[];
	vip: string;
	/** Where stretches end that are under way. */
	toMs: number;
}

const SEGMENT = 'segment';
const CUSTOMERS = 'customers';
/** In words, how a host is that a fault hits; by the fault's look. */
const STATE = { frozen: 'frozen', cut: 'partitioned', hurt: 'under a fault' };

/** Turns a trial's events into lanes: faults; for each host machine, VRRP, VIP, dockerd and IPVS; the wire and the client's ARP entry; HTTP. */
export function lanesOf(input: LanesInput): Lanes {
	const out = new Drawing(input);
	faultLane(out);
	for (const host of input.hosts) hostLanes(out, host);
	for (const addresses of otherVips(input)) otherVipLanes(out, addresses);
	wireLane(out);
	arpLane(out);
	for (const http of input.http) httpLanes(out, http);
	return { lanes: out.lanes, bars: out.bars, ticks: out.ticks };
}

class Drawing {
	readonly lanes: Lane[] = [];
	readonly bars: Bar[] = [];
	readonly ticks: Tick[] = [];
	constructor(readonly input: LanesInput) {}

	lane(group: string, label: string, height: number): number {
		return this.lanes.push({ group, label, height }) - 1;
	}

	look(host: string | null): string {
		return hostLook(host === null ? -1 : this.input.hosts.indexOf(host));
	}

	/** Stretches between changes of state; `state` says what begins with an event: null for nothing, undefined where the event changes nothing. */
	states(lane: number, state: (event: TimelineEvent) => Omit<Bar, 'lane' | 'fromMs' | 'toMs'> | null | undefined): void {
		let open: Bar | null = null;
		const close = (toMs: number) => {
			if (open && toMs > open.fromMs) this.bars.push({ ...open, toMs });
			open = null;
		};
		for (const event of this.input.events) {
			const next = state(event);
			if (next === undefined || (open as Bar | null)?.text === next?.text) continue;
			close(event.atMs);
			if (next) open = { ...next, lane, fromMs: event.atMs, toMs: event.atMs };
		}
		close(this.input.toMs);
	}
}

interface Hit {
	fault: FaultEvent;
	fromMs: number;
	toMs: number;
}

function hits({ events, toMs }: LanesInput): Hit[] {
	return events
		.filter((e): e is FaultEvent => e.type === 'fault.injected')
		.map((fault) => ({ fault, fromMs: fault.atMs, toMs: undoingOf(fault, events)?.atMs ?? toMs }));
}

function faultLane(out: Drawing): void {
	const all = hits(out.input);
	const lane = out.lane('faults', '', Math.max(18, 13 * rowsOf(all)));
	const rows = rowsOf(all);
	const ends: number[] = [];
	for (const { fault, fromMs, toMs } of all) {
		const free = ends.findIndex((end) => end <= fromMs);
		const row = free < 0 ? ends.length : free;
		ends[row] = toMs;
		const whom = fault.hosts.join(', ') || fault.target;
		const text = `${faultText(fault)} on ${whom}`;
		out.bars.push({ lane, fromMs, toMs, look: 'fault', text, label: text, part: [row / rows, (row + 1) / rows] });
	}
}

/** How many faults are under way at most at one time, and 1 at least. */
const rowsOf = (all: readonly Hit[]) =>
	Math.max(1, ...all.map(({ fromMs }) => all.filter((other) => other.fromMs <= fromMs && other.toMs > fromMs).length));

function hostLanes(out: Drawing, host: string): void {
	const { events, vip } = out.input;
	machineLane(out, host);
	const of = (e: TimelineEvent) => 'host' in e && e.host === host;
	const dies = (e: TimelineEvent) => e.type === 'host.down' && e.host === host;
	const instances = new Set(events.flatMap((e) => (e.type === 'vrrp.state' && e.host === host ? [e.instance] : [])));
	for (const instance of instances.size > 1 ? instances : [null]) {
		const vrrp = out.lane(host, instance === null ? 'VRRP' : `VRRP ${instance}`, 13);
		out.states(vrrp, (e) => {
			if (dies(e)) return null;
			if (e.type === 'unit.state' && of(e) && e.unit === 'keepalived')
				return e.state === 'active'
					? undefined
					: { look: 'STOPPED', text: `keepalived ${e.state}`, label: `keepalived ${e.state}` };
			if (e.type !== 'vrrp.state' || !of(e) || (instance !== null && e.instance !== instance)) return undefined;
			return { look: e.state, text: `VRRP ${e.state}`, label: e.state };
		});
	}
	const held = out.lane(host, 'VIP', 13);
	for (const { host: owner, fromMs, toMs } of ownershipIntervals(events, vip))
		if (owner === host)
			out.bars.push({
				...{ lane: held, fromMs, toMs: toMs ?? out.input.toMs },
				...{ look: out.look(host), text: 'holds the VIP', label: `holds ${vip}` },
			});
	const docker = out.lane(host, 'dockerd', 9);
	out.states(docker, (e) => {
		if (dies(e)) return null;
		if (e.type !== 'unit.state' || !of(e) || e.unit !== 'docker') return undefined;
		return { look: e.state === 'active' ? 'well' : 'part', text: `dockerd ${e.state}` };
	});
	if (events.some((e) => e.type === 'ipvs.backend')) ipvsLane(out, host);
}

function machineLane(out: Drawing, host: string): void {
	const { events, toMs } = out.input;
	const lane = out.lane(host, 'machine', 13);
	const fromMs = events[0]?.atMs ?? 0;
	if (toMs > fromMs) out.bars.push({ lane, fromMs, toMs, look: 'up', text: 'up' });
	// A host without power is down, which is drawn below.
	for (const hit of hits(out.input).filter(({ fault }) => fault.hosts.includes(host) && fault.fault !== 'power-loss')) {
		const what = faultText(hit.fault);
		const look = descriptorNamed(hit.fault.fault)?.look ?? 'hurt';
		const text = `${STATE[look]}: ${what}`;
		out.bars.push({ lane, fromMs: hit.fromMs, toMs: hit.toMs, look, text, label: text });
	}
	out.states(lane, (e) => {
		if (e.type === 'host.down' && e.host === host) return { look: 'down', text: 'down', label: 'down' };
		return e.type === 'host.up' && e.host === host ? null : undefined;
	});
}

/** How many back ends a host's table balances by. */
function ipvsLane(out: Drawing, host: string): void {
	const lane = out.lane(host, 'IPVS', 13);
	const most = Math.max(1, ...out.input.hosts.map((each) => mostBackends(out.input.events, each)));
	const listed = new Map<string, string>();
	out.states(lane, (e) => {
		if (e.type === 'host.down' && e.host === host) {
			listed.clear();
			return null;
		}
		if (e.type !== 'ipvs.backend' || e.host !== host) return undefined;
		const key = `${e.service} ${e.address}`;
		if (e.change === 'added') listed.set(key, e.node ?? e.address);
		else listed.delete(key);
		const names = [...listed.values()].sort((a, b) => (a < b ? -1 : 1)).join(', ');
		const look = listed.size === 0 ? 'none' : listed.size < most ? 'part' : 'well';
		return { look, text: `${listed.size} back ends${names ? `: ${names}` : ''}`, label: `${listed.size} of ${most}` };
	});
}

function mostBackends(events: readonly TimelineEvent[], host: string): number {
	const listed = new Set<string>();
	let most = 0;
	for (const e of events) {
		if (e.type === 'host.down' && e.host === host) listed.clear();
		if (e.type !== 'ipvs.backend' || e.host !== host) continue;
		if (e.change === 'added') listed.add(`${e.service} ${e.address}`);
		else listed.delete(`${e.service} ${e.address}`);
		most = Math.max(most, listed.size);
	}
	return most;
}

/** The floating IPs beside the one that customers ask; those that came and went together stand together. */
function otherVips({ events, vip }: LanesInput): string[][] {
	const moves = new Map<string, string[]>();
	for (const e of events)
		if ((e.type === 'vip.added' || e.type === 'vip.removed') && e.address !== vip)
			moves.set(e.address, [...(moves.get(e.address) ?? []), `${e.type} ${e.host}`]);
	const together = new Map<string, string[]>();
	for (const [address, made] of moves) together.set(made.join(), [...(together.get(made.join()) ?? []), address]);
	return [...together.values()];
}

/** Who held it, and its gratuitous ARP. */
function otherVipLanes(out: Drawing, [address = '', ...more]: readonly string[]): void {
	const { events, toMs } = out.input;
	const group = `VIP ${address}${more.length > 0 ? ` +${more.length}` : ''}`;
	const owner = out.lane(group, 'held by', 13);
	for (const { host, fromMs, toMs: untilMs } of ownershipIntervals(events, address))
		out.bars.push({
			...{ lane: owner, fromMs, toMs: untilMs ?? toMs, look: out.look(host) },
			...{ text: `${host} holds ${[address, ...more].join(', ')}`, label: host },
		});
	for (const event of events)
		if (event.type === 'arp.gratuitous' && event.address === address)
			out.ticks.push({ lane: owner, atMs: event.atMs, look: out.look(event.host), shape: 'arrow', text: eventText(event) });
}

function wireLane(out: Drawing): void {
	const lane = out.lane(SEGMENT, 'VRRP, ARP', 18);
	for (const event of out.input.events) {
		if (event.type === 'vrrp.advert')
			out.ticks.push({ lane, atMs: event.atMs, look: out.look(event.host), shape: 'line', text: eventText(event) });
		if (event.type === 'arp.gratuitous' && event.address === out.input.vip)
			out.ticks.push({ lane, atMs: event.atMs, look: out.look(event.host), shape: 'arrow', text: eventText(event) });
	}
}

function arpLane(out: Drawing): void {
	if (!out.input.events.some((e) => e.type === 'client.arp')) return;
	const lane = out.lane(SEGMENT, 'VIP by ARP', 13);
	out.states(lane, (e) => {
		if (e.type !== 'client.arp' || e.address !== out.input.vip) return undefined;
		if (e.host === null) return { look: 'not-sent', text: e.mac ?? 'no entry', label: e.mac ?? 'no entry' };
		return { look: out.look(e.host), text: `the client sends to ${e.host}`, label: e.host };
	});
}

/** Good answers by who gave them, as high as their share of what was due; failures below, those in a row as one. */
function httpLanes(out: Drawing, http: ThinHttp): void {
	const name = http.stream === 'keepalive' ? 'kept' : http.client === 'routed' ? 'routed' : 'HTTP';
	const good = out.lane(CUSTOMERS, `${name} good`, http.stream === 'fresh' ? 24 : 13);
	const failed = out.lane(CUSTOMERS, `${name} failed`, http.stream === 'fresh' ? 16 : 11);
	const failedIn = countByCell(http);
	for (const cell of http.cells) {
		const answered = cell.counts.reduce((sum, n) => sum + n, 0);
		const due = answered + (failedIn.get(Math.floor(cell.fromMs / http.cellMs + 0.5)) ?? 0);
		let top = 1;
		const parts = cell.counts.map((n, i) => `${n} by ${http.nodes[i]}`).filter((_, i) => (cell.counts[i] ?? 0) > 0);
		const text = `${answered} of ${due} good: ${parts.join(', ')}; median ${cell.p50Ms} ms, slowest ${cell.maxMs} ms`;
		for (const [i, n] of cell.counts.entries()) {
			if (n === 0) continue;
			const node = http.nodes[i] ?? '?';
			const part: [number, number] = [top - n / due, top];
			out.bars.push({ lane: good, fromMs: cell.fromMs, toMs: cell.toMs, look: out.look(node), text, part });
			top -= n / due;
		}
	}
	for (const run of failureRuns(http)) {
		const { fromMs, toMs, outcome } = run;
		out.bars.push({ lane: failed, fromMs, toMs, look: outcomeLook(outcome), text: runText(run) });
	}
}

function runText({ outcome, count, shortestMs, longestMs }: FailureRun): string {
	const what = count === 1 ? outcome : `${count} ${outcome} in a row`;
	if (outcome === 'not-sent') return what;
	return `${what} after ${shortestMs === longestMs ? '' : `${shortestMs} to `}${longestMs} ms`;
}

function countByCell({ failures, cellMs }: ThinHttp): Map<number, number> {
	const counts = new Map<number, number>();
	for (const { dueMs } of failures) {
		const index = Math.floor(dueMs / cellMs);
		counts.set(index, (counts.get(index) ?? 0) + 1);
	}
	return counts;
}

/** Outcomes that mean the same to a customer share a colour. */
export function outcomeLook(outcome: string): string {
	if (outcome === 'reset') return 'refused';
	return outcome === 'bad-status' || outcome === 'bad-body' ? 'unreachable' : outcome;
}

/** What the lanes say of a moment: for each the bar on top, or the nearest tick within `nearMs`. */
export function statesAt({ lanes, bars, ticks }: Lanes, atMs: number, nearMs: number): { lane: Lane; text: string }[] {
	return lanes.map((lane, index) => {
		const bar = bars.findLast((b) => b.lane === index && b.fromMs <= atMs && atMs < b.toMs);
		if (bar) return { lane, text: bar.text };
		const near = ticks.filter((t) => t.lane === index && Math.abs(t.atMs - atMs) <= nearMs);
		const [tick] = near.sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs));
		return { lane, text: tick?.text ?? '—' };
	});
}
