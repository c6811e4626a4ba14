import { basename } from 'node:path';
import { worstOf } from '../gate/verdict.ts';
import { describeConditions } from '../scenario/conditions.ts';
import type { CellFigures, ComparedCluster, ComparedDrill, Comparison } from './comparison-schema.ts';
import type { DrillReport, RunReport } from './run-report.ts';

/** One cluster's run, or why there is none. */
export type ComparedRun =
	| { cluster: string; folder: string; report: RunReport; error: string | null }
	| { cluster: string; folder: null; report: null; error: string };

/** What a comparison says, without when and how it was made. */
export type Compared = Pick<Comparison, 'clusters' | 'drills' | 'verdict'>;

/** Puts runs side by side: each drill of any of them, on each cluster that it ran on. Clusters of one name are told apart by their folder. */
export function compareRuns(runs: readonly ComparedRun[]): Compared {
	const labelled = runs.map((run) => ({ run, label: labelOf(run, runs) }));
	const clusters = labelled.map(({ run, label }) => comparedCluster(run, label));
	const names = [...new Set(runs.flatMap(({ report }) => report?.drills.map(({ name }) => name) ?? []))];
	const drills = names.map((name): ComparedDrill => {
		const found = labelled.flatMap(({ run, label }) =>
			(run.report?.drills ?? []).filter((drill) => drill.name === name).map((drill) => ({ drill, label })),
		);
		return {
			name,
			event: eventOf(found[0]?.drill),
			cells: found.map(({ drill, label }) => ({ cluster: label, ...figuresOf(drill) })),
		};
	});
	return { clusters, drills, verdict: worstOf(clusters.map(({ verdict }) => verdict)) };
}

/** What a drill stands for, and under which conditions. */
function eventOf(drill: DrillReport | undefined): string {
	const under = describeConditions(drill?.spec.conditions);
	return `${drill?.event ?? ''}${under === null ? '' : ` Under conditions: ${under}.`}`;
}

function labelOf(run: ComparedRun, runs: readonly ComparedRun[]): string {
	const alone = runs.filter(({ cluster }) => cluster === run.cluster).length === 1;
	return alone || run.folder === null ? run.cluster : `${run.cluster} (${basename(run.folder)})`;
}

function comparedCluster({ report, folder, error }: ComparedRun, label: string): ComparedCluster {
	if (!report) return { label, folder, error, verdict: 'inconclusive', seed: null, vipdrillVersion: null, environment: null };
	const { lab, engine, hosts, publishMode, meshProof } = report.environment;
	return {
		label,
		folder,
		error,
		verdict: report.verdict,
		seed: report.seed,
		vipdrillVersion: report.vipdrillVersion,
		environment: {
			lab,
			engine: `${engine.provider} ${engine.version}`,
			kernel: engine.kernel,
			cpus: engine.cpus,
			publishMode,
			meshProved: meshProof !== null,
			dockerVersion: hosts.dockerVersion,
			keepalivedVersion: hosts.keepalivedVersion,
		},
	};
}

function figuresOf({ trials, failedTrials, summary, verdict, because }: DrillReport): CellFigures {
	const { takeoverMs, 'http.outageMs': outageMs, 'http.availability': availability } = summary;
	return {
		n: trials.length,
		failedTrials: failedTrials.length,
		takeoverMs: takeoverMs ? { p50: takeoverMs.p50, p95: takeoverMs.p95 } : null,
		outageMs: outageMs ? { p50: outageMs.p50, max: outageMs.max } : null,
		availability: availability ? { p50: availability.p50, min: availability.min } : null,
		verdict,
		because,
	};
}
