import { deepEqual, equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { InputError, VipdrillError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { INVARIANTS } from '../gate/invariants.ts';
import { overTrials } from '../gate/over-trials.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import type { LabKind } from '../labs/lab.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { loadSlos } from '../load/load-slos.ts';
import { shippedDrills } from '../load/shipped-drills.ts';
import { formatTrialLine } from '../report/trial-line.ts';
import { engineSentence, meshSentence, publishSentence } from '../report/wording.ts';
import type { DrillReport } from '../results/run-report.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { defaultTimelines } from '../simulate/kept-timelines.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { LAB_NAMES, type LabName } from '../timeline/environment.ts';
import { misfit } from './fitting.ts';
import type { FinishedRun, RunOptions } from './options.ts';

/**
 * Registers a drill as a mocha suite: the trials run before its tests, each expectation is one test, and so are each objective and each invariant. `VIPDRILL_CLUSTER`, `VIPDRILL_TRIALS`
 * (default 2), `VIPDRILL_SEED`, `VIPDRILL_ENGINE` and `VIPDRILL_LAB` (docker or sim) set what the command line's flags would. Without an engine the tests are skipped
 * with the reason, and so they are where the cluster has nothing for the drill — unless CI is set, where they fail.
 */
export function registerSuite(drill: DrillSpec): void {
	describe(`drill ${drill.name}: ${drill.event}`, function () {
		this.timeout(0);
		const abort = new AbortController();
		let report: DrillReport | undefined;

		const cluster = process.env.VIPDRILL_CLUSTER ?? join(packageRoot, 'fixtures/seed');
		const [asked = drill] = loadSlos([drill], cluster, undefined, shippedDrills());

		before(async function () {
			const env = process.env;
			const seed = env.VIPDRILL_SEED ?? randomBytes(4).toString('hex');
			const trials = Number(env.VIPDRILL_TRIALS ?? 2);
			const engine = (env.VIPDRILL_ENGINE ?? 'auto') as EngineChoice;
			const stop = () => abort.abort(new VipdrillError('INTERRUPTED', 'interrupted'));
			// A second one must not end the clean-up.
			for (const signal of STOPS) process.on(signal, stop);
			try {
				const lab = labNamed(env.VIPDRILL_LAB, engine);
				const spec = await loadCluster(cluster);
				const lacking = env.CI ? undefined : misfit(asked, spec, await lab.kind());
				if (lacking) {
					console.log(`    skipped: ${lacking.problem}`);
					this.skip();
				}
				const result = await lab.run({
					spec,
					drills: [asked],
					trials,
					seed,
					reportsDir: resolve(process.env.VIPDRILL_REPORTS ?? 'reports'),
					rerun: `vipdrill run ${drill.name} --cluster ${cluster} --trials ${trials} --seed ${seed} ${lab.option}`,
					signal: abort.signal,
					renderer: 'simple',
					progress: () => {},
					onTrial: (trial, environment) => console.log(`    ${formatTrialLine(trial, environment)}`),
				});
				report = result.report.drills[0];
				const { environment } = result.report;
				const lines = [engineSentence(environment), publishSentence(environment), meshSentence(environment)];
				for (const trial of report?.failedTrials ?? []) console.log(`    trial ${trial.trial} failed: ${trial.message}`);
				for (const line of [...lines, `report: ${result.dir}`]) if (line !== null) console.log(`    ${line}`);
			} catch (error) {
				if (!(error instanceof VipdrillError && error.code === 'SETUP_NEEDED') || env.CI) throw error;
				console.log(`    skipped: ${error.message}`);
				this.skip();
			} finally {
				for (const signal of STOPS) process.off(signal, stop);
			}
		});

		it('every trial is measured', () => {
			deepEqual(
				report?.failedTrials.map(({ trial, message }) => `trial ${trial}: ${message}`),
				[],
			);
		});

		for (const [index, { title }] of drill.expect.entries()) {
			it(title, () => {
				const result = report?.expectations[index];
				equal(result?.outcome, 'pass', `asked ${result?.asked}; got ${result?.got}; it is ${result?.outcome}`);
			});
		}
		for (const [index, title] of (asked.slo ?? []).entries()) {
			it(title, () => {
				const result = report?.slos[index];
				equal(result?.outcome, 'pass', `asked ${result?.asked}; got ${result?.got}; it is ${result?.outcome}`);
			});
		}
		for (const [id, title] of Object.entries(INVARIANTS)) {
			it(title, () => {
				const result = overTrials(report?.trials.map(({ invariants }) => invariants) ?? []).find((r) => r.id === id);
				equal(result?.outcome, 'pass', `asked ${result?.asked}; got ${result?.got}; it is ${result?.outcome}`);
			});
		}
	});
}

/** How trials are run in a lab, and how the command line is told of it. */
interface MochaLab {
	option: string;
	kind(): Promise<LabKind>;
	run(options: RunOptions): Promise<FinishedRun>;
}

const MOCHA_LABS: Record<LabName, (engine: EngineChoice) => MochaLab> = {
	docker: (engine) => ({
		option: `--engine ${engine}`,
		kind: async () => (await import('../labs/docker/docker-kind.ts')).DOCKER_KIND,
		run: async (options) => (await import('./run-drills.ts')).runDrills({ ...options, engine }),
	}),
	sim: () => ({
		option: '--lab sim',
		kind: async () => (await import('../labs/sim/unmodelled.ts')).SIM_KIND,
		run: async (options) => {
			const { runSimulated } = await import('./run-simulated.ts');
			const tuning = tuningOf(await loadCalibration());
			return runSimulated({ ...options, jobs: 1, timelines: defaultTimelines(options.trials), tuning });
		},
	}),
};

/** Throws InputError for a lab that there is not. */
function labNamed(name = 'docker', engine: EngineChoice): MochaLab {
	const known = LAB_NAMES.find((one) => one === name);
	if (known) return MOCHA_LABS[known](engine);
	const fix = `Use ${LAB_NAMES.join(' or ')}`;
	throw new InputError([{ file: 'environment', field: 'VIPDRILL_LAB', value: name, problem: 'there is no such lab', fix }]);
}

/** What ends a run under mocha; the lab is removed first. */
const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
