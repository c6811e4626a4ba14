import { isDeepStrictEqual } from 'node:util';
import { InputError, type InputProblem } from '../base/errors.ts';
import { runVerdict } from '../gate/verdict.ts';
import { formatList } from '../gate/wording.ts';
import { assembleDrill } from '../results/assemble.ts';
import type { DrillReport, FailedTrial, RunReport, RunShard } from '../results/run-report.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { Environment } from '../timeline/environment.ts';
import { newRunId } from './run-folder.ts';
import { shareOf } from './shard.ts';

/** One part of a split run, and where it was read. */
export interface ShardRun {
	dir: string;
	report: RunReport;
}

type Part = ShardRun & { shard: RunShard };

/** The whole that the parts make; `missing` numbers the parts that are not there. */
export interface Merged {
	report: RunReport;
	missing: number[];
}

/**
 * Puts the parts of a split run together and judges all their trials anew. The trials of a missing part, and those that a part was ended
 * before, count as lost, so their drills are inconclusive at best. Throws InputError for parts that do not belong together, and for one that is given twice.
 */
export function mergeShards(runs: readonly ShardRun[]): Merged {
	const parts = runs.map(asPart).sort((a, b) => a.shard.index - b.shard.index);
	const [first] = parts;
	if (!first) throw problem('command line', 'run', 'none is named', 'Name the run folders of all shards');
	const problems = parts.flatMap((part, i) => [...differences(first, part), ...givenTwice(parts[i - 1], part)]);
	const [worst, ...others] = problems;
	if (worst) throw new InputError([worst, ...others]);
	const { shard } = first;
	const missing = Array.from({ length: shard.of }, (_, i) => i + 1).filter((n) => !parts.some((part) => part.shard.index === n));
	const lost = missing.map((index) => ({ index, share: shareLost(shard, index) }));
	const drills = shard.drills.map((drill) =>
		mergeDrill(
			drill,
			parts.map(({ report }) => report),
			[
				...lost.flatMap(({ index, share }) =>
					lostTrials(drill, first.report.seed, share.get(drill.name) ?? [], `shard ${index} of ${shard.of} is missing`),
				),
				...parts.flatMap((part) => notRun(drill, part)),
			],
		),
	);
	const { shard: _, interrupted: __, ...head } = first.report;
	const startedAt = parts.map(({ report }) => report.startedAt).sort()[0] ?? first.report.startedAt;
	const finishedAt =
		parts
			.map(({ report }) => report.finishedAt)
			.sort()
			.at(-1) ?? first.report.finishedAt;
	const report: RunReport = {
		...head,
		id: newRunId(new Date(startedAt), head.seed),
		startedAt,
		finishedAt,
		rerun: shard.rerun,
		environment: mergeEnvironments(parts),
		drills,
		verdict: runVerdict(drills),
	};
	return { report, missing };
}

function asPart({ dir, report }: ShardRun): Part {
	const { shard } = report;
	if (shard) return { dir, report, shard };
	throw problem(dir, 'shard', 'it is a whole run, no part of one', 'Name runs that were made with vipdrill run --shard i/n');
}

/** What must be the same in all parts: what was asked, of what, and by what it was measured. */
const SAME: readonly [what: string, of: (part: Part) => unknown][] = [
	['vipdrill', ({ report }) => report.vipdrillVersion],
	['git commit of vipdrill', ({ report }) => report.git?.commit ?? 'none'],
	['seed', ({ report }) => report.seed],
	['number of shards', ({ shard }) => shard.of],
	['lab', ({ report }) => report.environment.lab],
	['engine', ({ report }) => report.environment.engine.provider],
	['publish mode', ({ report }) => report.environment.publishMode],
	['privileges', ({ report }) => report.environment.privileges],
	['Docker in the hosts', ({ report }) => report.environment.hosts.dockerVersion],
	['keepalived in the hosts', ({ report }) => report.environment.hosts.keepalivedVersion],
	['cluster', ({ report }) => report.cluster.name],
	['content of the cluster folder', ({ shard }) => shard.clusterHash.slice(0, 12)],
	['drills', ({ shard }) => formatList(shard.drills.map(({ name }) => name))],
	['number of trials', ({ shard }) => shard.trials],
	['--until-ci', ({ shard }) => shard.untilCiMs],
	['command', ({ shard }) => shard.rerun],
];

function differences(first: Part, part: Part): InputProblem[] {
	const differs = (what: string, got: unknown, wanted: unknown): InputProblem => ({
		file: part.dir,
		field: what,
		value: got,
		problem: `shard ${part.shard.index} has another than shard ${first.shard.index} (${JSON.stringify(wanted)})`,
		fix: 'Merge the shards of one run only: same vipdrill, cluster, drills, seed and options, on machines of one kind',
	});
	const found = SAME.filter(([, of]) => !isDeepStrictEqual(of(first), of(part)));
	if (found.length > 0) return found.map(([what, of]) => differs(what, of(part), of(first)));
	const changed = first.shard.drills.filter((drill, i) => !isDeepStrictEqual(drill, part.shard.drills[i]));
	return changed.map(({ name }) => differs(`content of the drill ${name}`, 'another', 'as there'));
}

function givenTwice(before: Part | undefined, { dir, shard }: Part): InputProblem[] {
	if (before?.shard.index !== shard.index) return [];
	const fix = `Name one of them only; the other is ${before.dir}`;
	return [{ file: dir, field: 'shard', value: shard.index, problem: 'this shard is given twice', fix }];
}

/** Where trials are repeated until a median is known, nobody knows how many are lost; one stands for them. */
function shareLost(shard: RunShard, index: number): Map<string, number[]> {
	const share = shareOf(shard, { index, of: shard.of });
	return shard.untilCiMs === null ? share : new Map([...share.keys()].map((name) => [name, [1]]));
}

/** The trials that a part was ended before; as with a missing one, one stands for those that nobody can count. */
function notRun(drill: DrillSpec, { report, shard }: Part): FailedTrial[] {
	const found = report.drills.find(({ name }) => name === drill.name);
	if (!found?.interrupted) return [];
	const done = new Set([...found.trials, ...found.failedTrials].map(({ trial }) => trial));
	const left = (shareOf(shard, shard).get(drill.name) ?? []).filter((trial) => !done.has(trial));
	const message = `shard ${shard.index} of ${shard.of} was interrupted`;
	return lostTrials(drill, report.seed, shard.untilCiMs === null ? left : left.slice(0, 1), message);
}

function lostTrials(drill: DrillSpec, seed: string, trials: readonly number[], message: string): FailedTrial[] {
	const rest = { code: 'LAB_FAILED', message, phase: null, cameBack: true, timeline: null } as const;
	return trials.map((trial) => ({ trial, seed: planTrial(drill, seed, trial).seed, ...rest }));
}

function mergeDrill(drill: DrillSpec, reports: readonly RunReport[], lost: readonly FailedTrial[]): DrillReport {
	const found = reports.flatMap(({ drills }) => drills.filter(({ name }) => name === drill.name));
	const [cluster] = reports.map((report) => report.cluster);
	if (!cluster) throw new Error('a merge of nothing');
	const byNumber = (a: { trial: number }, b: { trial: number }) => a.trial - b.trial;
	const trials = found.flatMap((report) => report.trials).sort(byNumber);
	const failed = [...found.flatMap((report) => report.failedTrials), ...lost].sort(byNumber);
	return assembleDrill(drill, trials, cluster, failed);
}

function mergeEnvironments(parts: readonly Part[]): Environment {
	const all = parts.map(({ report, shard }) => ({ environment: report.environment, name: `shard ${shard.index}` }));
	const [first] = all;
	if (!first) throw new Error('a merge of nothing');
	const environments = all.map(({ environment }) => environment);
	const unproved = all.find(({ environment }) => environment.meshNotProved !== null);
	const loadsAfter = environments.flatMap(({ loadAfter }) => loadAfter ?? []);
	return {
		...first.environment,
		meshProof: environments.every(({ meshProof }) => meshProof !== null) ? first.environment.meshProof : null,
		meshNotProved: unproved ? `${unproved.name}: ${unproved.environment.meshNotProved}` : null,
		loadBefore: Math.max(...environments.map(({ loadBefore }) => loadBefore)),
		loadAfter: loadsAfter.length > 0 ? Math.max(...loadsAfter) : null,
		notTested: [...new Set(environments.flatMap(({ notTested }) => notTested)), ...otherMachines(all)],
		bringUp: all.flatMap(({ environment, name }) =>
			environment.bringUp.map(({ step, durationMs }) => ({ step: `${name}: ${step}`, durationMs })),
		),
	};
}

/** Figures of unlike machines stand side by side; whoever reads them is told. */
function otherMachines(all: readonly { environment: Environment; name: string }[]): string[] {
	const machines = new Map<string, string[]>();
	for (const { environment, name } of all) {
		const { version, kernel, cpus } = environment.engine;
		const machine = `kernel ${kernel}, ${cpus} CPUs, Docker ${version}`;
		machines.set(machine, [...(machines.get(machine) ?? []), name]);
	}
	if (machines.size < 2) return [];
	const texts = [...machines].map(([machine, names]) => `${formatList(names)} on ${machine}`);
	return [`All trials on one kind of machine: ${texts.join('; ')}.`];
}

function problem(file: string, field: string, text: string, fix: string): InputError {
	return new InputError([{ file, field, problem: text, fix }]);
}
