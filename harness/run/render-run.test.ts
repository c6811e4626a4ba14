import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { killMasterTimeline } from '../measure/testing.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { renderTerminal } from '../report/terminal.ts';
import { drillOfPage, HOSTILE, hostileReport, sampleReport, TIMELINE } from '../report/testing.ts';
import { assembleDrill, summarizeCluster } from '../results/assemble.ts';
import { compareWithBaseline } from '../results/baseline.ts';
import { renderBaselineJson } from '../results/baseline-schema.ts';
import { assembleMatrix, renderMatrixJson } from '../results/matrix.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { RunReport } from '../results/run-report.ts';
import { parseRunReport } from '../results/run-schema.ts';
import { keepalivedReload } from '../scenario/fault.ts';
import { master } from '../scenario/target.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import { FORMATS } from './format-names.ts';
import { renderPage } from './render-page.ts';
import { renderRun } from './render-run.ts';
import { writeReports } from './run-folder.ts';

const PASSWORD = 'passw123';
const TOKEN = 'SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c';
const FAILURE = `docker swarm join --token ${TOKEN} failed; keepalived.conf: auth_pass ${PASSWORD}`;

/** A hostile run on a cluster with a password, whose errors and faults quote what must not be seen. */
async function secretive(): Promise<RunReport> {
	const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	// The secret is there to be leaked, or this test shows nothing.
	expect(JSON.stringify(spec)).to.include(PASSWORD);
	const report = hostileReport();
	report.cluster = summarizeCluster({ ...spec, name: HOSTILE, deviations: [HOSTILE, FAILURE] });
	const [drill = expect.fail()] = report.drills;
	drill.spec.faults.push({ at: '0s', inject: keepalivedReload(master(), { auth_pass: PASSWORD }) });
	const [trial = expect.fail()] = drill.trials;
	for (const fault of trial.faults) fault.detail = `auth_pass ${PASSWORD}`;
	trial.measurements.trust.reasons.push(FAILURE);
	const lost = { code: 'LAB_FAILED', message: FAILURE, phase: null, cameBack: false, timeline: null } as const;
	report.drills = [assembleDrill(drill.spec, drill.trials, report.cluster, [{ trial: 2, seed: 's', ...lost }])];
	return report;
}

const TIMELINES = new Map<string, TimelineEvent[]>([
	[
		TIMELINE,
		killMasterTimeline().map((event) =>
			event.type.startsWith('fault.') ? { ...event, detail: `auth_pass ${PASSWORD}` } : event,
		),
	],
]);

describe('renderRun', () => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-render-'));
		mkdirSync(join(dir, 'kill-master'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));
	/** Stores a run as it is, secrets and all, as an older version would have. */
	const store = (report: RunReport) => {
		writeFileSync(join(dir, 'run.json'), JSON.stringify(report));
		const lines = (TIMELINES.get(TIMELINE) ?? []).map((event) => `${formatEvent(event)}\n`);
		writeFileSync(join(dir, TIMELINE), lines.join(''));
	};

	it('renders every format', async () => {
		store(sampleReport());
		const begins = {
			html: '<!doctype html>',
			markdown: '## ❌ Failover of seed',
			junit: '<?xml',
			json: '{\n  "schemaVersion": 1,',
			csv: 'run,cluster,',
			openmetrics: '# TYPE',
			github: '::error title=',
			svg: '<svg xmlns=',
		};
		for (const format of FORMATS) expect((await renderRun(dir, format)).text.startsWith(begins[format]), format).to.equal(true);
		expect(drillOfPage((await renderRun(dir, 'html')).text).sides[0]?.trials[0]?.timeline?.events).to.have.length.above(10);
		expect(parseRunReport((await renderRun(dir, 'json')).text)).to.deep.equal(sampleReport());
	});
	it('draws beside markdown that has a place', async () => {
		store(sampleReport());
		const { text, picture } = await renderRun(dir, 'markdown', 'summary.svg');
		expect(text).to.include('![Timeline of kill-master, trial 1](summary.svg)');
		expect(picture).to.match(/^<svg xmlns=/);
		expect(await renderRun(dir, 'markdown')).to.include({ picture: null });
	});
	it('shows what changed against a baseline, where the run was held against one', async () => {
		store(sampleReport());
		writeFileSync(
			join(dir, 'baseline.json'),
			renderBaselineJson(compareWithBaseline(sampleReport(), sampleReport(), { rule: { unknown: 'fail', proveSame: false } })),
		);
		expect((await renderRun(dir, 'markdown')).text).to.include('### ❔ Against the baseline: inconclusive');
		expect((await renderRun(dir, 'markdown', 'x.svg')).text).to.include('### ❔ Against the baseline: inconclusive');
		expect((await renderRun(dir, 'github')).text).to.include(
			'::warning title=against the baseline 20260102-030405-abcd%3A inconc',
		);
	});
	it('does without timelines', async () => {
		store(sampleReport());
		rmSync(join(dir, TIMELINE));
		expect(drillOfPage((await renderRun(dir, 'html')).text).sides[0]?.trials[0]?.timeline).to.equal(null);
		const error = await renderRun(dir, 'svg').catch((e: unknown) => e);
		expect((error as Error).message).to.match(/\.ndjson: run: the timeline was not kept/);
		expect(await renderRun(dir, 'markdown', 'summary.svg')).to.include({ picture: null });
	});
	it('renders a run as the first version wrote it', async () => {
		const old = fileURLToPath(new URL('testdata/first-version', import.meta.url));
		const says = {
			html: 'Failover of seed',
			markdown: '| kill-master | seed    |   1 |    3.21 s / 3.21 s |',
			junit: '<failure message="max 3.22 s of 1 trial"',
			json: '"failedTrials": []',
			csv: ',kill-master,1,seed-7/1,true,docker1,docker2,takeoverMs,ms,3205,\r\n',
			openmetrics: 'vipdrill_takeover_seconds{cluster="seed",drill="kill-master",statistic="p50"} 3.205\n',
			github: '::error title=kill-master%3A a short outage::',
			svg: 'docker2',
		};
		for (const format of FORMATS) expect((await renderRun(old, format)).text, format).to.include(says[format]);
		expect(await renderRun(old, 'markdown', 'x.svg'))
			.to.have.property('picture')
			.that.includes('docker2');
		// What later versions added is nothing, and never a number.
		const [drill] = parseRunReport((await renderRun(old, 'json')).text).drills;
		expect(drill).to.deep.include({ slos: [], failedTrials: [] });
		expect(drill?.trials[0]?.measurements).to.include({ noOwnerMs: null, arp: null, mesh: null, httpRouted: null });
	});
	it('refuses a run of a newer version, and says so', async () => {
		store({ ...sampleReport(), schemaVersion: 2 } as unknown as RunReport);
		const error = await renderRun(dir, 'csv').catch((e: unknown) => e);
		expect((error as Error).message).to.include(
			'schemaVersion: a newer vipdrill wrote it; this one reads up to version 1 (got 2)',
		);
	});
	it('shows on its page what it was held against', async () => {
		store(sampleReport());
		const file = join(dir, 'baseline.json');
		writeFileSync(
			file,
			renderBaselineJson(compareWithBaseline(sampleReport(), sampleReport(), { rule: { unknown: 'fail', proveSame: false } })),
		);
		expect((await renderRun(dir, 'html')).text).to.include('Against the baseline, metric by metric');
		await writeReports(dir, sampleReport(), TIMELINES);
		expect(readFileSync(join(dir, 'index.html'), 'utf8')).to.include('Against the baseline, metric by metric');
		writeFileSync(file, '{"schemaVersion":7}');
		const error = await renderRun(dir, 'html').catch((e: unknown) => e);
		expect((error as Error).message).to.match(/baseline\.json: schemaVersion: .*Give a baseline\.json of schemaVersion 1/);
	});
	it('shows on its page what runs on hosts of different make say of each other', async () => {
		store(sampleReport());
		const made = (label: string) => ({ label, image: 'i', folder: label, report: sampleReport(), error: null });
		const file = join(dir, 'matrix.json');
		writeFileSync(file, renderMatrixJson(assembleMatrix([made('keepalived 2.2.7'), made('keepalived 2.3.3')], 'again')));
		expect((await renderRun(dir, 'html')).text).to.include('<h3>Hosts of 2 makes</h3>');
		writeFileSync(file, '{"schemaVersion":7}');
		const error = await renderRun(dir, 'html').catch((e: unknown) => e);
		expect((error as Error).message).to.match(/matrix\.json: schemaVersion: .*Give a matrix\.json of schemaVersion 1/);
	});
	it('puts the runs of a comparison, or several, on one page', async () => {
		store(sampleReport());
		const html = await renderPage([dir, dir]);
		expect(html).to.include('seed, 2026-01-02 (1) against seed, 2026-01-02 (2)');
		expect(drillOfPage(html).sides).to.have.length(2);
	});
	it('refuses what is no run', async () => {
		const error = await renderRun(join(dir, 'none'), 'csv').catch((e: unknown) => e);
		expect(error).to.be.instanceOf(InputError);
		expect((error as Error).message).to.match(/run\.json: run: it cannot be read\. Name a folder/);
	});

	describe('of a hostile run with secrets', () => {
		const isClean = (text: string, what: string) => {
			for (const secret of [PASSWORD, TOKEN, 'SWMTKN', TOKEN.slice(-10)])
				expect(text.includes(secret), `${secret} in ${what}`).to.equal(false);
		};
		it('shows none of them in any format', async () => {
			store(await secretive());
			for (const format of FORMATS) {
				const { text, picture } = await renderRun(dir, format, 'summary.svg');
				isClean(text, format);
				if (format === 'html') isClean(JSON.stringify(drillOfPage(text)), 'the data of the page');
				isClean(picture ?? '', `${format}'s drawing`);
			}
		});
		it('writes none of them into its folder', async () => {
			const report = await secretive();
			await writeReports(dir, report, TIMELINES);
			const files = readdirSync(dir).filter((file) => /\./.test(file));
			expect(files).to.have.members(['run.json', 'junit.xml', 'index.html']);
			for (const file of files) isClean(readFileSync(join(dir, file), 'utf8'), file);
		});
		it('says none of them against a baseline', async () => {
			const report = withoutSecrets(await secretive());
			const against = compareWithBaseline(report, report);
			isClean(renderBaselineJson(against) + baselineTerminal(against, { color: false }), 'baseline');
			isClean(renderTerminal(report, { color: false }), 'terminal');
		});
	});
});

describe('withoutSecrets', () => {
	it('hides a password under its key or after its keyword, and a join token, and nothing else', () => {
		const value = {
			set: { auth_pass: 1234, priority: 60 },
			text: `x auth_pass "abc" y, auth_pass=def; ${TOKEN}.`,
			none: null,
			takeoverMs: 3,
		};
		expect(withoutSecrets(value)).to.deep.equal({
			set: { auth_pass: '(hidden)', priority: 60 },
			text: 'x auth_pass "(hidden)" y, auth_pass=(hidden) (hidden).',
			none: null,
			takeoverMs: 3,
		});
	});
	it('leaves a report without secrets as it is', () => expect(withoutSecrets(sampleReport())).to.deep.equal(sampleReport()));
});
