import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import type { RunReport } from '../results/run-report.ts';
import { runSchema } from '../results/run-schema.ts';
import { mergeFolders } from './merge-folders.ts';
import { mergeShards, type ShardRun } from './merge-shards.ts';
import type { Shard } from './options.ts';
import { readRun } from './read-run.ts';
import { runSimulated } from './run-simulated.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'vipdrill-merge-'));

interface Asked {
	drills: string[];
	trials: number;
	shard?: Shard;
	seed?: string;
	cluster?: string;
}

/** A simulated run, whole or a part of one. */
async function simulate({ drills: names, trials, shard, seed = 'm', cluster = 'fixtures/seed' }: Asked): Promise<string> {
	const spec = await loadCluster(join(packageRoot, cluster));
	const shipped = await shippedWithoutSuites();
	const drills = names.map((name) => shipped.get(name) ?? expect.fail(name));
	const reportsDir = mkdtempSync(join(ROOT, 'run-'));
	const { signal } = new AbortController();
	const rest = { seed, rerun: `vipdrill run ${names.join(' ')}`, renderer: 'silent' as const, signal, progress: () => {} };
	const how = { jobs: 1, timelines: 'all' as const, tuning: MEASURED };
	return (await runSimulated({ spec, drills, trials, reportsDir, ...rest, ...how, ...(shard ? { shard } : {}) })).dir;
}

const shards = (asked: Asked, of: number) =>
	Promise.all(Array.from({ length: of }, (_, i) => simulate({ ...asked, shard: { index: i + 1, of } })));

/** A report without what no two runs share. */
function timeless(report: RunReport): unknown {
	return { ...report, id: '', startedAt: '', finishedAt: '' };
}

const filesIn = (dir: string) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
const failure = (work: () => unknown) => {
	try {
		return work();
	} catch (error) {
		return error;
	}
};

describe('vipdrill run --shard, then merge', function () {
	this.timeout(60_000);
	after(() => rmSync(ROOT, { recursive: true }));

	for (const [what, asked, of] of [
		['drills', { drills: ['kill-master', 'steady-state', 'web-task-crash', 'graceful-keepalived-stop'], trials: 2 }, 3],
		['the trials of one drill', { drills: ['kill-master'], trials: 5 }, 3],
		['the trials of two drills', { drills: ['dockerd-stop-master', 'nic-down-master'], trials: 2 }, 3],
	] as const)
		it(`gives the whole run where ${what} are split`, async () => {
			const copy = { ...asked, drills: [...asked.drills] };
			const [whole, parts] = await Promise.all([simulate(copy), shards(copy, of)]);
			const out = mkdtempSync(join(ROOT, 'out-'));
			const { missing } = await mergeFolders(parts.toReversed(), out);
			expect(missing).to.deep.equal([]);
			expect(timeless(await readRun(out))).to.deep.equal(timeless(await readRun(whole)));
			expect(filesIn(out)).to.deep.equal(filesIn(whole));
			const timelines = filesIn(join(out, 'trials'));
			expect(timelines).to.have.length(asked.drills.length * asked.trials);
			for (const file of timelines)
				expect(readFileSync(join(out, 'trials', file), 'utf8')).to.equal(readFileSync(join(whole, 'trials', file), 'utf8'));
		});

	describe('of two parts', () => {
		const asked = { drills: ['kill-master', 'steady-state'], trials: 1 };
		let runs: ShardRun[];
		before(async () => {
			runs = await Promise.all((await shards(asked, 2)).map(async (dir) => ({ dir, report: await readRun(dir) })));
		});
		/** The two parts, the second changed. */
		const changed = (change: (report: RunReport) => void): ShardRun[] => {
			const [first = expect.fail(), second = expect.fail()] = structuredClone(runs);
			change(second.report);
			return [first, second];
		};

		it('says in each that it is a part', () => {
			for (const [i, { report }] of runs.entries()) {
				expect(report.shard).to.include({ index: i + 1, of: 2, trials: 1, rerun: 'vipdrill run kill-master steady-state' });
				expect(report.rerun).to.equal(`vipdrill run kill-master steady-state --shard ${i + 1}/2`);
				expect(report.drills).to.have.length(1);
			}
		});
		it('counts the trials of a missing part as lost, and is inconclusive', () => {
			const [first = expect.fail()] = runs;
			const { report, missing } = mergeShards([first]);
			expect(missing).to.deep.equal([2]);
			expect(report.verdict).to.equal('inconclusive');
			const lost = report.drills.filter(({ failedTrials }) => failedTrials.length > 0);
			expect(lost.map(({ trials, verdict, because }) => [trials.length, verdict, because])).to.deep.equal([
				[0, 'inconclusive', '“every trial is measured” could not be decided: trial 1: shard 2 of 2 is missing (and 4 more).'],
			]);
			expect(runSchema.safeParse(report).success).to.equal(true);
		});
		it('judges the trials of all parts together', () => {
			const asFailed = changed((report) => {
				for (const { invariants } of report.drills.flatMap(({ trials }) => trials))
					for (const result of invariants)
						if (result.id === 'one-owner') Object.assign(result, { outcome: 'fail', got: '900 ms' });
			});
			expect(mergeShards(asFailed).report.verdict).to.equal('fail');
		});
		it('says of unlike machines that they are', () => {
			const { report } = mergeShards(changed(({ environment }) => Object.assign(environment.engine, { cpus: 8 })));
			expect(report.environment.notTested.at(-1)).to.equal(
				'All trials on one kind of machine: shard 1 on kernel virtual time, 0 CPUs, Docker simulated 26; shard 2 on kernel virtual time, 8 CPUs, Docker simulated 26.',
			);
		});
		for (const [what, change, message] of [
			[
				'version',
				(r: RunReport) => Object.assign(r, { vipdrillVersion: '9' }),
				'vipdrill: shard 2 has another than shard 1 ("0.1.0") (got "9")',
			],
			['seed', (r: RunReport) => Object.assign(r, { seed: 'x' }), 'seed: shard 2 has another than shard 1 ("m") (got "x")'],
			['engine', (r: RunReport) => Object.assign(r.environment.engine, { provider: 'uml' }), 'engine: shard 2 has'],
			['publish mode', (r: RunReport) => Object.assign(r.environment, { publishMode: 'host' }), 'publish mode: shard 2'],
			[
				'cluster',
				(r: RunReport) => Object.assign(r.cluster, { name: 'x' }),
				'cluster: shard 2 has another than shard 1 ("seed") (got "x")',
			],
			[
				'cluster folder',
				(r: RunReport) => Object.assign(r.shard ?? {}, { clusterHash: 'x' }),
				'content of the cluster folder: shard 2',
			],
			[
				'number of trials',
				(r: RunReport) => Object.assign(r.shard ?? {}, { trials: 4 }),
				'number of trials: shard 2 has another than shard 1 (1) (got 4)',
			],
			['split', (r: RunReport) => Object.assign(r.shard ?? {}, { of: 3 }), 'number of shards: shard 2'],
			[
				'drill',
				(r: RunReport) => Object.assign(r.shard?.drills[1] ?? {}, { slo: ['takeover < 1s'] }),
				'content of the drill steady-state: shard 2',
			],
			['options', (r: RunReport) => Object.assign(r.shard ?? {}, { rerun: 'x --slo y' }), 'command: shard 2'],
		] as const)
			it(`refuses another ${what}, and says which`, () => {
				const error = failure(() => mergeShards(changed(change)));
				expect(error).to.be.instanceOf(InputError);
				expect((error as Error).message).to.include(message);
			});
		it('refuses one part twice, a whole run, and nothing at all', () => {
			const [first = expect.fail()] = runs;
			const { shard: _, ...whole } = first.report;
			expect(() => mergeShards([first, { ...first, dir: 'again' }])).to.throw(
				InputError,
				'again: shard: this shard is given twice (got 1)',
			);
			expect(() => mergeShards([{ dir: 'w', report: whole }])).to.throw(InputError, 'w: shard: it is a whole run');
			expect(() => mergeShards([])).to.throw(InputError, 'none is named');
		});
		it('writes over nothing', async () => {
			const out = join(ROOT, 'full');
			mkdirSync(out);
			writeFileSync(join(out, 'run.json'), 'mine');
			const error = await mergeFolders(
				runs.map(({ dir }) => dir),
				out,
			).catch((e: unknown) => e);
			expect((error as Error).message).to.include('--out: there is something in it');
			expect(readFileSync(join(out, 'run.json'), 'utf8')).to.equal('mine');
		});
	});
});
