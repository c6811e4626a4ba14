import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { InputError } from '../errors.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { loadCluster } from '../load-cluster.ts';
import { runSimulated } from './run-drills.ts';

describe('a run in the simulator', () => {
	const reportsDir = mkdtempSync(join(tmpdir(), 'vipdrill-sim-'));
	after(() => rmSync(reportsDir, { recursive: true }));

	const run = async (drill: string) => {
		const spec = await loadCluster('fixtures/seed');
		const drills = [...(await shippedWithoutSuites()).values()].filter(({ name }) => name === drill);
		const { signal } = new AbortController();
		const rest = { seed: 'a', rerun: '', renderer: 'silent' as const, signal, progress: () => {} };
		return runSimulated({ spec, drills, trials: 2, reportsDir, ...rest });
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

	it('refuses a drill whose fault is not modelled before anything is written', async () => {
		let refused: unknown;
		await run('starved-master').catch((error: unknown) => {
			refused = error;
		});
		assert.instanceOf(refused, InputError);
		assert.include((refused as InputError).message, 'faults[0].inject');
	});
});
