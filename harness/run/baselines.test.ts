import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { renderJson } from '../report/formats/json.ts';
import { sampleReport } from '../report/testing.ts';
import { type ComparedRun, compareRuns } from '../results/comparison.ts';
import { holdAgainst, readBaselines } from './baselines.ts';

describe('the baselines of a run on several clusters', () => {
	const root = mkdtempSync(join(tmpdir(), 'vipdrill-baselines-'));
	after(() => rmSync(root, { recursive: true }));

	/** A run on these clusters, each with its folder as its run's id; null for one that never came up. */
	const stored = (name: string, clusters: readonly (readonly [cluster: string, folder: string | null])[]): string => {
		const dir = join(root, name);
		const runs = clusters.map(([cluster, folder]): ComparedRun => {
			if (folder === null) return { cluster, folder, report: null, error: 'it never came up' };
			const report = { ...sampleReport(), id: folder };
			report.cluster.name = cluster;
			mkdirSync(join(dir, folder), { recursive: true });
			writeFileSync(join(dir, folder, 'run.json'), renderJson(report));
			return { cluster, folder, report, error: null };
		});
		const head = { schemaVersion: 1, id: name, startedAt: '2026-01-02T03:04:05.000Z', finishedAt: '2026-01-02T03:04:05.000Z' };
		writeFileSync(join(dir, 'comparison.json'), JSON.stringify({ ...head, rerun: '', ...compareRuns(runs) }));
		return dir;
	};
	const idsOf = async (path: string, clusters: string[]) => (await readBaselines(path, clusters)).map(({ id }) => id);
	const refusal = async (path: string, clusters: string[]) => {
		const error = await readBaselines(path, clusters).catch((e: unknown) => e);
		expect(error).to.be.instanceOf(InputError);
		return (error as Error).message;
	};

	it('are found by the cluster’s name, in whatever order', async () => {
		const dir = stored('two', [
			['seed', 'seed'],
			['hardened', 'hardened'],
		]);
		expect(await idsOf(dir, ['hardened', 'seed'])).to.deep.equal(['hardened', 'seed']);
		expect(await idsOf(dir, ['hardened'])).to.deep.equal(['hardened']);
	});
	it('are found by their place where clusters share a name', async () => {
		const dir = stored('twins', [
			['seed', 'seed'],
			['seed', 'seed-2'],
		]);
		expect(await idsOf(dir, ['seed', 'seed'])).to.deep.equal(['seed', 'seed-2']);
	});
	it('of a run on one cluster are that run, whatever the cluster', async () => {
		const dir = stored('one', [['seed', 'seed']]);
		expect(await idsOf(join(dir, 'seed'), ['mine'])).to.deep.equal(['seed']);
		expect(await refusal(join(dir, 'seed'), ['seed', 'mine'])).to.include('it is of one cluster, seed, and these are 2');
	});
	it('must be there', async () => {
		const dir = stored('lost', [
			['seed', 'seed'],
			['hardened', null],
		]);
		expect(await refusal(dir, ['seed', 'hardened'])).to.include('--baseline: it has no run on hardened, but on seed.');
		expect(await refusal(join(root, 'none'), ['seed'])).to.include('it cannot be read');
	});
	it('are held against the run, in whose folder the outcome is', async () => {
		const dir = stored('held', [['seed', 'seed']]);
		const against = await holdAgainst(sampleReport(), { report: sampleReport(), dir });
		expect(JSON.parse(readFileSync(join(dir, 'baseline.json'), 'utf8'))).to.deep.equal(against);
	});
});
