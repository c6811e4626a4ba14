import { formatMs } from '../../base/units.ts';
import { type Distribution, ecdfOption } from '../../report/drawing/ecdf.ts';
import { chartIn } from '../../report/page/charts.ts';
import { element, tableElement } from '../../report/page/element.ts';
import type { DrillReport } from '../../results/run-report.ts';
import type { SimOutcome } from '../../simulate/trials.ts';
import type { FolderChange } from '../engine.ts';
import type { Folder } from '../folder.ts';
import type { ShownTrial } from '../trials.ts';
import { button } from './button.ts';
import { DotStrip } from './dots.ts';
import { Cancelled, type Crew, type EngineWorker, messageOf } from './engines.ts';
import { quoted } from './quoted.ts';
import type { PageState } from './state.ts';
import { TrialView } from './trial-view.ts';

const MOST_TRIALS = 5000;
/** Trials that a worker is asked for at a time: enough that asking costs nothing, few enough that progress is seen. */
const A_PART = 25;
const REDRAW_MS = 200;
const FIRST_DRILL = 'kill-master';

/** What was simulated. */
interface Run {
	folder: Folder;
	edits: number;
	drill: string;
	seed: string;
	count: number;
	outcomes: SimOutcome[];
}

/** A trial that is looked at. */
interface Opened {
	run: Run;
	trial: number;
	/** What was changed in its middle. */
	changes: FolderChange[];
	shown: ShownTrial;
	view: TrialView;
}

/** A drill, simulated many times: dots and distributions as they come in, and each trial step by step. */
export class SimulateView {
	readonly root = element('section', { class: 'side simulate', 'aria-labelledby': 'simulate-head' });
	readonly #drill = element('select', { id: 'drill' });
	readonly #event = element('p', { class: 'soft small' });
	readonly #trials = element('input', { id: 'trials', type: 'number', min: '1', max: String(MOST_TRIALS), value: '1000' });
	readonly #seed = element('input', { id: 'seed', type: 'text', value: 'playground', autocomplete: 'off' });
	readonly #start = button('Simulate', () => void (this.#isRunning ? this.#stop() : this.#run()), 'primary');
	readonly #bar = element('progress', { max: '1', value: '0', 'aria-label': 'Trials done' });
	readonly #progress = element('p', { class: 'small', role: 'status' });
	readonly #old = element('p', { class: 'inconclusive small' });
	readonly #results = element('div', { class: 'results' });
	readonly #takeover = new DotStrip('Takeover', (trial) => void this.#open(trial));
	readonly #outage = new DotStrip('Nobody is served', (trial) => void this.#open(trial));
	readonly #curves = element('div', { class: 'figures' });
	readonly #verdict = element('div', {});
	readonly #which = element('input', { id: 'which', type: 'number', min: '1', value: '1' });
	readonly #trial = element('div', {});
	#run_: Run | null = null;
	/** Values of the run before, of the same drill. */
	#last: { takeover: number[]; outage: number[] } | null = null;
	#isRunning = false;
	#turn = 0;
	#opened: Opened | null = null;

	constructor(
		private readonly state: PageState,
		private readonly worker: EngineWorker,
		private readonly crew: Crew,
	) {
		const label = (text: string, input: HTMLElement) => element('label', {}, `${text} `, input);
		const open = button('Open', () => void this.#open(Number(this.#which.value)));
		this.#results.hidden = true;
		this.#results.append(
			this.#old,
			element('div', { class: 'figures' }, this.#takeover.root, this.#outage.root),
			this.#verdict,
			this.#curves,
			element(
				'p',
				{ class: 'row small' },
				label('Look at trial', this.#which),
				open,
				element('span', { class: 'soft' }, 'or click a dot'),
			),
		);
		this.root.append(
			element('div', { class: 'side-head' }, element('h2', { id: 'simulate-head' }, 'Simulate')),
			element(
				'div',
				{ class: 'row' },
				label('Drill', this.#drill),
				label('Trials', this.#trials),
				label('Seed', this.#seed),
				this.#start,
				this.#bar,
			),
			this.#event,
			this.#progress,
			this.#results,
			// Not greyed by an edit: it may go on with the files as they are.
			this.#trial,
		);
		this.#bar.hidden = true;
		this.#drill.addEventListener('change', () => this.#told());
		state.onJudged(() => this.#judged());
	}

	/** Forgets what was simulated of another folder. */
	begin(): void {
		this.#stop();
		this.#run_ = null;
		this.#last = null;
		this.#results.hidden = true;
		this.#progress.textContent = '';
		this.#close();
	}

	#judged(): void {
		const drills = this.state.cluster?.drills ?? [];
		const chosen = this.#drill.value || FIRST_DRILL;
		const options = drills.map(({ name, refused }) => {
			const option = element('option', { value: name }, refused === null ? name : `${name} (not here)`);
			option.disabled = refused !== null;
			option.selected = name === chosen;
			return option;
		});
		this.#drill.replaceChildren(...options);
		this.#start.disabled = !this.#isRunning && !this.state.isCurrent;
		this.#told();
		this.#age();
	}

	#told(): void {
		const found = this.state.cluster?.drills.find(({ name }) => name === this.#drill.value);
		this.#event.textContent = found?.event ?? '';
	}

	/** What is shown may be of files that are no more. */
	#age(): void {
		const isOld = this.#run_ !== null && this.#run_.edits !== this.state.edits;
		this.#results.classList.toggle('stale', isOld);
		this.#old.textContent = isOld ? 'These trials are of the files as they were before your last edit.' : '';
	}

	#stop(): void {
		this.#turn += 1;
		this.crew.end();
		this.#isRunning = false;
		this.#start.textContent = 'Simulate';
		this.#bar.hidden = true;
	}

	async #run(): Promise<void> {
		if (!this.state.isCurrent) return;
		const count = Math.min(MOST_TRIALS, Math.max(1, Math.round(Number(this.#trials.value) || 1)));
		this.#trials.value = String(count);
		const before = this.#run_;
		const drill = this.#drill.value;
		this.#last = before?.drill === drill && before.outcomes.length > 0 ? valuesOf(before.outcomes) : null;
		const { edits } = this.state;
		const run: Run = { folder: { ...this.state.folder }, edits, drill, seed: this.#seed.value, count, outcomes: [] };
		this.#stop();
		const turn = this.#turn;
		this.#run_ = run;
		this.#isRunning = true;
		this.#start.textContent = 'Stop';
		this.#start.disabled = false;
		this.#bar.hidden = false;
		this.#bar.value = 0;
		this.#results.hidden = false;
		this.#verdict.replaceChildren();
		this.#curves.replaceChildren();
		this.#close();
		this.#age();
		const began = performance.now();
		const parts = Array.from({ length: Math.ceil(count / A_PART) }, (_, i) => i * A_PART + 1);
		const byPart: SimOutcome[][] = [];
		let drawn = 0;
		try {
			await this.crew.all(
				'trials',
				parts.map((from) => ({ folder: run.folder, drill, seed: run.seed, from, count: Math.min(A_PART, count - from + 1) })),
				(outcomes, index) => {
					if (turn !== this.#turn) throw new Cancelled();
					byPart[index] = outcomes;
					run.outcomes = byPart.flat();
					this.#bar.value = run.outcomes.length / count;
					this.#progress.textContent = `${run.outcomes.length} of ${count} trials`;
					if (performance.now() - drawn < REDRAW_MS) return;
					drawn = performance.now();
					this.#draw(run);
				},
			);
			const tookMs = performance.now() - began;
			this.#progress.textContent = `${count} trials in ${formatMs(tookMs)}, on ${this.crew.size} processors. The same seed gives the same trials, here and with vipdrill run ${drill} --lab sim -n ${count} --seed ${quoted(run.seed)}.`;
			this.#draw(run);
			this.root.dataset.done = String(Math.round(tookMs));
			const report = await this.worker.ask('report', { folder: run.folder, drill, outcomes: run.outcomes });
			if (turn === this.#turn) this.#finish(run, report);
		} catch (error) {
			if (turn === this.#turn) this.#progress.textContent = messageOf(error);
		}
		if (turn !== this.#turn) return;
		this.#isRunning = false;
		this.#start.textContent = 'Simulate';
		this.#start.disabled = !this.state.isCurrent;
		this.#bar.hidden = true;
	}

	#draw({ outcomes }: Run): void {
		const trials = outcomes.flatMap(({ trial }) => trial ?? []);
		const dots = (pick: (of: (typeof trials)[number]['measurements']) => number | null) =>
			trials.flatMap(({ trial, measurements, invariants }) => {
				const ms = pick(measurements);
				return ms === null ? [] : [{ trial, ms, isBad: invariants.some(({ outcome }) => outcome === 'fail') }];
			});
		const takeover = dots(({ takeoverMs }) => takeoverMs);
		this.#takeover.root.hidden = takeover.length === 0;
		this.#takeover.show(takeover, theoryOf(trials.map(({ measurements }) => measurements.theory)));
		this.#outage.show(
			dots(({ http }) => http.outageMs),
			null,
		);
		this.#which.max = String(outcomes.length);
	}

	#finish(run: Run, { verdict, because, expectations, failedTrials }: DrillReport): void {
		const failed =
			failedTrials.length === 0
				? []
				: [
						element(
							'p',
							{ class: 'inconclusive small' },
							`${failedTrials.length} trials ended with an error: ${failedTrials[0]?.message}`,
						),
					];
		const rows = expectations.map(({ outcome, title, asked, got }) => [outcome, title, asked, got]);
		this.#verdict.replaceChildren(
			element('p', {}, element('span', { class: `badge ${verdict}` }, verdict), ` ${because}`),
			...failed,
			...(rows.length === 0
				? []
				: [
						element(
							'details',
							{},
							element('summary', {}, `Expectations: ${rows.length}`),
							tableElement('Expectations', ['', 'expectation', 'asked', 'got'], rows),
						),
					]),
		);
		const values = valuesOf(run.outcomes);
		const theory = theoryOf(run.outcomes.map(({ trial }) => trial?.measurements.theory ?? null));
		const band: Distribution[] = theory === null ? [] : [{ name: 'theory', look: 'h0', values: [], theory }];
		this.#curves.replaceChildren();
		this.#curve('Takeover', values.takeover, this.#last?.takeover, band);
		this.#curve('Nobody is served', values.outage, this.#last?.outage, []);
	}

	#curve(title: string, values: number[], last: number[] | undefined, theory: Distribution[]): void {
		if (values.length === 0) return;
		const before: Distribution[] =
			last && last.length > 0 ? [{ name: 'the run before', look: 'h3', dashed: true, values: last }] : [];
		const distributions = [...theory, { name: 'simulated', look: 'h0', values }, ...before];
		const legend = distributions.map(({ name, look, dashed, theory: band }) =>
			element('li', {}, element('i', { class: band ? 'band' : dashed ? 'dashed' : 'line', style: `--c: var(--${look})` }), name),
		);
		const canvas = element('div', { class: 'canvas' });
		const heading = element('h3', {}, `${title}: share of trials that took no longer`);
		this.#curves.append(element('figure', {}, heading, element('ul', { class: 'legend' }, ...legend), canvas));
		chartIn(canvas, `curve ${title}`, 190, ecdfOption(distributions));
	}

	#close(): void {
		this.#opened?.view.dispose();
		this.#opened = null;
		this.#trial.replaceChildren();
	}

	async #open(trial: number): Promise<void> {
		const run = this.#run_;
		if (!run || !Number.isInteger(trial) || trial < 1) return;
		this.#which.value = String(trial);
		try {
			this.#show(run, trial, [], await this.#ask(run, trial, run.folder, []));
		} catch (error) {
			if (!(error instanceof Cancelled)) this.#close();
			this.#tell(error);
		}
	}

	#ask({ drill, seed }: Run, trial: number, folder: Folder, changes: FolderChange[]): Promise<ShownTrial> {
		return this.worker.ask('trial', { folder, drill, seed, trial, changes });
	}

	#show(run: Run, trial: number, changes: FolderChange[], shown: ShownTrial): void {
		this.#close();
		const here = button('From this moment on with the files as they are now', () => void this.#fork());
		const anew = button('From the beginning with the files as they are now', () => void this.#anew());
		const title = `${run.drill}, trial ${trial}${changes.length > 0 ? ', its files changed on the way' : ''}`;
		const view = new TrialView(shown, title, [here, anew, button('Close', () => this.#close())]);
		this.#opened = { run, trial, changes, shown, view };
		this.#trial.append(view.root);
		view.begin();
		view.root.scrollIntoView({ block: 'nearest' });
	}

	/** Goes on from the step that is shown with other files, above what happened without. A change at a later moment is given up. */
	async #fork(): Promise<void> {
		const from = this.#opened;
		if (from === null) return;
		const { atMs } = from.view;
		const changes = [...from.changes.filter((one) => one.atMs < atMs), { atMs, folder: { ...this.state.folder } }];
		try {
			const shown = await this.#ask(from.run, from.trial, from.run.folder, changes);
			if (from !== this.#opened) return;
			this.#show(from.run, from.trial, changes, shown);
			this.#opened.view.beside(from.shown, `Trial ${from.trial} without this change`);
			this.#opened.view.goTo(atMs);
		} catch (error) {
			this.#tell(error);
		}
	}

	async #anew(): Promise<void> {
		const from = this.#opened;
		if (from === null) return;
		try {
			const other = await this.#ask(from.run, from.trial, { ...this.state.folder }, []);
			if (from === this.#opened) from.view.beside(other, `Trial ${from.trial} with the files as they are now`);
		} catch (error) {
			this.#tell(error);
		}
	}

	#tell(error: unknown): void {
		if (error instanceof Cancelled) return;
		this.#trial.querySelector(':scope > .fail')?.remove();
		this.#trial.prepend(element('p', { class: 'fail', role: 'status' }, messageOf(error)));
	}
}

/** Times of the trials that can be trusted, ascending. */
function valuesOf(outcomes: readonly SimOutcome[]): { takeover: number[]; outage: number[] } {
	const all = outcomes.flatMap(({ trial }) => trial?.measurements ?? []);
	const sorted = (values: (number | null)[]) => values.filter((one) => one !== null).sort((a, b) => a - b);
	return { takeover: sorted(all.map(({ takeoverMs }) => takeoverMs)), outage: sorted(all.map(({ http }) => http.outageMs)) };
}

/** A crash is taken over between two times, where the same host does it each time. */
function theoryOf(theories: readonly ({ kind: string; minMs: number; maxMs: number } | null)[]): [number, number] | null {
	const known = theories.flatMap((one) => one ?? []);
	const [first] = known;
	const isSame = known.every(({ kind, minMs, maxMs }) => kind === first?.kind && minMs === first.minMs && maxMs === first.maxMs);
	return first && isSame ? [first.minMs, first.maxMs] : null;
}
