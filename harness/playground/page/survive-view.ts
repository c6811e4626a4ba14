import { formatMs } from '../../base/units.ts';
import { element } from '../../report/page/element.ts';
import {
	type DrawnStrain,
	drawn,
	guessText,
	OFFERED,
	type OfferedStrain,
	placeOn,
	type Survived,
	spentWords,
	survivalOf,
	USUAL,
	valueAt,
	WORDS,
} from '../survival.ts';
import { button } from './button.ts';
import { Cancelled, type Crew, type EngineWorker, messageOf } from './engines.ts';
import { quoted } from './quoted.ts';
import type { PageState } from './state.ts';

/** Places of a slider. */
const PLACES = 200;
const MOST_TRIALS = 1000;
const MOST_BUDGET = 100_000;

/** What was asked, and what came of it. */
interface Run {
	edits: number;
	survived: Survived;
}

/** The greatest pause, loss and the like that the design bears, held against what the user guesses. */
export class SurviveView {
	readonly root = element('section', { class: 'side survive', 'aria-labelledby': 'survive-head' });
	readonly #trials = element('input', {
		...{ id: 'survive-trials', type: 'number', min: '1', max: String(MOST_TRIALS), value: String(USUAL.trials) },
	});
	readonly #budget = element('input', {
		...{ id: 'survive-budget', type: 'number', min: '1', max: String(MOST_BUDGET), value: String(USUAL.budget) },
	});
	readonly #seed = element('input', { id: 'survive-seed', type: 'text', value: USUAL.seed, autocomplete: 'off' });
	readonly #start = button('Find the edges', () => void (this.#isRunning ? this.#stop() : this.#run()), 'primary');
	readonly #bar = element('progress', { max: '1', value: '0', 'aria-label': 'Trials of this round done' });
	readonly #progress = element('p', { class: 'small', role: 'status' });
	readonly #old = element('p', { class: 'inconclusive small' });
	readonly #rows = OFFERED.map((strain) => new StrainRow(strain, () => this.#may()));
	#last: Run | null = null;
	#isRunning = false;
	#turn = 0;

	constructor(
		private readonly state: PageState,
		private readonly worker: EngineWorker,
		private readonly crew: Crew,
	) {
		const label = (text: string, input: HTMLElement) => element('label', {}, `${text} `, input);
		const looks = [
			['good', 'borne: no trial was harmed'],
			['gap', 'between: not asked'],
			['bad', 'harmed'],
		].map(([look, text]) => element('li', {}, element('i', { class: look ?? '' }), text ?? ''));
		this.root.append(
			element('div', { class: 'side-head' }, element('h2', { id: 'survive-head' }, 'What it survives')),
			element('p', { class: 'soft small' }, 'Guess first: up to which value does this design bear it, without any harm?'),
			element(
				'div',
				{ class: 'row' },
				...[label('Trials at each value', this.#trials), label('at most in all', this.#budget), label('Seed', this.#seed)],
				this.#start,
				this.#bar,
			),
			this.#progress,
			this.#old,
			element('ul', { class: 'legend' }, ...looks),
			element('div', { class: 'strains' }, ...this.#rows.map(({ root }) => root)),
			...WORDS.map((text) => element('p', { class: 'soft small' }, text)),
		);
		this.#bar.hidden = true;
		state.onJudged(() => this.#judged());
	}

	/** Forgets what was found of another folder. */
	begin(): void {
		this.#stop();
		this.#last = null;
		this.#progress.textContent = '';
		for (const row of this.#rows) row.show(null);
	}

	#judged(): void {
		const can = this.state.cluster?.strains ?? [];
		for (const row of this.#rows) row.root.hidden = !can.includes(row.strain.id);
		const isOld = this.#last !== null && this.#last.edits !== this.state.edits;
		for (const row of this.#rows) row.age(isOld);
		this.#old.textContent = isOld ? 'These edges are of the files as they were before your last edit.' : '';
		this.#may();
	}

	get #asked(): string[] {
		return this.#rows.filter((row) => row.isAsked && !row.root.hidden).map(({ strain }) => strain.id);
	}

	#may(): void {
		this.#start.disabled = !this.#isRunning && (!this.state.isCurrent || this.#asked.length === 0);
	}

	#stop(): void {
		this.#turn += 1;
		if (this.#isRunning) this.crew.end();
		this.#ended();
		this.#progress.textContent = 'Stopped.';
	}

	#ended(): void {
		this.#isRunning = false;
		this.#start.textContent = 'Find the edges';
		this.#bar.hidden = true;
		this.#may();
	}

	async #run(): Promise<void> {
		const { edits } = this.state;
		const strains = this.#asked;
		if (!this.state.isCurrent || strains.length === 0) return;
		const trials = within(this.#trials, MOST_TRIALS);
		const budget = within(this.#budget, MOST_BUDGET);
		const seed = this.#seed.value;
		this.crew.end();
		this.#turn += 1;
		const turn = this.#turn;
		this.#isRunning = true;
		this.#start.textContent = 'Stop';
		this.#bar.hidden = false;
		this.#bar.value = 0;
		this.#progress.textContent = '';
		const began = performance.now();
		const onTrials = (round: string, done: number, of: number) => {
			this.#bar.value = done / of;
			this.#progress.textContent = `${round}: ${done} of ${of} trials`;
		};
		try {
			const world = await this.worker.ask('world', { folder: { ...this.state.folder }, strains });
			if (turn !== this.#turn) return;
			const survived = await survivalOf(world, { strains, trials, budget, seed, onTrials }, (parts, take) =>
				this.crew.all('part', parts, (answer, index) => {
					if (turn !== this.#turn) throw new Cancelled();
					take(answer, index);
				}),
			);
			if (turn !== this.#turn) return;
			this.#last = { edits, survived };
			for (const row of this.#rows) row.show(survived.strains.find(({ id }) => id === row.strain.id) ?? null);
			const { spent } = survived.budget;
			this.#progress.textContent = `${spent} trials in ${formatMs(performance.now() - began)}${spentWords(survived.budget)}. The same edges as vipdrill survive --only ${strains.join(',')} -n ${trials} --budget ${budget} --seed ${quoted(seed)}.`;
			this.#judged();
		} catch (error) {
			if (turn !== this.#turn) return;
			this.#progress.textContent = error instanceof Cancelled ? 'Stopped.' : messageOf(error);
		}
		this.#ended();
	}
}

/** One strain: the guess, and under it, on the same scale, what was found. */
class StrainRow {
	readonly root: HTMLElement;
	readonly #ask = element('input', { type: 'checkbox', checked: '' });
	readonly #guess = element('input', { type: 'range', min: '0', max: String(PLACES), step: '1', value: String(PLACES / 2) });
	readonly #ends = [element('span', {}), element('span', {})] as const;
	readonly #value = element('output', {});
	readonly #result = element('div', {});
	readonly #said = element('p', { class: 'said', role: 'status' });
	#found: Survived['strains'][number] | null = null;
	/** The scale goes with what was asked. */
	#scale: OfferedStrain;

	constructor(
		readonly strain: OfferedStrain,
		onAsk: () => void,
	) {
		this.#scale = strain;
		this.#guess.setAttribute('aria-label', `Your guess: ${strain.title}`);
		this.#guess.addEventListener('input', () => this.#guessed());
		this.#ask.addEventListener('change', onAsk);
		const title = element('label', {}, this.#ask, ` ${strain.title}`);
		this.root = element(
			'div',
			{ class: 'strain', role: 'group', 'aria-label': strain.title, 'data-strain': strain.id },
			element('h3', {}, title),
			element('p', { class: 'soft small' }, strain.what),
			element(
				'div',
				{ class: 'axis' },
				element('span', { class: 'small' }, 'Your guess'),
				element('div', {}, element('div', { class: 'soft small ends' }, ...this.#ends), this.#guess),
				this.#value,
			),
			this.#result,
		);
		this.show(null);
	}

	get isAsked(): boolean {
		return this.#ask.checked;
	}

	/** Greys what was found of files that are no more. */
	age(isOld: boolean): void {
		this.#result.classList.toggle('stale', isOld);
	}

	/** Draws what was found under the guess, or nothing. */
	show(found: Survived['strains'][number] | null): void {
		const guess = this.#at;
		this.#found = found;
		const shown = found && found.probes.length > 0 ? drawn(found) : null;
		this.#scale = shown ? { ...this.strain, axis: shown.axis } : this.strain;
		this.#guess.value = String(Math.round(placeOn(this.#scale.axis, guess) * PLACES));
		const { floor, greatest } = this.#scale.axis;
		const ends = [this.strain.format(floor), this.strain.format(greatest)];
		for (const [i, end] of this.#ends.entries()) end.textContent = ends[i] ?? '';
		this.#result.replaceChildren(this.#said, ...(shown ? bars(shown) : []));
		this.#guessed();
	}

	get #at(): number {
		return valueAt(this.#scale, Number(this.#guess.value) / PLACES);
	}

	#guessed(): void {
		const text = this.strain.format(this.#at);
		this.#value.textContent = text;
		this.#guess.setAttribute('aria-valuetext', text);
		this.#said.textContent = this.#found ? guessText(this.#found, this.strain, this.#at) : '';
	}
}

function bars({ edges, notes }: DrawnStrain): HTMLElement[] {
	const part = (from: number, to: number, look: string) => element('i', { class: look, style: `width:${(to - from) * 100}%` });
	return [
		...edges.map(({ harm, borne, breaksAt, says }) =>
			element(
				'div',
				{ class: 'edge' },
				element('span', { class: 'soft small' }, harm),
				element(
					'div',
					{ class: 'bar', 'aria-hidden': 'true' },
					part(0, borne, 'good'),
					part(borne, breaksAt, 'gap'),
					part(breaksAt, 1, 'bad'),
				),
				element('span', { class: 'small says' }, says),
			),
		),
		...notes.map((note) => element('p', { class: 'soft small' }, note)),
	];
}

/** A whole number from 1 to the most, as the field then shows it. */
function within(input: HTMLInputElement, most: number): number {
	const number = Math.min(most, Math.max(1, Math.round(Number(input.value) || 1)));
	input.value = String(number);
	return number;
}
