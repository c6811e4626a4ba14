import { escapeMarkup, xmlAttributes } from '../../base/escape.ts';
import type { BaselineReport } from '../../results/baseline-schema.ts';
import { resultsOf } from '../../results/drill-results.ts';
import type { DrillReport, ExpectationResult, RunReport } from '../../results/run-report.ts';
import { describeConditions } from '../../scenario/conditions.ts';
import { baselineRunText } from '../baseline-text.ts';
import { engineSentence, interruptedSentence, meshSentence, privilegesSentence, publishSentence, remedyOf } from '../wording.ts';

/**
 * A run as JUnit XML: a suite a drill, a test case an expectation, an objective or an invariant. An inconclusive one is an `<error>`, as JUnit calls what kept a test
 * from deciding: `<skipped>` would let a CI job go green although vipdrill exits with 2. A drill with neither gets one test case
 * with its verdict, so that it does not vanish. What the run was held against is one more suite.
 */
export function renderJunit(report: RunReport, baseline: BaselineReport | null = null): string {
	const suites: Suite[] = report.drills.map((drill) => ({
		...{ name: drill.name, remedy: remedyText(drill), cases: casesOf(drill) },
		conditions: describeConditions(drill.spec.conditions),
	}));
	if (baseline) suites.push({ name: 'baseline', remedy: '', conditions: null, cases: [againstCase(baseline)] });
	const all = suites.flatMap((suite) => suite.cases);
	const lines = [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites${xmlAttributes({ name: 'vipdrill', ...counts(all), time: seconds(report) })}>`,
		...suites.flatMap((suite) => suiteLines(report, suite)),
		'</testsuites>',
	];
	return `${lines.join('\n')}\n`;
}

function casesOf(drill: DrillReport): ExpectationResult[] {
	const cases = resultsOf(drill);
	if (cases.length > 0) return cases;
	return [{ title: 'verdict', asked: 'expectations', got: drill.because, outcome: drill.verdict }];
}

function againstCase({ before, verdict, because }: BaselineReport): ExpectationResult {
	return {
		title: `against ${before.id}`,
		asked: `nothing worse than in ${baselineRunText(before)}`,
		got: because,
		outcome: verdict,
	};
}

interface Suite {
	name: string;
	/** What a failure's text ends with. */
	remedy: string;
	/** What the drill ran under, in words. */
	conditions: string | null;
	cases: readonly ExpectationResult[];
}

function suiteLines(report: RunReport, { name, remedy, cases, conditions }: Suite): string[] {
	const properties = {
		run: report.id,
		seed: report.seed,
		rerun: report.rerun,
		engine: engineSentence(report.environment),
		publishMode: publishSentence(report.environment),
		meshProof: meshSentence(report.environment) ?? 'none',
		privileges: privilegesSentence(report.environment),
		notTested: report.environment.notTested.join(' '),
		...(conditions === null ? {} : { conditions }),
		...(report.interrupted ? { interrupted: interruptedSentence(report) ?? '' } : {}),
	};
	return [
		`  <testsuite${xmlAttributes({ name, timestamp: report.startedAt, ...counts(cases), skipped: 0, time: 0 })}>`,
		'    <properties>',
		...Object.entries(properties).map(([name, value]) => `      <property${xmlAttributes({ name, value })}/>`),
		'    </properties>',
		...cases.flatMap((result) => caseLines(name, remedy, result)),
		'  </testsuite>',
	];
}

function caseLines(suite: string, remedy: string, { title, asked, got, outcome }: ExpectationResult): string[] {
	const open = `    <testcase${xmlAttributes({ classname: `vipdrill.${suite}`, name: title, time: 0 })}`;
	if (outcome === 'pass') return [`${open}/>`];
	const tag = outcome === 'fail' ? 'failure' : 'error';
	const text = escapeMarkup(`asked: ${asked}\ngot: ${got}${outcome === 'fail' ? remedy : ''}`);
	return [`${open}>`, `      <${tag}${xmlAttributes({ message: got, type: outcome })}>${text}</${tag}>`, '    </testcase>'];
}

function remedyText(drill: DrillReport): string {
	const remedy = remedyOf(drill);
	return remedy ? `\nlikely why: ${remedy.why}\nmended by:\n${remedy.lines.join('\n')}` : '';
}

function counts(cases: readonly ExpectationResult[]) {
	const count = (outcome: string) => cases.filter((c) => c.outcome === outcome).length;
	return { tests: cases.length, failures: count('fail'), errors: count('inconclusive') };
}

function seconds({ startedAt, finishedAt }: RunReport): number {
	const ms = Date.parse(finishedAt) - Date.parse(startedAt);
	return Number.isFinite(ms) ? ms / 1000 : 0;
}
