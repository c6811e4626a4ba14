import { InputError } from '../../base/errors.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { candidates, preemptor } from '../../cluster/theory.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { NOT_MODELLED, SIM_KIND } from '../../labs/sim/unmodelled.ts';
import { unreadStatements } from '../../labs/sim/unread.ts';
import { summarizeCluster } from '../../results/assemble.ts';
import type { DrillReport, RunReport, TrialReport } from '../../results/run-report.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import type { SimBatch } from '../../simulate/batch.ts';
import type { TrialPool } from '../../simulate/trial-pool.ts';
import { validateDrill } from './validate.ts';
import { VALIDATION_SCHEMA_VERSION, type Validation } from './validation-schema.ts';

/** Simulated trials a drill: so many that the simulated distribution is as good as known. */
const SIMULATED = 200;

/**
 * Simulates each real trial's plan again and again, with the same faults at the same phases and other seeds for all that nobody chose, and holds what is
 * measured against the real trials. Throws InputError where the cluster is not the one of the run.
 */
export async function validateRun(
	run: RunReport,
	cluster: ClusterSpec,
	tuning: Tuning,
	pool: Pick<TrialPool, 'runAll'>,
	about: { calibration: string; vipdrillVersion: string },
): Promise<Validation> {
	checkSame(run, cluster);
	const spec = asRun(run, cluster);
	const fit = run.drills.filter((drill) => whyNot(drill, spec) === null);
	const batches = fit.map((drill) => replays(run, drill, spec, tuning));
	const outcomes = await pool.runAll(batches, (all) => all);
	return {
		schemaVersion: VALIDATION_SCHEMA_VERSION,
		vipdrillVersion: about.vipdrillVersion,
		run: {
			id: run.id,
			cluster: run.cluster.name,
			startedAt: run.startedAt,
			engine: `${run.environment.engine.provider} ${run.environment.engine.version}`,
			publishMode: run.environment.publishMode,
			seed: run.seed,
		},
		calibration: about.calibration,
		drills: fit.map((drill, i) => {
			const simulated = outcomes[i] ?? [];
			const trusted = drill.trials.filter(({ measurements }) => measurements.trust.trusted);
			return {
				drill: drill.name,
				real: {
					measured: trusted.length,
					notTrusted: drill.trials.length - trusted.length,
					failed: drill.failedTrials.length,
					lost: drill.failedTrials.filter(({ cameBack }) => !cameBack).length + drill.trials.filter(isLost).length,
				},
				simulated: {
					measured: simulated.filter(({ trial }) => trial !== null).length,
					failed: simulated.filter(({ failed }) => failed !== null).length,
					lost: simulated.filter(({ trial }) => trial !== null && isLost(trial)).length,
				},
				metrics: validateDrill(
					trusted.map(({ measurements }) => measurements),
					simulated.flatMap(({ trial }) => (trial ? [trial.measurements] : [])),
					drill.name,
				),
			};
		}),
		leftOut: run.drills.flatMap((drill) => {
			const why = whyNot(drill, spec);
			return why === null ? [] : [{ drill: drill.name, why }];
		}),
		notModelled: [...NOT_MODELLED, ...unreadStatements(cluster)],
	};
}

/** A fault, a probe, a condition or a cluster that has no model; or too little that is real. */
function whyNot({ spec: drill, trials }: DrillReport, cluster: ClusterSpec): string | null {
	const [refused] = SIM_KIND.refuses(drill, cluster);
	if (refused) return refused.problem;
	return trials.some(({ measurements }) => measurements.trust.trusted) ? null : 'no real trial of it can be trusted';
}

/** Whether a measured trial's cluster did not come back. */
const isLost = ({ invariants }: TrialReport) =>
	invariants.some(({ id, got }) => id === 'converges' && got.startsWith('the cluster did not come back'));

/** Each real trial's plan, as often as makes enough of them; also of those whose cluster did not come back, or what lost them would never be replayed. */
function replays(
	run: RunReport,
	{ spec: drill, trials, failedTrials }: DrillReport,
	spec: ClusterSpec,
	tuning: Tuning,
): SimBatch {
	const lost = failedTrials.filter(({ cameBack }) => !cameBack);
	const real = [
		...trials.map((one) => ({
			trial: one.trial,
			seed: one.seed,
			phases: phasesOf(run, drill, one),
			owner: one.measurements.formerOwner,
			leader: one.measurements.swarm?.leaderBefore ?? null,
		})),
		...lost.map(({ trial, seed }) => ({
			trial,
			seed,
			phases: planTrial(drill, run.seed, trial).phases,
			owner: null,
			leader: null,
		})),
	];
	const times = Math.ceil(SIMULATED / real.length);
	const plans = real.flatMap(({ trial, seed, phases, owner, leader }) => {
		// Whether a fault hits the swarm's leader decides how soon the swarm gets over it.
		const begin = { phases, ...keeper(spec, owner), ...(leader === null ? {} : { leader }) };
		return Array.from({ length: times }, (_, i) => ({
			trial: (trial - 1) * times + i + 1,
			seed: `${seed}/replay ${i + 1}`,
			...begin,
		}));
	});
	return { spec, drill, plans, tuning, keepIn: null };
}

/**
 * At which phase of the advertisement interval each fault was to hit; of the first one, after a crash, at which it did: what theory predicts is
 * Master_Down_Interval less how long before the last advertisement was.
 */
function phasesOf(
	{ cluster }: RunReport,
	{ faults: steps }: DrillSpec,
	{ faults, measurements }: TrialReport,
): (number | null)[] {
	const planned = steps.map((_, index) => faults[index]?.phase ?? null);
	const { theory, newOwner } = measurements;
	const host = cluster.hosts.find(({ name }) => name === newOwner);
	const downMs = host?.masterDownIntervalMs ?? null;
	const intervalMs = host?.advertIntMs ?? null;
	if (planned[0] === null || theory?.kind !== 'crash' || theory.predictedMs === null || downMs === null || intervalMs === null)
		return planned;
	const phase = (downMs - theory.predictedMs) / intervalMs;
	return phase >= 0 && phase < 1 ? [phase, ...planned.slice(1)] : planned;
}

/** Where a host may keep the VIP that it has (nopreempt, equal priorities), the replay begins with the host that had it. */
function keeper(spec: ClusterSpec, owner: string | null): { owner?: string } {
	return owner !== null && preemptor(candidates(spec), owner) === null ? { owner } : {};
}

/** The cluster as the run had it: its keepalived's version, and where the kernel lacks ip_vs, the service published by each host for itself. */
function asRun({ environment }: RunReport, cluster: ClusterSpec): ClusterSpec {
	const keepalived = cluster.versions.keepalived ?? environment.hosts.keepalivedVersion.replace('simulated ', '');
	return {
		...cluster,
		versions: { ...cluster.versions, keepalived },
		service: { ...cluster.service, publishMode: environment.publishMode },
	};
}

function checkSame(run: RunReport, cluster: ClusterSpec): void {
	const key = ({ hosts, vip }: RunReport['cluster']) =>
		JSON.stringify([
			vip,
			hosts.map(({ name, address, role, priority, masterDownIntervalMs, advertIntMs }) => [
				name,
				address,
				role,
				priority,
				masterDownIntervalMs,
				advertIntMs,
			]),
		]);
	if (key(run.cluster) === key(summarizeCluster(cluster))) return;
	throw new InputError([
		{
			file: cluster.dir,
			field: '--cluster',
			value: cluster.name,
			problem: `it is not the cluster of the run (${run.cluster.name}): hosts, addresses, priorities or timers differ`,
			fix: 'Name the folder that the run was made with, as it was then',
		},
	]);
}
