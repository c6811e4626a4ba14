import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderJson } from '../report/formats/json.ts';
import { sampleReport } from '../report/testing.ts';
import { compareRuns } from '../results/comparison.ts';
import { readCompared } from './read-compared.ts';

describe('readCompared', () => {
	let dir: string;
	beforeEach(async () => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-table-'));
		for (const name of ['a', 'b', 'both', 'empty']) await mkdir(join(dir, name));
		const report = sampleReport();
		writeFileSync(join(dir, 'a/run.json'), renderJson(report));
		writeFileSync(join(dir, 'b/run.json'), renderJson({ ...report, cluster: { ...report.cluster, name: 'other' } }));
		const compared = compareRuns([{ cluster: 'seed', folder: 'seed', report, error: null }]);
		const times = { startedAt: report.startedAt, finishedAt: report.finishedAt };
		writeFileSync(
			join(dir, 'both/comparison.json'),
			JSON.stringify({ schemaVersion: 1, id: 'x', ...times, rerun: 'r', ...compared }),
		);
	});
	afterEach(() => rmSync(dir, { recursive: true }));
	const failure = (...names: string[]) =>
		readCompared(names.map((name) => join(dir, name))).then(
			() => '',
			(error: Error) => error.message,
		);

	it('takes runs by their folder or their run.json', async () => {
		const { clusters, drills } = await readCompared([join(dir, 'a'), join(dir, 'b/run.json')]);
		expect(clusters.map(({ label }) => label)).to.deep.equal(['seed', 'other']);
		expect(drills[0]?.cells).to.have.length(2);
	});
	it('takes a comparison by its folder or its file', async () => {
		expect((await readCompared([join(dir, 'both')])).clusters[0]?.label).to.equal('seed');
		expect((await readCompared([join(dir, 'both/comparison.json')])).drills).to.have.length(1);
	});
	it('refuses a comparison beside others', async () => expect(await failure('both', 'a')).to.include('so it goes alone'));
	it('refuses what is neither', async () => {
		expect(await failure('empty')).to.match(/empty: run: there is neither a comparison\.json nor a run\.json\./);
	});
});
