import pc from 'picocolors';
import { escapeMarkup } from '../../base/escape.ts';
import { formatMs } from '../../base/units.ts';
import { textTable } from '../../report/table.ts';
import type { Score, ScorePart } from './shape.ts';

/** Letters of the longest bar. */
const BAR = 20;
const WHERE = { owner: 'on the owner', another: 'on another host', cluster: 'of the cluster' } as const;

/** Seconds as people read them: `0.42 s`, `41 s`, `3 min 05 s`, `2.1 h`. */
export function secondsText(seconds: number): string {
	if (seconds < 10) return `${seconds.toFixed(2)} s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole} s`;
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
	return `${(seconds / 3600).toFixed(1)} h`;
}

/** What a cluster's failures cost its customers in a year, for a terminal. `before`: the last score of the trend. Ends with a line end. */
export function scoreText(score: Score, { color, before }: { color: boolean; before: Score | null }): string {
	const c = pc.createColors(color);
	const { cluster, customers, parts, low, high, customerSecondsPerYear: seconds } = score;
	const whom = customers === 1 ? 'a customer who always asks' : `${customers} customers who always ask`;
	const columns = ['failure', '', 'a year', 'lost at each', 'lost in a year', '', ''].map((head, i) => ({
		head,
		numeric: i >= 2 && i <= 4,
	}));
	const greatest = Math.max(...parts.map(({ secondsPerYear }) => secondsPerYear), 1e-9);
	const { head, body } = textTable(
		columns,
		parts.map((part) => rowOf(part, greatest)),
	);
	const assumed = new Set(parts.filter(({ source }) => source.startsWith('an assumption')).map(({ failure }) => failure)).size;
	const cited = [
		...new Map(parts.filter(({ source }) => !source.startsWith('an assumption')).map((one) => [one.failure, one.source])),
	];
	return [
		c.bold(`${cluster}: ${secondsText(seconds)} a year (${secondsText(low)} to ${secondsText(high)})`),
		`That is how long ${whom} is not served in an expected year: availability ${(100 * score.availability).toFixed(5)} %.`,
		...(before ? [trendSentence(score, before)] : []),
		'',
		c.dim(head),
		...body,
		'',
		`The interval is of the simulated trials (95 %). Rates are taken as they are: ${assumed} of these kinds of failures have rates that are assumptions.`,
		...cited.map(([failure, source]) => `${failure}: ${source}.`),
		...score.leftOut.map(({ failure, why }) => `Left out: ${failure}: ${why}.`),
		...parts
			.filter(({ loss }) => loss.failed > 0)
			.map(
				({ failure, where, loss }) =>
					`${failure} ${WHERE[where]}: ${loss.failed} trials ended with an error and are in no figure.`,
			),
		`Seed ${score.seed}, ${score.calibration}. Rates of your own: --mix FILE, see docs/score.md.`,
		'',
	].join('\n');
}

function rowOf({ failure, where, perYear, loss, secondsPerYear, lastsMs }: ScorePart, greatest: number): string[] {
	const further = loss.secondsPerSecond
		? `for all of ${formatMs(lastsMs)}, ${Math.round(100 * loss.secondsPerSecond)} % of it`
		: '';
	const bar = '█'.repeat(Math.round((BAR * secondsPerYear) / greatest)) || '·';
	return [
		failure,
		WHERE[where],
		String(Number(perYear.toFixed(2))),
		secondsText(loss.seconds),
		secondsText(secondsPerYear),
		bar,
		further,
	];
}

/** How it compares with an earlier one: worse or better only where the intervals have nothing in common. */
export function trendSentence(now: Score, before: Score): string {
	const change = now.customerSecondsPerYear - before.customerSecondsPerYear;
	const word = now.low > before.high ? 'worse' : now.high < before.low ? 'better' : 'no certain change';
	return `Last time: ${secondsText(before.customerSecondsPerYear)}, so ${change < 0 ? '−' : '+'}${secondsText(Math.abs(change))}: ${word}.`;
}

const LABEL = 'lost in failovers';
/** A letter of 11 pixels' type is about so wide. */
const LETTER = 6.6;

/** A badge for a README: the seconds, without a judgement. Ends with a line end. */
export function scoreBadge({ customerSecondsPerYear, cluster }: Score): string {
	const value = `${secondsText(customerSecondsPerYear)} a year`;
	const [left, right] = [LABEL, value].map((text) => Math.round(text.length * LETTER) + 14) as [number, number];
	const width = left + right;
	const title = escapeMarkup(`${cluster}: ${LABEL}: ${value}`);
	const text = (x: number, content: string) => `<text x="${x}" y="14" text-anchor="middle">${escapeMarkup(content)}</text>`;
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${title}">`,
		`<title>${title}</title>`,
		`<rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="#2a5d9c"/>`,
		`<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(left / 2, LABEL)}${text(left + right / 2, value)}</g>`,
		'</svg>',
	].join('\n')}\n`;
}
