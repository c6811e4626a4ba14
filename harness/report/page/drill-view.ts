import { formatMs } from '../../base/units.ts';
import { ecdfOption, ecdfSteps } from '../drawing/ecdf.ts';
import { chartIn } from './charts.ts';
import { element, tableElement } from './element.ts';
import type { PageChart, PageData, PageDrill, PageDrillLogs, PageSide, PageTrial } from './page-types.ts';
import { TimelineView } from './timeline-view.ts';

/** Draws a drill into its place: a timeline for each run that has it, which go together, and the distributions. */
export function showDrill(
	place: HTMLElement,
	{ sides, charts }: PageDrill,
	logs: PageDrillLogs,
	{ runs, besideTrials }: Pick<PageData, 'runs' | 'besideTrials'>,
): void {
	const views = new Map<PageSide, TimelineView>();
	const others = (side: PageSide) => [...views].flatMap(([each, view]) => (each === side ? [] : [view]));
	const panels = sides.map((side) => {
		const panel = element('div', { class: 'side' });
		const show = (trial: PageTrial) => {
			views.get(side)?.dispose();
			views.delete(side);
			const body = panel.lastElementChild as HTMLElement;
			body.replaceChildren(...trialParts(side, trial));
		};
		const trialParts = (of: PageSide, trial: PageTrial): HTMLElement[] => {
			const run = runs[of.run] ?? { label: '', hosts: [], vip: '' };
			const about = trialWords(trial);
			if (!trial.timeline)
				return [element('p', { class: 'soft' }, 'The timeline of this trial was not kept, so there is no drawing.'), ...about];
			const label = `Timeline of trial ${trial.trial}${runs.length > 1 ? ` of ${run.label}` : ''}`;
			const log = logs[sides.indexOf(of)]?.[of.trials.indexOf(trial)] ?? null;
			const view = new TimelineView(trial.timeline, run.hosts, run.vip, label, log && { log, isLinked: besideTrials });
			view.follow({
				cursor: (ms) => {
					for (const other of others(side)) other.point(ms);
				},
				window: (from, to) => {
					for (const other of others(side)) other.show(from, to);
				},
			});
			views.set(side, view);
			// It needs its width.
			queueMicrotask(() => view.draw());
			return [view.root, ...about];
		};
		panel.append(sideHead(side, runs, show), element('div'));
		const worst = worstOf(side.trials);
		return { panel, begin: () => worst && show(worst) };
	});
	const figures = element('div', { class: 'figures' });
	place.replaceChildren(...panels.map(({ panel }) => panel), figures);
	for (const { begin } of panels) begin();
	for (const chart of charts) showChart(figures, chart, `figure of ${charts.length}`);
}

const worstOf = (trials: readonly PageTrial[]) => [...trials].sort((a, b) => b.outageMs - a.outageMs)[0];

function sideHead({ run, trials }: PageSide, runs: PageData['runs'], show: (trial: PageTrial) => void): HTMLElement {
	const label = runs.length > 1 ? (runs[run]?.label ?? '') : '';
	const worst = worstOf(trials);
	const select = element('select', {});
	for (const trial of trials) {
		const option = element(
			'option',
			{ value: String(trial.trial) },
			`trial ${trial.trial}: longest outage ${formatMs(trial.outageMs)}`,
		);
		option.selected = trial === worst;
		select.append(option);
	}
	select.addEventListener('change', () => {
		const chosen = trials.find(({ trial }) => String(trial) === select.value);
		if (chosen) show(chosen);
	});
	const name = label === '' ? [] : [element('b', {}, label)];
	return element(
		'div',
		{ class: 'side-head' },
		...name,
		element('label', {}, 'Shown: ', select),
		element('span', { class: 'soft small' }, 'the worst first'),
	);
}

function trialWords({ trial, distrust, facts, requests }: PageTrial): HTMLElement[] {
	const doubt =
		distrust.length === 0 ? [] : [element('p', { class: 'inconclusive' }, `Not to be trusted: ${distrust.join('; ')}`)];
	const more = element(
		'details',
		{ class: 'facts' },
		element('summary', {}, `Trial ${trial} in words and figures`),
		...facts.map((text) => element('p', { class: 'soft small' }, text)),
		tableElement(`Requests of trial ${trial}`, requests.heads, requests.rows),
	);
	return [...doubt, more];
}

function showChart(place: HTMLElement, { title, distributions }: PageChart, kind: string): void {
	const legend = element(
		'ul',
		{ class: 'legend' },
		...distributions.map(({ name, look, dashed, theory }) =>
			element(
				'li',
				{},
				element('i', { class: theory ? 'band' : dashed ? 'dashed' : 'line', style: `--c: var(--${look})` }),
				name,
			),
		),
	);
	const canvas = element('div', { class: 'canvas' });
	const rows = distributions.flatMap(({ name, values, theory }) =>
		theory
			? [[name, `evenly from ${formatMs(theory[0])} to ${formatMs(theory[1])}`, '']]
			: ecdfSteps(values).map(([ms, share]) => [name, formatMs(ms), `${Math.round(share * 100)} %`]),
	);
	const table = element(
		'details',
		{},
		element('summary', {}, 'As a table'),
		tableElement(title, ['distribution', 'at most', 'share of trials'], rows),
	);
	const heading = element('h4', {}, `${title}: share of trials that took no longer`);
	place.append(element('figure', {}, heading, legend, canvas, table));
	chartIn(canvas, kind, 210, ecdfOption(distributions));
}
