import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { escapeMarkdown } from '../base/escape-markdown.ts';
import { formatMs } from '../base/units.ts';
import { formatShare } from '../metrics/metric.ts';
import type { Compared } from '../results/comparison.ts';
import type { CellFigures, ComparedCluster } from '../results/comparison-schema.ts';
import { markdownTable } from './markdown-table.ts';
import { textTable } from './table.ts';

const COLUMNS = [
	{ head: 'drill', numeric: false },
	{ head: 'cluster', numeric: false },
	{ head: 'n', numeric: true },
	{ head: 'takeover p50 / p95', numeric: true },
	{ head: 'outage p50 / max', numeric: true },
	{ head: 'availability', numeric: true },
	{ head: 'verdict', numeric: false },
];

/** The comparison as a markdown table, and below it what it was measured on. No heading; ends with a line end. */
export function comparisonMarkdown(compared: Compared): string {
	const rows = rowsOf(compared).map(({ cells, verdict }) => [
		...cells.map(escapeMarkdown),
		verdict === 'fail' ? `**${verdict}**` : verdict,
	]);
	const lines = [...markdownTable(COLUMNS, rows), '', ...footnotes(compared).flatMap((text) => [escapeMarkdown(text), ''])];
	return `${lines.join('\n').trimEnd()}\n`;
}

/** The comparison for people at a terminal. `color` decides about ANSI codes; the text is the same without. Ends with a line end. */
export function comparisonTerminal(compared: Compared, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const tint = { pass: c.green, fail: c.red, inconclusive: c.yellow };
	const rows = rowsOf(compared);
	const table = textTable(
		COLUMNS,
		rows.map(({ cells, verdict }) => [...cells, verdict].map(clean)),
	);
	const lines = [
		c.dim(table.head),
		...table.body.map((line, i) => {
			const verdict = rows[i]?.verdict ?? 'inconclusive';
			return line.slice(0, line.length - verdict.length) + tint[verdict](verdict);
		}),
		'',
		...footnotes(compared).map((text) => c.dim(clean(text))),
		`verdict: ${tint[compared.verdict](compared.verdict)}`,
	];
	return `${lines.join('\n')}\n`;
}

/** One row a drill and cluster; the drill is named in its first. */
function rowsOf({ drills }: Compared) {
	return drills.flatMap(({ name, cells }) =>
		cells.map((cell, i) => ({
			cells: [i === 0 ? name : '', cell.cluster, countText(cell), takeoverText(cell), outageText(cell), availabilityText(cell)],
			verdict: cell.verdict,
		})),
	);
}

function countText({ n, failedTrials }: CellFigures): string {
	return failedTrials > 0 ? `${n} + ${failedTrials} lost` : String(n);
}

function takeoverText({ takeoverMs }: CellFigures): string {
	return takeoverMs ? `${formatMs(takeoverMs.p50)} / ${formatMs(takeoverMs.p95)}` : '—';
}

function outageText({ outageMs }: CellFigures): string {
	return outageMs ? `${formatMs(outageMs.p50)} / ${formatMs(outageMs.max)}` : '—';
}

function availabilityText({ availability }: CellFigures): string {
	return availability ? formatShare(availability.p50) : '—';
}

/** What the figures were measured on, one sentence for clusters that share it; then what is missing. */
function footnotes({ clusters, drills }: Compared): string[] {
	const byEnvironment = new Map<string, string[]>();
	for (const cluster of clusters) {
		const text = environmentText(cluster);
		if (text !== null) byEnvironment.set(text, [...(byEnvironment.get(text) ?? []), cluster.label]);
	}
	const measured = [...byEnvironment].map(([text, labels]) => `${labels.join(', ')}: ${text}.`);
	const missing = clusters.flatMap(({ label, error }) => (error === null ? [] : [`${label}: ${error}`]));
	const medians = drills.length > 0 ? ['Availability is the median over the trials, from the fault until it is undone.'] : [];
	return [...measured, ...medians, ...missing];
}

function environmentText({ environment: e, seed, vipdrillVersion }: ComparedCluster): string | null {
	if (!e) return null;
	if (e.lab === 'sim')
		return `simulated, nothing was measured; the service in ${e.publishMode} mode; vipdrill ${vipdrillVersion}, seed ${seed}`;
	const mesh = e.meshProved ? 'through the routing mesh' : 'in ingress mode, without a proof of the routing mesh';
	const mode = e.publishMode === 'host' ? 'in host mode, not through the routing mesh' : mesh;
	return `measured ${mode}, on engine ${e.engine}, kernel ${e.kernel}, ${e.cpus} CPUs; in the hosts Docker ${e.dockerVersion}, keepalived ${e.keepalivedVersion}; vipdrill ${vipdrillVersion}, seed ${seed}`;
}

/** What others wrote must not steer the terminal or break a line. */
function clean(text: string): string {
	return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}
