import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { INVARIANTS } from '../gate/invariants.ts';
import { overTrials } from '../gate/over-trials.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { loadSlos } from '../load/load-slos.ts';
import { formatTrialLine } from '../report/trial-line.ts';
import { engineSentence, meshSentence, publishSentence } from '../report/wording.ts';
import type { DrillReport } from '../results/run-report.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/**
 * Registers a drill as a mocha suite: the trials run before its tests, each expectation is one test, and so are each objective and each invariant. `VIPDRILL_CLUSTER`, `VIPDRILL_TRIALS`
 * (default 2), `VIPDRILL_SEED` and `VIPDRILL_ENGINE` set what the command line's flags would. Without an engine the tests are skipped
 * with the reason — unless CI is set, where they fail.
 */
export function registerSuite(drill: DrillSpec): void {
	describe(`drill ${drill.name}: ${drill.event}`, function () {
		this.timeout(0);
		const abort = new AbortController();
		let report: DrillReport | undefined;

		const cluster = process.env.VIPDRILL_CLUSTER ?? join(packageRoot, 'fixtures/seed');
		const [asked = drill] = loadSlos([drill], cluster, undefined, readdirSync(join(packageRoot, 'scenarios')).map(drillName));

		before(async function () {
			const env = process.env;
			const seed = env.VIPDRILL_SEED ?? randomBytes(4).toString('hex');
			const trials = Number(env.VIPDRILL_TRIALS ?? 2);
			const engine = (env.VIPDRILL_ENGINE ?? 'auto') as EngineChoice;
			const { runDrills } = await import('./run-drills.ts');
			const stop = () => abort.abort(new VipdrillError('INTERRUPTED', 'interrupted'));
			// A second one must not end the clean-up.
			for (const signal of STOPS) process.on(signal, stop);
			try {
				const result = await runDrills({
					spec: await loadCluster(cluster),
					drills: [asked],
					trials,
					seed,
					engine,
					reportsDir: join(packageRoot, 'reports'),
					rerun: `vipdrill run ${drill.name} --cluster ${cluster} --trials ${trials} --seed ${seed} --engine ${engine}`,
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
			expect(report?.failedTrials.map(({ trial, message }) => `trial ${trial}: ${message}`)).to.deep.equal([]);
		});

		for (const [index, { title }] of drill.expect.entries()) {
			it(title, () => {
				const result = report?.expectations[index];
				expect(result?.outcome, `asked ${result?.asked}; got ${result?.got}`).to.equal('pass');
			});
		}
		for (const [index, title] of (asked.slo ?? []).entries()) {
			it(title, () => {
				const result = report?.slos[index];
				expect(result?.outcome, `asked ${result?.asked}; got ${result?.got}`).to.equal('pass');
			});
		}
		for (const [id, title] of Object.entries(INVARIANTS)) {
			it(title, () => {
				const result = overTrials(report?.trials.map(({ invariants }) => invariants) ?? []).find((r) => r.id === id);
				expect(result?.outcome, `asked ${result?.asked}; got ${result?.got}`).to.equal('pass');
			});
		}
	});
}

/** What ends a run under mocha; the lab is removed first. */
const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The name of the drill that a file of the scenarios folder is named after. */
const drillName = (file: string) => file.replace(/\.scenario\.ts$/, '');
