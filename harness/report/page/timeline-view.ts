import type { EChartsType } from 'echarts/core';
import { eventText } from '../drawing/event-text.ts';
import { type ThinHttp, unpackHttp } from '../drawing/http-thin.ts';
import { type Lanes, lanesOf, statesAt } from '../drawing/lanes.ts';
import { TIMELINE_MARGINS, timelineHeight, timelineOption } from '../drawing/timeline-option.ts';
import { chartIn } from './charts.ts';
import { element, tableElement } from './element.ts';
import { LogPanel } from './log-panel.ts';
import type { PageLog, PageTimeline } from './page-types.ts';

/** Rows that the table of events shows at most. */
const MOST_ROWS = 400;

/** Whom a timeline tells where its cursor is and what it shows; times from the fault, so that two trials can go together. */
export interface Followers {
	cursor(ms: number | null): void;
	window(fromMs: number, toMs: number): void;
}

interface Row {
	atMs: number;
	type: string;
	text: string;
	raw: string;
}

/** A trial's timeline: drawing, cursor, zoom by wheel, fingers, buttons and keys, and the events behind it. */
export class TimelineView {
	readonly root: HTMLElement;
	readonly #board = element('div', { class: 'board', tabindex: '0', role: 'group', 'aria-describedby': 'keys' });
	readonly #cursor = element('div', { class: 'cursor', hidden: '' });
	readonly #card = element('div', { class: 'card-at-cursor', hidden: '' });
	readonly #said = element('p', { class: 'hidden', 'aria-live': 'polite' });
	readonly #behind: HTMLDetailsElement;
	readonly #lanes: Lanes;
	readonly #http: ThinHttp[];
	readonly #log: LogPanel | null;
	#chart: EChartsType | null = null;
	#atMs: number | null = null;
	#followers: Followers | null = null;
	/** What is shown, from the fault. */
	#from: number;
	#to: number;

	constructor(
		readonly timeline: PageTimeline,
		hosts: readonly string[],
		vip: string,
		about: string,
		logs: { log: PageLog; isLinked: boolean } | null = null,
	) {
		this.#http = timeline.http.map(unpackHttp);
		this.#lanes = lanesOf({ events: timeline.events, http: this.#http, hosts, vip, toMs: timeline.whole.toMs });
		[this.#from, this.#to] = [timeline.window.fromMs - timeline.zeroMs, timeline.window.toMs - timeline.zeroMs];
		this.#board.setAttribute('aria-label', about);
		this.#behind = element('details', { class: 'events' }, element('summary', {}, 'Events behind the drawing'), element('div'));
		this.#behind.addEventListener('toggle', () => this.#list());
		const cellMs = Math.max(0, ...this.#http.filter(({ stream }) => stream === 'fresh').map((h) => h.cellMs));
		const thinned =
			cellMs > 0
				? ` Good answers are gathered by ${cellMs} ms; failures in a row are one mark, and each stands in the table below. Each single request is in ${timeline.file}.`
				: '';
		const note = element(
			'p',
			{ class: 'soft small' },
			`Time from ${timeline.hasFault ? 'the first fault' : 'the beginning'}.${thinned}`,
		);
		this.#log = logs && new LogPanel(logs.log, timeline.zeroMs, clock, logs.isLinked);
		const under = [note, ...(this.#log ? [this.#log.root] : []), this.#behind];
		this.root = element('div', { class: 'timeline' }, this.#toolbar(), this.#board, this.#said, ...under);
		this.#board.append(element('div', { class: 'canvas' }), this.#cursor, this.#card);
	}

	/** Draws it; its element must be in the page. */
	draw(): void {
		const canvas = this.#board.firstElementChild as HTMLElement;
		const { timeline } = this;
		const option = timelineOption({ ...timeline, lanes: this.#lanes, http: this.#http });
		this.#chart = chartIn(canvas, 'timeline', timelineHeight(this.#lanes), option);
		this.#chart.on('datazoom', () => this.#zoomed());
		this.#board.addEventListener('pointermove', (event) => this.#pointAt(event));
		this.#board.addEventListener('pointerdown', (event) => this.#pointAt(event));
		this.#board.addEventListener('pointerleave', () => this.#tell(null));
		this.#board.addEventListener('dblclick', () => this.zoomBy(0.4));
		this.#board.addEventListener('click', () => this.#behind.open && this.#list());
		this.#board.addEventListener('keydown', (event) => this.#key(event));
	}

	follow(followers: Followers): void {
		this.#followers = followers;
	}

	dispose(): void {
		this.#chart?.dispose();
		this.#chart = null;
	}

	/** Shows a stretch, from the fault; what lies outside the trial is cut off. */
	show(fromMs: number, toMs: number): void {
		const { whole, zeroMs } = this.timeline;
		const startValue = Math.max(whole.fromMs - zeroMs, fromMs);
		const endValue = Math.min(whole.toMs - zeroMs, toMs);
		if (endValue - startValue < 20 || (startValue === this.#from && endValue === this.#to)) return;
		this.#chart?.dispatchAction({ type: 'dataZoom', startValue, endValue });
	}

	/** Zooms about the cursor, or about the middle. */
	zoomBy(factor: number): void {
		const about = this.#atMs ?? (this.#from + this.#to) / 2;
		this.show(about - (about - this.#from) * factor, about + (this.#to - about) * factor);
	}

	/** Puts the cursor somewhere, from the fault; null takes it away. */
	point(ms: number | null): void {
		this.#atMs = ms;
		this.#log?.point(ms);
		const seen = ms !== null && ms >= this.#from && ms <= this.#to;
		this.#cursor.hidden = !seen;
		this.#card.hidden = !seen;
		if (!seen || ms === null) return;
		const { left, right, top } = TIMELINE_MARGINS;
		const width = this.#board.clientWidth - left - right;
		const x = left + ((ms - this.#from) / (this.#to - this.#from)) * width;
		const height = timelineHeight(this.#lanes) - top - 30;
		Object.assign(this.#cursor.style, { left: `${x}px`, top: `${top}px`, height: `${height}px` });
		this.#card.replaceChildren(element('b', {}, clock(ms)), this.#statesTable(ms));
		const onLeft = x > this.#board.clientWidth / 2;
		Object.assign(
			this.#card.style,
			onLeft ? { right: `${this.#board.clientWidth - x + 10}px`, left: 'auto' } : { left: `${x + 10}px`, right: 'auto' },
		);
	}

	#statesTable(ms: number): HTMLElement {
		const rows: HTMLElement[] = [];
		let group = '';
		for (const { lane, text } of this.#statesNow(ms)) {
			if (text === '—' && lane.group !== 'customers' && lane.label !== 'VIP' && lane.label !== 'VRRP') continue;
			if (lane.group !== group && lane.label !== '') rows.push(element('tr', {}, element('th', { colspan: '2' }, lane.group)));
			group = lane.group;
			rows.push(element('tr', {}, element('td', {}, lane.label || lane.group), element('td', {}, text)));
		}
		return element('table', {}, element('tbody', {}, ...rows));
	}

	#statesNow(ms: number) {
		return statesAt(this.#lanes, ms + this.timeline.zeroMs, (this.#to - this.#from) / 150);
	}

	#tell(ms: number | null): void {
		this.point(ms);
		this.#followers?.cursor(ms);
	}

	#pointAt({ clientX }: MouseEvent): void {
		const { left, right } = TIMELINE_MARGINS;
		const box = this.#board.getBoundingClientRect();
		const share = (clientX - box.left - left) / (box.width - left - right);
		this.#tell(share < 0 || share > 1 ? null : this.#from + share * (this.#to - this.#from));
	}

	#zoomed(): void {
		const option = this.#chart?.getOption() as { dataZoom?: { startValue: number; endValue: number }[] } | undefined;
		const zoom = option?.dataZoom?.[0];
		if (!zoom) return;
		[this.#from, this.#to] = [zoom.startValue, zoom.endValue];
		this.point(this.#atMs);
		if (this.#behind.open) this.#list();
		this.#followers?.window(this.#from, this.#to);
	}

	#key(event: KeyboardEvent): void {
		const step = ((this.#to - this.#from) / 100) * (event.shiftKey ? 10 : 1);
		const now = this.#atMs ?? Math.max(this.#from, 0);
		const { whole, window, zeroMs } = this.timeline;
		const moves: Record<string, () => void> = {
			ArrowRight: () => this.#moveTo(now + step),
			ArrowLeft: () => this.#moveTo(now - step),
			Home: () => this.#moveTo(this.#from),
			End: () => this.#moveTo(this.#to),
			'+': () => this.zoomBy(0.6),
			'=': () => this.zoomBy(0.6),
			'-': () => this.zoomBy(1.7),
			'0': () => this.show(whole.fromMs - zeroMs, whole.toMs - zeroMs),
			f: () => this.show(window.fromMs - zeroMs, window.toMs - zeroMs),
			Enter: () => {
				this.#behind.open = true;
				this.#list();
			},
			Escape: () => this.#tell(null),
		};
		const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
		if (!move) return;
		event.preventDefault();
		move();
	}

	#moveTo(ms: number): void {
		const at = Math.min(Math.max(ms, this.#from), this.#to);
		this.#tell(at);
		const states = this.#statesNow(at).filter(({ text }) => text !== '—');
		this.#said.textContent = `${clock(at)}: ${states.map(({ lane, text }) => `${lane.group} ${lane.label} ${text}`).join('; ')}`;
	}

	#toolbar(): HTMLElement {
		const { whole, window, zeroMs } = this.timeline;
		const button = (text: string, label: string, act: () => void) => {
			const made = element('button', { type: 'button', title: label, 'aria-label': label }, text);
			made.addEventListener('click', act);
			return made;
		};
		return element(
			'div',
			{ class: 'toolbar', role: 'group', 'aria-label': 'Zoom' },
			button('+', 'Zoom in', () => this.zoomBy(0.6)),
			button('−', 'Zoom out', () => this.zoomBy(1.7)),
			button(this.timeline.hasFault ? 'The fault' : 'Begin', 'Show the fault and the recovery', () =>
				this.show(window.fromMs - zeroMs, window.toMs - zeroMs),
			),
			button('Whole trial', 'Show the whole trial', () => this.show(whole.fromMs - zeroMs, whole.toMs - zeroMs)),
		);
	}

	/** Lists the events in view, and marks those at the cursor. */
	#list(): void {
		if (!this.#behind.open) return;
		const { zeroMs } = this.timeline;
		const rows = this.#rows().filter(({ atMs }) => atMs - zeroMs >= this.#from && atMs - zeroMs <= this.#to);
		const at = this.#atMs;
		const near = (this.#to - this.#from) / 80;
		const isNear = (row: Row) => at !== null && Math.abs(row.atMs - zeroMs - at) <= near;
		const firstNear = rows.findIndex(isNear);
		const begin = rows.length <= MOST_ROWS ? 0 : Math.min(Math.max(0, firstNear - 20), rows.length - MOST_ROWS);
		const shown = rows.slice(begin, begin + MOST_ROWS);
		const cut = rows.length > shown.length ? `; ${shown.length} of them are listed, zoom in for the others` : '';
		const table = tableElement(
			'Events in view',
			['time', 'event', 'as recorded'],
			shown.map((row) => [clock(row.atMs - zeroMs), row.text, element('code', {}, row.raw)]),
		);
		const marked = [...table.querySelectorAll('tbody tr')].filter((_, i) => isNear(shown[i] as Row));
		for (const row of marked) row.classList.add('near');
		this.#behind.lastElementChild?.replaceWith(
			element(
				'div',
				{},
				element('p', { class: 'soft small' }, `${rows.length} events in view${cut}. Marked: those at the cursor.`),
				table,
			),
		);
		const first = marked[0] as HTMLElement | undefined;
		if (first) table.scrollTop = first.offsetTop - table.clientHeight / 3;
	}

	#rows(): Row[] {
		const events = this.timeline.events.map(
			(event): Row => ({ atMs: event.atMs, type: event.type, text: eventText(event), raw: JSON.stringify(event) }),
		);
		const failures = this.#http.flatMap(({ stream, client, failures }) =>
			failures.map(
				({ dueMs, outcome, waitedMs }): Row => ({
					...{
						atMs: dueMs,
						type: 'http.sample',
						text: `request (${stream}${client === 'routed' ? ', routed' : ''}): ${outcome} after ${waitedMs} ms`,
					},
					raw: JSON.stringify({ dueMs, stream, client, outcome, waitedMs }),
				}),
			),
		);
		const good = this.#http.flatMap(({ stream, client, nodes, cells }) =>
			cells.map(({ fromMs, toMs, counts, p50Ms, maxMs }): Row => {
				const answered = Object.fromEntries(nodes.flatMap((node, i) => (counts[i] ? [[node, counts[i]]] : [])));
				const n = counts.reduce((sum, count) => sum + count, 0);
				return {
					...{
						atMs: fromMs,
						type: 'http.sample',
						text: `${n} good (${stream}${client === 'routed' ? ', routed' : ''}), median ${p50Ms} ms`,
					},
					raw: JSON.stringify({ fromMs, toMs, stream, client, good: answered, p50Ms, maxMs }),
				};
			}),
		);
		return [...events, ...failures, ...good].sort((a, b) => a.atMs - b.atMs);
	}
}

/** A time from the fault. */
const clock = (ms: number): string => `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(3)} s`;
