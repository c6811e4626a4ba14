import { escapeMarkdown as escaped } from '../../base/escape-markdown.ts';
import { formatMs } from '../../base/units.ts';
import { worstOf } from '../../gate/verdict.ts';
import type { BaselineReport } from '../../results/baseline-schema.ts';
import { compareRuns } from '../../results/comparison.ts';
import { resultsOf } from '../../results/drill-results.ts';
import type { DrillReport, ExpectationResult, RunReport } from '../../results/run-report.ts';
import { baselineMarkdown } from '../baseline-markdown.ts';
import { comparisonMarkdown } from '../comparison-text.ts';
import { markdownTable } from '../markdown-table.ts';
import { outageOf } from '../trial-sentences.ts';
import { drillTitle, interruptedSentence, meshSentence, publishSentence, remedyOf, runSentence, SIGNS } from '../wording.ts';

/** Of more trials, run.json has the rest. */
const SHOWN_TRIALS = 10;

/**
 * A run as markdown for a pull request or a step summary: the verdict, a row a drill, whatever did not hold, and what changed against a
 * baseline. `picture` is the path of a timeline beside it, shown where it is given. Ends with a line end.
 */
export function renderMarkdown(
	report: RunReport,
	picture: { file: string; about: string } | null = null,
	against: BaselineReport | null = null,
): string {
	const { cluster, environment } = report;
	const table = comparisonMarkdown(compareRuns([{ cluster: cluster.name, folder: report.id, report, error: null }]));
	const mesh = meshSentence(environment);
	const verdict = worstOf([report.verdict, ...(against ? [against.verdict] : [])]);
	const blocks = [
		`## ${SIGNS[verdict]} Failover of ${escaped(cluster.name)}: ${verdict}`,
		table.trimEnd(),
		...report.drills.filter(({ verdict }) => verdict !== 'pass').map(drillBlock),
		...report.drills.flatMap(probeBlock),
		...(against ? [baselineMarkdown(against)] : []),
		...(picture ? [`![${escaped(picture.about)}](${encodeURI(picture.file)})`] : []),
		`The service is ${escaped(publishSentence(environment))}.${mesh === null ? '' : ` ${escaped(mesh)}.`}`,
		...cluster.deviations.map((text) => `Deviation from the published design: ${escaped(text)}`),
		...[interruptedSentence(report)].filter((text) => text !== null).map((text) => `**${text}**`),
		...environment.notTested.map((text) => `Not tested: ${escaped(text)}`),
		`<sub>${escaped(runSentence(report))} · again: ${escaped(report.rerun)}</sub>`,
	];
	return `${blocks.join('\n\n')}\n`;
}

function drillBlock(drill: DrillReport): string {
	const results = resultsOf(drill);
	const remedy = remedyOf(drill);
	return [
		`### ${SIGNS[drill.verdict]} ${escaped(drillTitle(drill))}`,
		'',
		`${escaped(drill.event)} ${escaped(drill.because)}`,
		'',
		...results.filter(({ outcome }) => outcome !== 'pass').map(resultLine),
		// Indented, not fenced: no line of it can end the block.
		...(remedy
			? ['', `Likely why: ${escaped(remedy.why)} Mended by:`, '', ...remedy.lines.map((line) => `    ${escapedCode(line)}`)]
			: []),
	].join('\n');
}

/** What the probes of a drill saw, trial by trial; nothing where it has none. */
function probeBlock({ name, trials }: DrillReport): string[] {
	const rows = trials.slice(0, SHOWN_TRIALS).flatMap(({ trial, measurements: { probes } }) =>
		Object.entries(probes).map(([probe, m]) => {
			const cut = m.cut === null ? '—' : m.cut.times === 0 ? 'never' : `${m.cut.times}×, first after ${formatMs(m.cut.firstMs)}`;
			return [String(trial), `${probe} (${m.kind})`, `${m.failed} of ${m.sent}`, outageOf(m), formatMs(m.lostMs), cut];
		}),
	);
	if (rows.length === 0) return [];
	const column = (head: string, numeric = false) => ({ head, numeric });
	const columns = [
		column('trial', true),
		column('probe'),
		column('failed'),
		column('longest outage'),
		column('lost'),
		column('cut'),
	];
	return [`Probes of ${escaped(name)}:`, markdownTable(columns, rows).join('\n')];
}

function resultLine({ outcome, title, asked, got }: ExpectationResult): string {
	return `- ${SIGNS[outcome]} ${escaped(title)}: asked ${escaped(asked)}; got ${escaped(got)}`;
}

/** In a code block nothing but a line end could do harm. */
const escapedCode = (line: string) => line.replace(/\p{Cc}+/gu, ' ');
