import { commandData, commandProperty } from '../../base/escape.ts';
import { METRICS } from '../../metrics/metric-catalog.ts';
import type { BaselineReport } from '../../results/baseline-schema.ts';
import { resultsOf } from '../../results/drill-results.ts';
import type { ExpectationResult, RunReport } from '../../results/run-report.ts';
import { BASELINE_COLUMNS, baselineRow } from '../baseline-text.ts';
import { drillTitle, remedyOf } from '../wording.ts';

/**
 * A run as workflow commands of GitHub Actions, one line an annotation: an error for what did not hold, a warning for what could not be
 * decided, a notice where all held; then what got worse against a baseline. Escaped as actions/toolkit does (packages/core/src/command.ts), so that no text can end its line and
 * begin a command. Ends with a line end.
 */
export function renderGithub(report: RunReport, against: BaselineReport | null = null): string {
	const lines = report.drills.flatMap((drill) => {
		const results = resultsOf(drill);
		const remedy = remedyOf(drill);
		const mended = remedy ? `\nlikely why: ${remedy.why}\nmended by:\n${remedy.lines.join('\n')}` : '';
		const annotated = results
			.filter(({ outcome }) => outcome !== 'pass')
			.map((result) => annotation(drillTitle(drill), result, mended));
		if (annotated.length > 0 || drill.verdict === 'pass') return annotated;
		return [command('warning', drillTitle(drill), drill.because)];
	});
	const passed = report.verdict === 'pass' ? [command('notice', report.cluster.name, 'Every drill passed.')] : [];
	return `${[...lines, ...passed, ...(against ? baselineLines(against) : [])].join('\n')}\n`;
}

function baselineLines({ verdict, because, warnings, changes, before }: BaselineReport): string[] {
	const worse = changes.filter(({ outcome }) => outcome === 'regression');
	const errors = worse.map((change) => {
		const cells = baselineRow(change).map((cell, i) => `${BASELINE_COLUMNS[i]?.head}: ${cell}`);
		const meaning = METRICS.find(({ path }) => path === change.metric)?.meaning ?? change.metric;
		const message = [meaning, ...cells.slice(2, -1)].join('\n');
		return command('error', `${change.drill}: ${change.metric} is worse than in the baseline`, message);
	});
	if (verdict === 'fail') return errors;
	const doubts = warnings.map((text) => command('warning', `against the baseline ${before.id}`, text));
	return [
		...doubts,
		command(verdict === 'pass' ? 'notice' : 'warning', `against the baseline ${before.id}: ${verdict}`, because),
	];
}

function annotation(drill: string, { title, asked, got, outcome }: ExpectationResult, mended: string): string {
	const failed = outcome === 'fail';
	return command(failed ? 'error' : 'warning', `${drill}: ${title}`, `asked: ${asked}\ngot: ${got}${failed ? mended : ''}`);
}

function command(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
	return `::${kind} title=${commandProperty(title)}::${commandData(message)}`;
}
