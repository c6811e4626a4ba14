import type { Effect } from '../../guarantee/diff/shape.ts';
import { changeText } from '../../guarantee/diff/wording.ts';
import type { Simulated } from '../../guarantee/guarantee.ts';
import type { Guarantee, GuaranteedClass, Remedy, Theory } from '../../guarantee/shape.ts';
import {
	figuresText,
	openEnds,
	outageText,
	rangeText,
	simulatedText,
	simulatedWhoText,
	whoText,
} from '../../guarantee/wording.ts';
import { element } from '../../report/page/element.ts';
import { button } from './button.ts';
import { Cancelled, type Crew, type EngineWorker, messageOf } from './engines.ts';
import { savePng, saveText } from './save.ts';
import type { PageState } from './state.ts';

/** As `vipdrill guarantee` has them by default. */
const TRIALS = 50;
const SEED = 'guarantee';

/** What the design guarantees for each class of failures, as the files are; before and after where they are held against others. */
export class CardView {
	readonly root = element('section', { class: 'side guarantee', 'aria-labelledby': 'card-head' });
	readonly #about = element('p', { class: 'soft small' });
	readonly #stale = element('p', { class: 'inconclusive small', role: 'status' });
	readonly #verdict = element('div', {});
	readonly #table = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Guarantee' });
	readonly #mend = element('div', {});
	readonly #progress = element('span', { class: 'soft small', role: 'status' });
	readonly #simulate = button(`Simulate each class, ${TRIALS} trials`, () => void this.#run());
	readonly #keep = button('Keep as “before”', () => this.#holdAgainst());
	/** Simulated, of the files of that edit. */
	#simulated: { edits: number; guarantee: Guarantee; card: string } | null = null;
	#running = 0;

	constructor(
		private readonly state: PageState,
		private readonly worker: EngineWorker,
		private readonly crew: Crew,
	) {
		const svg = button('Card as SVG', () => saveText(`${this.state.name}.svg`, this.#card, 'image/svg+xml'));
		const png = button('as PNG', () => void savePng(`${this.state.name}.png`, this.#card));
		this.root.append(
			element(
				'div',
				{ class: 'side-head' },
				element('h2', { id: 'card-head' }, 'What it guarantees'),
				element('span', { class: 'row' }, this.#keep, svg, png),
			),
			this.#stale,
			this.#about,
			this.#verdict,
			this.#table,
			element('div', { class: 'row' }, this.#simulate, this.#progress),
			this.#mend,
		);
		state.onEdit(() => this.#greyed());
		state.onJudged(() => this.#show());
	}

	get #card(): string {
		return (this.#simulated?.edits === this.state.edits ? this.#simulated.card : this.state.cluster?.card) ?? '';
	}

	#greyed(): void {
		this.#running += 1;
		this.#progress.textContent = '';
		this.#keep.textContent = this.state.before === null ? 'Keep as “before”' : 'Forget “before”';
	}

	#holdAgainst(): void {
		this.state.holdAgainst(this.state.before === null ? this.state.folder : null);
	}

	#show(): void {
		const { cluster, isCurrent, trouble, judgement } = this.state;
		this.root.classList.toggle('stale', !isCurrent);
		this.#simulate.disabled = !isCurrent;
		const why = trouble ?? judgement?.problems[0]?.problem ?? '';
		this.#stale.textContent = isCurrent
			? ''
			: cluster
				? `The files are not right yet (${why}). This is what they guaranteed before.`
				: why;
		if (!cluster) {
			for (const part of [this.#about, this.#verdict, this.#table, this.#mend]) part.replaceChildren();
			return;
		}
		const guarantee = this.#simulated?.edits === this.state.edits ? this.#simulated.guarantee : cluster.guarantee;
		const { vip, owner, publishMode } = guarantee;
		const where = publishMode === 'ingress' ? 'through the routing mesh' : 'on each host for itself';
		this.#about.textContent = `Floating IP ${vip}, held by ${owner ?? 'nobody'}; published ${where}. Theory: bounds that timers alone give. ${simulatedText(guarantee.simulated) ?? ''}`;
		const { difference } = this.state;
		this.#verdict.replaceChildren(...(difference ? [differenceWords(difference)] : []));
		const effects = new Map((difference?.together ?? []).map((one) => [one.id, one]));
		this.#table.replaceChildren(guaranteeTable(guarantee.classes, effects));
		this.#mend.replaceChildren(...remedies(guarantee.classes));
	}

	async #run(): Promise<void> {
		const { edits, cluster } = this.state;
		if (!cluster || !this.state.isCurrent) return;
		this.#running += 1;
		const run = this.#running;
		const isWanted = () => run === this.#running;
		const folder = { ...this.state.folder };
		const ids = cluster.guarantee.classes.map(({ id }) => id);
		const parts: Simulated[] = [];
		let done = 0;
		this.#progress.textContent = `0 of ${ids.length} classes`;
		try {
			await this.crew.all(
				'class',
				ids.map((id) => ({ folder, id, seed: SEED, trials: TRIALS })),
				(answer, index) => {
					if (!isWanted()) throw new Cancelled();
					parts[index] = answer;
					done += 1;
					this.#progress.textContent = `${done} of ${ids.length} classes`;
				},
			);
			const { guarantee, card } = await this.worker.ask('guarantee', { folder, parts });
			if (!isWanted()) return;
			this.#simulated = { edits, guarantee, card };
			this.#progress.textContent = 'Simulated.';
			this.#show();
		} catch (error) {
			if (isWanted()) this.#progress.textContent = error instanceof Cancelled ? '' : messageOf(error);
		}
	}
}

function guaranteeTable(classes: readonly GuaranteedClass[], effects: ReadonlyMap<string, Effect>): HTMLElement {
	const isCompared = effects.size > 0;
	const isSimulated = classes.some(({ simulation }) => simulation !== null);
	const heads = [
		'failure',
		'who takes over',
		...(isCompared ? [] : ['detection']),
		'takeover',
		'nobody is served',
		...(isCompared ? ['so it is'] : []),
	];
	const rows = classes.flatMap((one) => {
		const effect = effects.get(one.id);
		const cells = isCompared ? comparedCells(one, effect) : theoryCells(one.theory);
		const name = element('th', { scope: 'row' }, one.failure);
		const row = element('tr', { class: one.theory.outcome === 'never' ? 'never' : '' }, name, ...cells);
		return [row, ...(isSimulated && !isCompared ? [simulatedRow(one)] : [])];
	});
	return element(
		'table',
		{},
		element('caption', { class: 'hidden' }, 'What the design guarantees in each class of failures'),
		element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
		element('tbody', {}, ...rows),
	);
}

const cell = (text: string, cssClass = '') => element('td', cssClass === '' ? {} : { class: cssClass }, text);
const isBad = ({ outcome }: Theory) => outcome === 'never';
/** Two owners are bad, and yet somebody serves. */
const isUnserved = (theory: Theory) => isBad(theory) && theory.problem !== 'two-owners';

function theoryCells(theory: Theory): HTMLElement[] {
	return [
		cell(whoText(theory), isBad(theory) ? 'fail who' : 'who'),
		cell(rangeText(theory.detection)),
		cell(rangeText(theory.takeover)),
		cell(rangeText(theory.outage), isUnserved(theory) ? 'fail' : ''),
	];
}

function comparedCells({ theory }: GuaranteedClass, effect: Effect | undefined): HTMLElement[] {
	const before = effect?.before ?? theory;
	const both = (was: string, is: string, wasBad: boolean, bad: boolean) =>
		was === is
			? cell(is, bad ? 'fail' : '')
			: element(
					'td',
					{},
					element('span', { class: `was${wasBad ? ' fail' : ''}` }, was),
					element('span', { class: 'hidden' }, ' before, after '),
					element('span', { class: `is${bad ? ' fail' : ''}` }, is),
				);
	const verdict = effect?.verdict ?? 'same';
	const look = { better: 'pass', worse: 'fail', other: 'inconclusive', same: 'soft' }[verdict];
	return [
		both(whoText(before), whoText(theory), isBad(before), isBad(theory)),
		both(rangeText(before.takeover), rangeText(theory.takeover), false, false),
		both(rangeText(before.outage), rangeText(theory.outage), isUnserved(before), isUnserved(theory)),
		element('td', { class: look }, element('b', { class: look }, verdict === 'same' ? 'the same' : verdict)),
	];
}

function simulatedRow(one: GuaranteedClass): HTMLElement {
	const { simulation } = one;
	const figures = [
		simulatedWhoText(one),
		figuresText(simulation?.detection ?? null),
		figuresText(simulation?.takeover ?? null),
		outageText(simulation),
	];
	const said = one.agree === false ? 'simulated, not as theory says' : 'simulated';
	return element(
		'tr',
		{ class: `simulated${one.agree === false ? ' differs' : ''}` },
		element('td', { class: 'soft' }, said),
		...figures.map((text) => cell(text)),
	);
}

/** What never works or could be better, with the lines that mend it; classes with the same remedy together. */
function remedies(classes: readonly GuaranteedClass[]): HTMLElement[] {
	const groups = new Map<string, GuaranteedClass[]>();
	for (const one of classes.filter(({ theory }) => theory.outcome === 'never' || theory.outcome === 'unknown' || theory.remedy)) {
		const key = one.theory.remedy ? JSON.stringify(one.theory.remedy) : one.id;
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	const notes = [
		...new Set(
			classes.flatMap(({ theory }) => [
				...theory.notes,
				...openEnds(theory).map(({ what, why }) => `No bound of ${what}: ${why}`),
			]),
		),
	];
	return [
		...[...groups.values()].map(remedyOf),
		...(notes.length === 0
			? []
			: [
					element(
						'details',
						{},
						element('summary', {}, `Notes: ${notes.length}`),
						element('ul', { class: 'small' }, ...notes.map((note) => element('li', {}, `${note}.`))),
					),
				]),
	];
}

function remedyOf(group: readonly GuaranteedClass[]): HTMLElement {
	const [first] = group;
	const isNever = group.some(({ theory }) => isBad(theory));
	const names = group.map(({ failure }) => failure).join(', ');
	const word = isNever ? 'Never' : first?.theory.outcome === 'unknown' ? 'Not known' : 'Could be better';
	const parts = first?.theory.remedy ? remedyParts(first.theory.remedy) : [];
	return element(
		'details',
		{ class: `remedy${isNever ? ' is-never' : ''}` },
		element('summary', {}, element('b', { class: isNever ? 'fail' : 'inconclusive' }, word), ` ${names}: how to mend it`),
		...group.map(({ failure, theory }) =>
			element('p', { class: 'small' }, `${group.length > 1 ? `${failure}: ` : ''}${theory.why}`),
		),
		...parts,
	);
}

function remedyParts({ why, parts, note }: Remedy): HTMLElement[] {
	return [
		...(parts.length === 0 ? [element('p', { class: 'small' }, why)] : []),
		...(note === null ? [] : [element('p', { class: 'small' }, note)]),
		...parts.flatMap(({ where, lines }) => [
			element('p', { class: 'soft small' }, `Add to ${where}:`),
			element('pre', { tabindex: '0', 'aria-label': `Lines for ${where}` }, element('code', {}, lines.join('\n'))),
		]),
	];
}

function differenceWords({ changes, verdict, together }: NonNullable<PageState['difference']>): HTMLElement {
	if (changes.length === 0) return element('p', { class: 'notice' }, 'As before. Edit a file, and the difference is shown here.');
	const count = (one: Effect['verdict']) => together.filter((effect) => effect.verdict === one).length;
	const words = `${count('better')} better, ${count('worse')} worse, ${count('other')} other, ${count('same')} the same`;
	const look = verdict === 'worse' ? 'fail' : verdict === 'better' ? 'pass' : 'inconclusive';
	return element(
		'div',
		{ class: 'notice' },
		element('b', { class: look }, `Against before: ${words}.`),
		element('ul', { class: 'small' }, ...changes.slice(0, 12).map((change) => element('li', {}, changeText(change)))),
		...(changes.length > 12 ? [element('p', { class: 'soft small' }, `and ${changes.length - 12} more`)] : []),
	);
}
