import { element, tableElement } from '../../report/page/element.ts';
import { TimelineView } from '../../report/page/timeline-view.ts';
import type { ShownTrial } from '../trials.ts';
import { button } from './button.ts';

/** How long a step is shown while they go by themselves. */
const PLAY_MS = 1400;

/** One trial: its timeline with the report's own lanes, and what happens in it, step by step. A second one can go beside it. */
export class TrialView {
	readonly root = element('div', { class: 'trial' });
	readonly #now = element('p', { class: 'now', 'aria-live': 'polite' });
	readonly #list = element('ol', { class: 'steps', tabindex: '0', 'aria-label': 'What happens, step by step' });
	readonly #play = button('Play', () => this.#toggle());
	readonly #boards = element('div', {});
	readonly #views: TimelineView[] = [];
	#window: [number, number];
	#at = 0;
	#timer = 0;

	constructor(
		private readonly shown: ShownTrial,
		title: string,
		extra: HTMLElement[],
	) {
		const { trial } = shown;
		const { window = { fromMs: 0, toMs: 1 }, zeroMs = 0 } = trial.timeline ?? {};
		this.#window = [window.fromMs - zeroMs, window.toMs - zeroMs];
		const controls = element(
			'div',
			{ class: 'row', role: 'group', 'aria-label': 'Steps' },
			button('To the beginning', () => this.go(0)),
			button('Back', () => this.go(this.#at - 1)),
			button('Next', () => this.go(this.#at + 1)),
			button('To the fault', () => this.go(this.#fault)),
			this.#play,
		);
		const words = element(
			'details',
			{ class: 'facts' },
			element('summary', {}, `Trial ${trial.trial} in words and figures`),
			...trial.facts.map((text) => element('p', { class: 'soft small' }, text)),
			tableElement(`Requests of trial ${trial.trial}`, trial.requests.heads, trial.requests.rows),
		);
		this.root.append(
			element('div', { class: 'side-head' }, element('h3', {}, title), ...extra),
			controls,
			this.#now,
			this.#boards,
			element('details', { open: '' }, element('summary', {}, `Every step: ${shown.steps.length}`), this.#list),
			words,
		);
		this.#list.append(...shown.steps.map((step, index) => this.#item(step, index)));
	}

	/** Draws it; its element must be in the page. */
	begin(): void {
		this.#add(this.shown, `Timeline of trial ${this.shown.trial.trial}`);
		this.go(this.#fault);
	}

	/** The same trial with other files, under it; their cursors and windows go together. */
	beside(other: ShownTrial, label: string): void {
		for (const old of this.#views.splice(1)) {
			old.root.previousElementSibling?.remove();
			old.root.remove();
			old.dispose();
		}
		this.#boards.append(element('h4', { class: 'fork' }, label));
		this.#add(other, label);
		this.#show();
	}

	/** When the step that is shown happens, milliseconds since the trial's origin. */
	get atMs(): number {
		return this.shown.steps[this.#at]?.atMs ?? 0;
	}

	/** Shows the first step at this time, or after it. */
	goTo(atMs: number): void {
		this.go(this.shown.steps.findIndex((step) => step.atMs >= atMs));
	}

	/** Shows a step. */
	go(index: number): void {
		this.#at = Math.min(this.shown.steps.length - 1, Math.max(0, index));
		this.#show();
	}

	dispose(): void {
		clearInterval(this.#timer);
		for (const view of this.#views) view.dispose();
	}

	get #fault(): number {
		return Math.max(
			0,
			this.shown.steps.findIndex(({ says }) => says.startsWith('The fault:')),
		);
	}

	#add({ trial, hosts, vip }: ShownTrial, label: string): void {
		if (!trial.timeline) return;
		const view = new TimelineView(trial.timeline, hosts, vip, label);
		const others = () => this.#views.filter((one) => one !== view);
		view.follow({
			cursor: (ms) => {
				for (const other of others()) other.point(ms);
			},
			window: (from, to) => {
				this.#window = [from, to];
				for (const other of others()) other.show(from, to);
			},
		});
		this.#views.push(view);
		this.#boards.append(view.root);
		view.draw();
	}

	#show(): void {
		const step = this.shown.steps[this.#at];
		if (!step) return;
		const zeroMs = this.shown.trial.timeline?.zeroMs ?? 0;
		const ms = step.atMs - zeroMs;
		this.#now.replaceChildren(
			element('b', {}, clock(ms)),
			` ${step.says}`,
			element('span', { class: 'soft small' }, ` ${this.#at + 1} of ${this.shown.steps.length}`),
		);
		const [from, to] = this.#window;
		for (const view of this.#views) {
			if (ms < from || ms > to) view.show(ms - (to - from) / 2, ms + (to - from) / 2);
			view.point(ms);
		}
		for (const [i, item] of [...this.#list.children].entries()) item.classList.toggle('near', i === this.#at);
		const item = this.#list.children[this.#at] as HTMLElement | undefined;
		if (item) this.#list.scrollTop = item.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 3;
	}

	#item({ atMs, who, says }: ShownTrial['steps'][number], index: number): HTMLElement {
		const zeroMs = this.shown.trial.timeline?.zeroMs ?? 0;
		const look = who === 'customers' ? 'h8' : who === null ? 'fault' : `h${Math.max(0, this.shown.hosts.indexOf(who)) % 8}`;
		const press = button('', () => this.go(index), 'step');
		press.append(
			element('i', { style: `background:var(--${look})`, 'aria-hidden': 'true' }),
			element('code', {}, clock(atMs - zeroMs)),
			` ${says}`,
		);
		return element('li', {}, press);
	}

	#toggle(): void {
		const isPlaying = this.#timer !== 0;
		clearInterval(this.#timer);
		this.#timer = 0;
		this.#play.textContent = isPlaying ? 'Play' : 'Pause';
		if (isPlaying) return;
		if (this.#at >= this.shown.steps.length - 1) this.go(0);
		this.#timer = window.setInterval(() => {
			this.go(this.#at + 1);
			if (this.#at >= this.shown.steps.length - 1) this.#toggle();
		}, PLAY_MS);
	}
}

/** A time from the fault. */
const clock = (ms: number): string => `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(3)} s`;
