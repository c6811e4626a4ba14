import { samplesOf } from '../measure/http.ts';
import type { TakeoverTheory, TrialMeasurements } from '../measure/measurements.ts';
import { ownershipIntervals } from '../measure/ownership.ts';
import { type Span, undoingOf } from '../measure/spans.ts';
import type { FaultEvent, HostEvent, HttpSample, IpvsBackend, TimelineEvent } from '../timeline/event.ts';
import { formatMs } from '../units.ts';
import { escapeMarkup } from './escape.ts';
import { type HttpCell, httpCells } from './http-cells.ts';

/** What a drawing shows. */
export interface TimelineView {
	/** In time order. */
	events: readonly TimelineEvent[];
	measurements: TrialMeasurements;
	hosts: readonly string[];
	vip: string;
	/** The part of the trial to draw. */
	window: Span;
}

/** Geometry in SVG units; the drawing scales to the page's width. */
const WIDTH = 1100;
const LEFT = 104;
const RIGHT = 10;
const TOP = 34;
const LANE = 26;
const BAR = 14;
/** The line under a host's bar while a fault lasts. */
const HIT = 3;
const CELLS = 800;
/** Colours of hosts in the style sheet; more hosts begin anew. */
const HOST_COLORS = 9;

interface Scale {
	window: Span;
	/** Time to horizontal position. */
	x: (ms: number) => number;
	/** Where time 0 of the axis lies: the fault, or the trial's origin. */
	zeroMs: number;
	bottom: number;
}

/** A trial, or a part of it, as one SVG: a lane a host (VIP held, machine down), one for VRRP on the wire, one for the routing mesh's tables, one for each HTTP stream. */
export function timelineSvg(view: TimelineView): string {
	const { events, window, hosts } = view;
	const streams = httpStreams(events);
	const mesh = events.some((e) => e.type === 'ipvs.backend') ? ['IPVS'] : [];
	const names = [...hosts, 'VRRP, ARP', ...mesh, ...streams.map(({ name }) => name)];
	const bottom = TOP + names.length * LANE;
	const fault = events.find((e): e is FaultEvent => e.type === 'fault.injected');
	const spanMs = Math.max(1, window.toMs - window.fromMs);
	const x = (ms: number) => fixed(LEFT + ((clamp(ms, window) - window.fromMs) / spanMs) * (WIDTH - LEFT - RIGHT));
	const scale: Scale = { window, x, zeroMs: fault?.atMs ?? 0, bottom };
	const parts = [
		...axis(scale),
		...theoryBand(view, scale),
		...names.map((name, lane) => laneFrame(name, lane, scale)),
		...hosts.flatMap((host, lane) => hostLane(view, host, lane, scale)),
		...wireLane(view, hosts.length, scale),
		...mesh.flatMap(() => meshLane(view, hosts.length + 1, scale)),
		...streams.flatMap(({ samples }, i) => httpLane(samples, hosts.length + 1 + mesh.length + i, scale)),
		...markers(view, scale),
	];
	const label = `Timeline from ${offset(window.fromMs, scale)} to ${offset(window.toMs, scale)}`;
	return `<svg viewBox="0 0 ${WIDTH} ${bottom + 20}" role="img" aria-label="${escapeMarkup(label)}">${parts.join('')}</svg>`;
}

const fixed = (n: number) => Math.round(n * 10) / 10;
const clamp = (ms: number, window: Span) => Math.min(Math.max(ms, window.fromMs), window.toMs);
const isIn = (ms: number, window: Span) => ms >= window.fromMs && ms <= window.toMs;
const laneTop = (lane: number) => TOP + lane * LANE;
const title = (text: string) => `<title>${escapeMarkup(text)}</title>`;
const offset = (ms: number, scale: Scale) =>
	`${ms < scale.zeroMs ? '−' : '+'}${(Math.abs(ms - scale.zeroMs) / 1000).toFixed(3)} s`;

function bar(cssClass: string, span: Span, y: number, height: number, text: string, scale: Scale): string {
	const left = scale.x(span.fromMs);
	const width = Math.max(0.8, fixed(scale.x(span.toMs) - left));
	return `<rect class="${cssClass}" x="${left}" y="${fixed(y)}" width="${width}" height="${fixed(height)}">${title(text)}</rect>`;
}

function laneFrame(name: string, lane: number, scale: Scale): string {
	const middle = laneTop(lane) + LANE / 2;
	const width = WIDTH - LEFT - RIGHT;
	const short = [...name].length > 15 ? `${[...name].slice(0, 14).join('')}…` : name;
	return (
		`<text class="name" x="${LEFT - 12}" y="${middle + 4}" text-anchor="end">${title(name)}${escapeMarkup(short)}</text>` +
		`<rect class="lane" x="${scale.x(scale.window.fromMs)}" y="${middle - 1}" width="${width}" height="2"/>`
	);
}

/** At most a dozen grid lines, at a round step from the fault. */
function axis(scale: Scale): string[] {
	const { fromMs, toMs } = scale.window;
	const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000];
	const stepMs = steps.find((ms) => (toMs - fromMs) / ms <= 12) ?? (toMs - fromMs) / 12;
	const lines: string[] = [];
	for (let n = Math.ceil((fromMs - scale.zeroMs) / stepMs); scale.zeroMs + n * stepMs <= toMs; n++) {
		const at = scale.x(scale.zeroMs + n * stepMs);
		const text = `${n > 0 ? '+' : n < 0 ? '−' : ''}${fixed(Math.abs(n * stepMs) / 1000)} s`;
		lines.push(`<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${scale.bottom}"/>`);
		lines.push(`<text class="axis" x="${at}" y="${scale.bottom + 14}" text-anchor="middle">${text}</text>`);
	}
	return lines;
}

function theoryBand({ measurements }: TimelineView, scale: Scale): string[] {
	const { theory } = measurements;
	// A goodbye's theory counts from the goodbye; where that was not seen, from the fault.
	const sinceMs = theory?.kind === 'goodbye' ? (theory.predictedMs ?? theory.minMs) - theory.minMs : 0;
	const band = theory && {
		fromMs: scale.zeroMs + sinceMs + theory.minMs,
		toMs: scale.zeroMs + sinceMs + theory.maxMs,
	};
	if (!theory || !band || band.toMs < scale.window.fromMs || band.fromMs > scale.window.toMs) return [];
	const text = `VRRP theory: ${theory.host} takes over ${theoryBounds(theory)}`;
	return [
		bar('theory', band, TOP, scale.bottom - TOP, text, scale),
		`<text class="theory" x="${scale.x(band.fromMs) + 2}" y="${TOP - 5}">theory</text>`,
	];
}

const theoryBounds = ({ kind, minMs, maxMs }: TakeoverTheory) =>
	kind === 'goodbye' ? `${formatMs(maxMs)} after the goodbye` : `${formatMs(minMs)} to ${formatMs(maxMs)} after the fault`;

function hostLane({ events, vip }: TimelineView, host: string, lane: number, scale: Scale): string[] {
	const y = laneTop(lane) + (LANE - BAR) / 2;
	const { window } = scale;
	const down = downSpans(events, host, window.toMs).filter((span) => overlaps(span, window));
	const held = ownershipIntervals(events, vip)
		.filter((interval) => interval.host === host)
		.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs ?? events.at(-1)?.atMs ?? window.toMs }))
		.filter((span) => overlaps(span, window));
	const hits = hitSpans(events, host, window.toMs).filter((span) => overlaps(span, window));
	const during = (span: Span) => `${offset(span.fromMs, scale)} to ${offset(span.toMs, scale)}`;
	return [
		...down.map((span) => bar('down', span, y, BAR, `${host} is down, ${during(span)}`, scale)),
		...held.map((span) => bar(`f${lane % HOST_COLORS}`, span, y, BAR, `${host} holds the VIP, ${during(span)}`, scale)),
		...hits.map((span) => bar('hit', span, y + BAR, HIT, `${describeFault(span.fault)} on ${host}, ${during(span)}`, scale)),
	];
}

const overlaps = (span: Span, window: Span) => span.fromMs < window.toMs && span.toMs > window.fromMs;

/** From each fault that hit the host to its undoing. */
function hitSpans(events: readonly TimelineEvent[], host: string, endMs: number): (Span & { fault: FaultEvent })[] {
	const faults = events.filter((e): e is FaultEvent => e.type === 'fault.injected' && e.hosts.includes(host));
	return faults.map((fault) => ({ fault, fromMs: fault.atMs, toMs: undoingOf(fault, events)?.atMs ?? endMs }));
}

const describeFault = ({ fault, detail }: FaultEvent) => (detail ? `${fault} (${detail})` : fault);

function downSpans(events: readonly TimelineEvent[], host: string, endMs: number): Span[] {
	const spans: Span[] = [];
	let sinceMs: number | null = null;
	for (const event of events.filter((e): e is HostEvent => (e.type === 'host.down' || e.type === 'host.up') && e.host === host)) {
		if (event.type === 'host.down') sinceMs ??= event.atMs;
		else if (sinceMs !== null) {
			spans.push({ fromMs: sinceMs, toMs: event.atMs });
			sinceMs = null;
		}
	}
	return sinceMs === null ? spans : [...spans, { fromMs: sinceMs, toMs: Math.max(sinceMs, endMs) }];
}

/** Advertisements as ticks, gratuitous ARP as taller ones with a head, in their host's colour; one for each place on the paper. */
function wireLane({ events, hosts, vip }: TimelineView, lane: number, scale: Scale): string[] {
	const middle = laneTop(lane) + LANE / 2;
	const drawn = new Set<string>();
	return events.flatMap((event) => {
		if (event.type !== 'vrrp.advert' && event.type !== 'arp.gratuitous') return [];
		if (!isIn(event.atMs, scale.window) || (event.type === 'arp.gratuitous' && event.address !== vip)) return [];
		const at = scale.x(event.atMs);
		const place = `${event.type} ${event.host} ${Math.round(at)}`;
		if (drawn.has(place)) return [];
		drawn.add(place);
		const color = event.host === null || !hosts.includes(event.host) ? 8 : hosts.indexOf(event.host) % HOST_COLORS;
		const who = `${event.host ?? 'an unknown host'}, ${offset(event.atMs, scale)}`;
		if (event.type === 'vrrp.advert') {
			const text = title(`advertisement of ${who}, priority ${event.priority}`);
			return [
				`<line class="s${color}" x1="${at}" x2="${at}" y1="${middle - 5}" y2="${middle + 5}" stroke-width="1.2">${text}</line>`,
			];
		}
		return [`<path class="f${color}" d="M${at} ${middle - 1}l-3.5 -8h7z">${title(`gratuitous ARP of ${who}`)}</path>`];
	});
}

/** Back ends that came into a host's ingress IPVS table (+) or left it (×), in that host's colour. */
function meshLane({ events, hosts }: TimelineView, lane: number, scale: Scale): string[] {
	const middle = laneTop(lane) + LANE / 2;
	const seen = events.filter(
		(e): e is IpvsBackend => e.type === 'ipvs.backend' && e.source === 'watch' && isIn(e.atMs, scale.window),
	);
	return seen.map((event) => {
		const at = scale.x(event.atMs);
		const color = hosts.includes(event.host) ? hosts.indexOf(event.host) % HOST_COLORS : 8;
		const shape = event.change === 'added' ? 'm0 -6v12m-6 -6h12' : 'm-5 -5l10 10m0 -10l-10 10';
		const whose = event.node === null ? event.address : `${event.node} (${event.address})`;
		const text = `${event.host}'s table: ${whose} ${event.change}, ${offset(event.atMs, scale)}, seen up to ${formatMs(event.resolutionMs)} late`;
		return `<path class="s${color}" fill="none" stroke-width="2" d="M${at} ${middle}${shape}">${title(text)}</path>`;
	});
}

/** The HTTP streams that have samples. */
function httpStreams(events: readonly TimelineEvent[]): { name: string; samples: HttpSample[] }[] {
	return [
		{ name: 'HTTP', samples: samplesOf(events, 'fresh') },
		{ name: 'HTTP kept', samples: samplesOf(events, 'keepalive') },
		{ name: 'HTTP routed', samples: samplesOf(events, 'fresh', 'routed') },
	].filter(({ samples }) => samples.length > 0);
}

/** Good above, failed below, heights by share. */
function httpLane(samples: readonly HttpSample[], lane: number, scale: Scale): string[] {
	const y = laneTop(lane) + (LANE - BAR) / 2;
	return httpCells(samples, scale.window, CELLS).flatMap((cell) => {
		const good = cell.goodShare ?? 0;
		const text = describeCell(cell, scale);
		return [
			...(good > 0 ? [bar('o-ok', cell, y, BAR * good, text, scale)] : []),
			...(good < 1 && cell.worst ? [bar(`o-${cell.worst}`, cell, y + BAR * good, BAR * (1 - good), text, scale)] : []),
		];
	});
}

function describeCell(cell: HttpCell, scale: Scale): string {
	const counts = Object.entries(cell.counts).map(([outcome, n]) => `${n} ${outcome}`);
	return `${counts.join(', ')}, due ${offset(cell.fromMs, scale)} to ${offset(cell.toMs, scale)}`;
}

function markers({ events }: TimelineView, scale: Scale): string[] {
	const faults = events.filter((e): e is FaultEvent => e.type === 'fault.injected' || e.type === 'fault.undone');
	return faults
		.filter((e) => isIn(e.atMs, scale.window))
		.flatMap((e) => {
			const at = scale.x(e.atMs);
			const [cssClass, text] = e.type === 'fault.injected' ? ['fault', describeFault(e)] : ['undo', `${e.fault} undone`];
			const details = `${text}: ${e.target} → ${e.hosts.join(', ')}, ${offset(e.atMs, scale)} ± ${formatMs(e.uncertaintyMs)}`;
			const onRight = at > WIDTH - 160;
			const anchor = onRight ? ' text-anchor="end"' : '';
			return [
				`<line class="${cssClass}" x1="${at}" x2="${at}" y1="${TOP - 14}" y2="${scale.bottom}" stroke-width="1.5">${title(details)}</line>`,
				`<text class="${cssClass}" x="${onRight ? at - 5 : at + 5}" y="${TOP - 17}"${anchor}>${escapeMarkup(`${text} ${e.hosts.join(', ')}`)}</text>`,
			];
		});
}
