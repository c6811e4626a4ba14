import type { TimelineEvent } from '../../timeline/event.ts';
import { isRequest } from '../../timeline/is-request.ts';
import { packHttp, thinHttp } from '../drawing/http-thin.ts';
import { lanesOf, statesAt } from '../drawing/lanes.ts';
import { element } from './element.ts';
import type { LiveMessage } from './live-types.ts';
import { TimelineView } from './timeline-view.ts';

/** The live page: the trial under way as it comes in, and what the terminal says. */
const CELL_MS = 200;
const REDRAW_MS = 1000;

const at = (id: string) => document.getElementById(id) as HTMLElement;
let cluster: Extract<LiveMessage, { kind: 'cluster' }> = { kind: 'cluster', name: '', hosts: [], vip: '' };
let trial: Extract<LiveMessage, { kind: 'trial' }> | null = null;
let events: TimelineEvent[] = [];
let view: TimelineView | null = null;
let stale = false;

function draw(): void {
	// Whoever is reading keeps what is there.
	if (!stale || at('drawing').matches(':hover, :focus-within')) return;
	stale = false;
	view?.dispose();
	view = null;
	at('drawing').replaceChildren();
	at('now').replaceChildren();
	if (events.length === 0) return;
	const sorted = [...events].sort((a, b) => a.atMs - b.atMs);
	const withoutHttp = sorted.filter((event) => !isRequest(event));
	const http = thinHttp(sorted, CELL_MS);
	const fault = sorted.find(({ type }) => type === 'fault.injected');
	const toMs = (sorted.at(-1)?.atMs ?? 0) + 1;
	const whole = { fromMs: sorted[0]?.atMs ?? 0, toMs };
	const { hosts, vip } = cluster;
	showNow(statesAt(lanesOf({ events: withoutHttp, http, hosts, vip, toMs }), toMs - 1, 500));
	const theory = { theory: null, theoryFromMs: 0 };
	const timeline = {
		file: 'the run’s folder',
		events: withoutHttp,
		http: http.map(packHttp),
		...theory,
		zeroMs: fault?.atMs ?? 0,
		hasFault: fault !== undefined,
		whole,
		window: whole,
	};
	view = new TimelineView(timeline, hosts, vip, `Timeline of the running trial of ${trial?.drill ?? ''}`);
	at('drawing').append(view.root);
	view.draw();
}

/** One row a host, and one for the rest. */
function showNow(states: ReturnType<typeof statesAt>): void {
	const groups = [...new Set(states.map(({ lane }) => lane.group))];
	const rows = groups.map((group) => {
		const cells = states.filter(({ lane }) => lane.group === group);
		const words = cells.map(({ lane, text }) => (text.startsWith(lane.label) ? text : `${lane.label} ${text}`.trim()));
		return element('tr', {}, element('th', { scope: 'row' }, group), element('td', {}, words.join(' · ')));
	});
	at('now').replaceChildren(...rows);
}

function hear(message: LiveMessage): void {
	switch (message.kind) {
		case 'reset':
			at('log').replaceChildren();
			events = [];
			break;
		case 'cluster':
			cluster = message;
			break;
		case 'trial':
			trial = message;
			events = [];
			at('where').textContent = `${message.drill} on ${cluster.name}, trial ${message.trial}`;
			break;
		case 'events':
			events.push(...message.events);
			break;
		case 'line':
			at('log').append(element('li', {}, message.text));
			break;
		case 'end':
			source.close();
			state('the run is over', 'pass');
			break;
	}
	stale = true;
}

function state(text: string, look: string): void {
	at('state').textContent = text;
	at('state').className = `badge ${look}`;
}

const source = new EventSource('/events');
source.onopen = () => state('connected', 'pass');
source.onerror = () => state('the run cannot be reached', 'fail');
source.onmessage = ({ data }) => hear(JSON.parse(data as string) as LiveMessage);
setInterval(draw, REDRAW_MS);
