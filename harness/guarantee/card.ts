import { escapeMarkup } from '../base/escape.ts';
import type { Guarantee, GuaranteedClass } from './shape.ts';
import { outageText, rangeText, whoText } from './wording.ts';

const WIDTH = 760;
const ROW = 26;
const TOP = 74;
const FOOT = 34;
/** Where the columns begin. */
const X = { failure: 16, who: 206, bounds: 352, bar: 478, simulated: 606 };
const BAR = 116;
/** Longer outages reach to the end of their bar. */
const LONGEST_MS = 10_000;

const STYLE = `.bg{fill:#fff;stroke:#d8dbd5}.ink{fill:#1b2026}.soft{fill:#59626c}.bad{fill:#b02a18}.band{fill:#2a5d9c;fill-opacity:.28}.mark{stroke:#1b2026}.line{stroke:#e2e4e0}
@media (prefers-color-scheme: dark){.bg{fill:#16191c;stroke:#363d44}.ink{fill:#e6e9eb}.soft{fill:#a0aab3}.bad{fill:#f49a88}.band{fill:#83b3ea;fill-opacity:.35}.mark{stroke:#e6e9eb}.line{stroke:#2d343a}}`;

/**
 * A guarantee as a small SVG for a README: a row a class of failures; in light or dark as the reader has it. All that is drawn is text too, and its
 * `<desc>` tells the rows to who cannot see. Ends with a line end.
 */
export function guaranteeCard(guarantee: Guarantee): string {
	const { classes, simulated, cluster, vip, vipdrillVersion } = guarantee;
	const height = TOP + classes.length * ROW + FOOT;
	const bounds = classes.flatMap(({ theory, simulation }) => [theory.outage?.maxMs ?? 0, simulation?.outage?.maxMs ?? 0]);
	const scaleMs = Math.min(LONGEST_MS, Math.max(1, ...bounds));
	const foot = simulated
		? `Theory: timers alone. Simulated: least / median / greatest of ${simulated.trials} trials, seed ${simulated.seed}. vipdrill ${vipdrillVersion}.`
		: `Theory: timers alone. Nothing was simulated. vipdrill ${vipdrillVersion}.`;
	const heads: [number, string][] = [
		[X.failure, 'failure'],
		[X.who, 'who takes over'],
		[X.bounds, 'nobody is served'],
		...(simulated ? ([[X.simulated, 'simulated']] as [number, string][]) : []),
	];
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">`,
		`<title id="t">${escapeMarkup(titleOf(cluster, vip))}</title>`,
		`<desc id="d">${escapeMarkup(classes.map(sentenceOf).join(' '))}</desc>`,
		`<style>${STYLE}</style>`,
		`<rect class="bg" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
		text(X.failure, 28, titleOf(cluster, vip), 'ink', 'font-size="15" font-weight="600"'),
		...heads.map(([x, head]) => text(x, TOP - 18, head, 'soft')),
		...classes.flatMap((one, i) => row(one, TOP + i * ROW, scaleMs)),
		text(X.failure, height - 13, foot, 'soft', 'font-size="11"'),
		'</svg>',
	].join('\n')}\n`;
}

const titleOf = (cluster: string, vip: string) => `What ${cluster} (${vip}) does when its owner fails`;

function sentenceOf({ failure, theory, simulation }: GuaranteedClass): string {
	const simulated = simulation?.outage ? `, simulated ${outageText(simulation)}` : '';
	return `${failure}: ${whoText(theory)}; nobody is served for ${rangeText(theory.outage)}${simulated}.`;
}

function row({ failure, theory, simulation }: GuaranteedClass, y: number, scaleMs: number): string[] {
	const isNever = theory.outcome === 'never';
	const base = y + 12;
	return [
		`<line class="line" x1="${X.failure}" x2="${WIDTH - 16}" y1="${y - 8}" y2="${y - 8}"/>`,
		text(X.failure, base, failure, 'ink'),
		text(X.who, base, clipped(whoText(theory)), isNever ? 'bad' : 'ink', isNever ? 'font-weight="700"' : ''),
		text(X.bounds, base, rangeText(theory.outage), 'ink'),
		...bar({ theory, simulation }, y, scaleMs),
		...(simulation ? [text(X.simulated, base, outageText(simulation), 'ink')] : []),
	];
}

/** The bounds as a band, and simulated trials as a line with its median. */
function bar({ theory, simulation }: Pick<GuaranteedClass, 'theory' | 'simulation'>, y: number, scaleMs: number): string[] {
	const at = (ms: number) => Math.round((X.bar + (BAR * Math.min(ms, scaleMs)) / scaleMs) * 10) / 10;
	const { outage } = theory;
	const figures = simulation?.outage;
	return [
		...(outage?.maxMs
			? [
					`<rect class="band" x="${at(outage.minMs)}" y="${y}" width="${Math.max(2, at(outage.maxMs) - at(outage.minMs)).toFixed(1)}" height="14" rx="2"/>`,
				]
			: []),
		...(figures
			? [
					`<path class="mark" d="M${at(figures.minMs)} ${y + 7}H${at(figures.maxMs)}M${at(figures.medianMs)} ${y + 2}V${y + 12}"/>`,
				]
			: []),
	];
}

const text = (x: number, y: number, words: string, look: string, more = '') =>
	`<text class="${look}" x="${x}" y="${y}"${more === '' ? '' : ` ${more}`}>${escapeMarkup(words)}</text>`;

/** Host names may be as long as they like. */
const clipped = (words: string) => (words.length > 20 ? `${words.slice(0, 19)}…` : words);
