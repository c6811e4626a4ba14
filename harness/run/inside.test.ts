import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { killMasterTimeline } from '../measure/testing.ts';
import { sampleReport, TIMELINE } from '../report/testing.ts';
import { readRealTrials } from '../study/calibrate/read-trials.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import { analyzeRun } from './analyze-run.ts';
import { readBaselines } from './baselines.ts';
import { insideRun } from './inside.ts';
import { mergeFolders } from './merge-folders.ts';
import { renderPage } from './render-page.ts';
import { renderRun } from './render-run.ts';

describe('a stored run that names files elsewhere', () => {
	let root: string;
	let dir: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-inside-'));
		dir = join(root, 'run');
		mkdirSync(join(dir, 'kill-master'), { recursive: true });
		// What is outside is a good timeline: only where it lies is wrong.
		writeFileSync(join(root, 'outside.ndjson'), killMasterTimeline().map(formatEvent).join('\n'));
	});
	afterEach(() => rmSync(root, { recursive: true }));

	const store = (timeline: string) => {
		const report = sampleReport();
		for (const trial of report.drills[0]?.trials ?? []) trial.timeline = timeline;
		const shard = {
			index: 1,
			of: 1,
			drills: report.drills.map(({ spec }) => spec),
			trials: 1,
			untilCiMs: null,
			rerun: '',
			clusterHash: '',
		};
		writeFileSync(join(dir, 'run.json'), JSON.stringify({ ...report, shard }));
	};
	const READERS: Record<string, () => Promise<unknown>> = {
		analyze: () => analyzeRun(dir),
		'report as html': () => renderPage([dir]),
		'report as svg': () => renderRun(dir, 'svg'),
		merge: () => mergeFolders([dir], join(root, 'merged')),
		calibrate: () => readRealTrials([dir]),
	};
	for (const [name, read] of Object.entries(READERS)) {
		for (const path of ['../outside.ndjson', '../../../etc/passwd', '/etc/passwd', 'kill-master/../../outside.ndjson'])
			it(`is refused by ${name}: ${path}`, async () => {
				store(path);
				const error = await read().catch((caught: unknown) => caught);
				expect(error).to.be.instanceOf(InputError);
				expect((error as Error).message).to.include("timeline: this path leaves the run's folder");
			});
		it(`is refused by ${name}: a link out of it`, async () => {
			store(TIMELINE);
			if (name === 'merge') symlinkSync(root, join(dir, 'trials'));
			else symlinkSync(join(root, 'outside.ndjson'), join(dir, TIMELINE));
			const error = await read().catch((caught: unknown) => caught);
			expect(error).to.be.instanceOf(InputError);
			expect((error as Error).message).to.include("this path leaves the run's folder");
		});
		if (name !== 'merge')
			it(`is read by ${name} where it names its own`, async () => {
				store(TIMELINE);
				writeFileSync(join(dir, TIMELINE), killMasterTimeline().map(formatEvent).join('\n'));
				expect(await read()).not.to.equal(undefined);
			});
	}
	it('is refused as a baseline where the comparison names another folder', async () => {
		const cluster = {
			label: 'x',
			folder: '../elsewhere',
			error: null,
			verdict: 'pass',
			seed: null,
			vipdrillVersion: null,
			environment: null,
		};
		const about = {
			schemaVersion: 1,
			id: '',
			startedAt: '2026-01-02T03:04:05.000Z',
			finishedAt: '2026-01-02T03:04:05.000Z',
			rerun: '',
		};
		writeFileSync(join(dir, 'comparison.json'), JSON.stringify({ ...about, clusters: [cluster], drills: [], verdict: 'pass' }));
		for (const read of [readBaselines(dir, ['x']), renderPage([dir])]) {
			const error = await read.catch((caught: unknown) => caught);
			expect((error as Error).message).to.include('folder: this path leaves the run\'s folder (got "../elsewhere")');
		}
	});
	it('may lie behind a link itself', async () => {
		symlinkSync(dir, join(root, 'link'));
		writeFileSync(join(dir, 'x.ndjson'), '');
		expect(await insideRun(join(root, 'link'), 'x.ndjson', 'timeline')).to.equal(join(root, 'link/x.ndjson'));
		expect(await insideRun(dir, '..x', 'timeline')).to.equal(join(dir, '..x'));
	});
});
