import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { InputError } from '../base/errors.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { raftDiskFull } from '../scenario/fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import { runSimulated } from './run-simulated.ts';

describe('a run in the simulator', () => {
	const reportsDir = mkdtempSync(join(tmpdir(), 'vipdrill-sim-'));
	after(() => rmSync(reportsDir, { recursive: true }));

	const run = async (drill: string, options: { trials?: number; jobs?: number; timelines?: 'all' | 'failed' | 'none' } = {}) => {
		const spec = await loadCluster('fixtures/seed');
		const drills = [...(await shippedWithoutSuites()).values()].filter(({ name }) => name === drill);
		const { signal } = new AbortController();
		const rest = { seed: 'a', rerun: '', renderer: 'silent' as const, signal, progress: () => {} };
		const how = { trials: 2, jobs: 1, timelines: 'all' as const, tuning: MEASURED, ...options };
		// Two runs of one second and seed would share a folder.
		return runSimulated({ spec, drills, reportsDir: mkdtempSync(join(reportsDir, 'run-')), ...rest, ...how });
	};

	it('leaves a report of the same form, which says that nothing ran', async () => {
		const { report, dir, stopped } = await run('kill-master');
		assert.isNull(stopped);
		assert.deepEqual([report.environment.lab, report.verdict, report.drills[0]?.trials.length], ['sim', 'pass', 2]);
		assert.include(report.environment.notTested[0], 'Nothing here ran');
		assert.sameMembers(readdirSync(dir), ['index.html', 'junit.xml', 'run.json', 'trials']);
		const [first = ''] = readFileSync(join(dir, 'trials/kill-master-001.ndjson'), 'utf8').split('\n');
		assert.include(JSON.parse(first), { type: 'trial.started', lab: 'sim', seed: 'a/1' });
	});

	it('comes out the same, byte for byte but for the times, however many processors simulate', async () => {
		const many = (jobs: number) => ({ trials: 210, jobs, timelines: 'failed' as const });
		const lasting = (text: string) => text.replaceAll(/"(id|startedAt|finishedAt)": "[^"]*"/g, '');
		const [one, two] = [await run('kill-backup', many(1)), await run('kill-backup', many(2))].map(({ dir }) => ({
			report: lasting(readFileSync(join(dir, 'run.json'), 'utf8')),
			files: readdirSync(join(dir, 'trials')),
			timelines: readdirSync(join(dir, 'trials')).map((file) => readFileSync(join(dir, 'trials', file), 'utf8')),
		}));
		assert.isAtLeast(one?.files.length ?? 0, 3);
		assert.equal(one?.report, two?.report);
		assert.deepEqual(one, two);
	}).timeout(120_000);

	it('keeps the timelines of the first three trials and of those that failed, and says of the others that they have none', async () => {
		const { report, dir } = await run('kill-master', { trials: 12, timelines: 'failed' });
		const kept = report.drills[0]?.trials.flatMap(({ timeline }) => timeline ?? []) ?? [];
		assert.deepEqual(
			kept.map((path) => path.replace('trials/', '')),
			readdirSync(join(dir, 'trials')),
		);
		assert.deepEqual(
			kept.slice(0, 3),
			[1, 2, 3].map((n) => `trials/kill-master-00${n}.ndjson`),
		);
		assert.isNull(report.drills[0]?.trials.at(-1)?.timeline);
		const none = await run('kill-master', { trials: 4, timelines: 'none' });
		assert.isEmpty(readdirSync(join(none.dir, 'trials')));
	});

	it('refuses a drill whose fault is not modelled before anything is written', async () => {
		const spec = await loadCluster('fixtures/seed');
		const killMaster = (await shippedWithoutSuites()).get('kill-master') ?? assert.fail();
		const drill: DrillSpec = { ...killMaster, faults: [{ at: '0s', inject: raftDiskFull(master()) }] };
		const { signal } = new AbortController();
		const rest = { seed: 'a', rerun: '', renderer: 'silent' as const, signal, progress: () => {} };
		const how = { trials: 1, jobs: 1, timelines: 'all' as const, tuning: MEASURED };
		const refused = await runSimulated({ spec, drills: [drill], reportsDir, ...rest, ...how }).catch((error: unknown) => error);
		assert.instanceOf(refused, InputError);
		assert.include((refused as InputError).message, 'faults[0].inject');
	});
});
