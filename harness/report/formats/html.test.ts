import { expect } from 'chai';
import { at, killMasterTimeline, samples } from '../../measure/testing.ts';
import { compareWithBaseline } from '../../results/baseline.ts';
import type { RunReport } from '../../results/run-report.ts';
import type { RunWithTimelines } from '../page-data.ts';
import { dataOfPage, drillOfPage, elementsOf, HOSTILE, hostileReport, meshReport, sampleReport, TIMELINE } from '../testing.ts';
import { renderHtml } from './html.ts';

const VOIDS = ['meta', 'link', 'input'];
const run = (report: RunReport = sampleReport(), events = killMasterTimeline(), label = 'one'): RunWithTimelines => ({
	...{ label, report },
	timelines: new Map([[TIMELINE, events]]),
});
const render = (...runs: RunWithTimelines[]) => renderHtml({ runs, baseline: null, simulated: null });
/** Style and scripts are no markup. */
const markupOf = (html: string) =>
	html.replace(/<style>[^<]*<\/style>/, '').replace(/(<script[^>]*>)(?:(?!<\/script>)[\s\S])*(<\/script>)/g, '$1$2');

describe('renderHtml', function () {
	this.timeout(30_000);
	let page = '';
	before(async () => {
		page = await render(run());
	});
	it('is well formed', () => expect(elementsOf(markupOf(page), VOIDS)).to.include.members(['html', 'svg', 'table', 'dl']));
	it('needs nothing from the network, and allows no script but its own', () => {
		expect(markupOf(page)).not.to.match(/https?:|src=|url\(|@import/);
		expect(page).to.match(/default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-[\w+/]{43}='/);
		expect(elementsOf(markupOf(page), VOIDS).filter((name) => name === 'script')).to.have.length(2);
	});
	it('follows the reader’s light or dark', () => expect(page).to.include('(prefers-color-scheme:'));
	for (const text of [
		'published in host mode (each host for itself), not through the routing mesh: the kernel has no ip_vs; hosts run privileged',
		'Not tested: The routing mesh was not tested.',
		'vipdrill run kill-master --trials 1 --seed seed-7',
		'3.21 s ± 5 ms',
		'start hosts 2.10 s, join the swarm 3.90 s',
		'1 drill, 1 trial measured: 1 fail.',
		'no baseline',
		'takeoverMs p95 of all trials below 4.00 s',
		'<td>the cluster comes back as it was</td>',
		'<td>✗ converges ? bystanders</td>',
	])
		it(`shows “${text}”`, () => expect(page).to.include(text));
	it('names the metrics that are 0 in every trial in one sentence, and gives the others a row', () => {
		const [rows = '', rest = ''] = page.split('Every metric over all trials')[1]?.split('</table>') ?? [];
		expect(rows).to.include('<td>takeoverMs</td>').and.not.to.include('<td>dualOwner.failed</td>');
		expect(rest).to.match(/0 in every trial, with n: [^<]*dualOwner\.failed \(1\)/);
	});
	it('says the worst outage and what it was due to', () => {
		expect(page).to.include('<div class="big">3.22 s</div><p class="soft">kill-master, trial 1.</p>');
		expect(page).to.include('After power-loss of docker1, nobody held the VIP for 3.20 s; in all 160 timeout.');
	});
	it('says what mends a drill that failed', async () => {
		expect(page).not.to.include('Mended by');
		const report = sampleReport();
		for (const drill of report.drills) drill.spec.remedy = { why: 'Track <it>.', lines: ['a {', '}'] };
		expect(await render(run(report))).to.include('<p>Likely why: Track &lt;it&gt;. Mended by:</p><pre><code>a {\n}</code></pre>');
	});
	it('says what changed against the baseline', async () => {
		const before = sampleReport();
		const baseline = compareWithBaseline(before, sampleReport(), { rule: { unknown: 'fail', proveSame: false } });
		const html = await renderHtml({ runs: [run()], baseline, simulated: null });
		expect(html).to.include('can’t tell').and.to.include('unknown');
		expect(html).to.include('http.tailMs (watched)').and.to.include('counts only where it is proved to be worse');
		expect(html).to.include(`<p class="inconclusive">${baseline.warnings[0]}</p>`);
		expect(html).not.to.include('no baseline');
	});
	it('hands its script the trial: events but HTTP’s, every failure, the theory', () => {
		const trial = drillOfPage(page).sides[0]?.trials[0] ?? expect.fail();
		const timeline = trial.timeline ?? expect.fail();
		expect(timeline.events.map(({ type }) => type))
			.to.include('vip.added')
			.and.not.to.include('http.sample');
		expect(timeline).to.deep.include({ zeroMs: 2500, hasFault: true, theoryFromMs: 0, whole: { fromMs: 0, toMs: 24_000 } });
		const [, , , , [due]] = timeline.http[0] ?? expect.fail();
		// 160 while nobody owned the VIP, and a third of 150 in the tail.
		expect(due).to.have.length(210);
		expect(trial.facts).to.include('power-loss: master() → docker1, at 2.50 s ± 5 ms.');
	});
	it('hands its script the takeovers beside theory and simulation', async () => {
		const simulated = sampleReport();
		for (const { measurements } of simulated.drills.flatMap(({ trials }) => trials)) measurements.takeoverMs = 3000;
		const html = await renderHtml({ runs: [run()], baseline: null, simulated });
		const [takeover] = drillOfPage(html).charts;
		expect(takeover?.distributions).to.deep.equal([
			{ name: 'theory', look: 'h0', values: [], theory: [2707.031, 3707.031] },
			{ name: 'measured (n = 1)', look: 'h0', values: [3205] },
			{ name: 'simulated (n = 1)', look: 'h3', values: [3000], dashed: true },
		]);
	});
	it('puts several runs drill by drill', async () => {
		const other = sampleReport();
		other.cluster.name = 'hardened';
		const html = await render(run(), { ...run(other), label: 'two' });
		expect(elementsOf(markupOf(html), VOIDS)).to.include('h2');
		expect(html).to.include('<h1>one against two</h1>').and.to.include('Verdict of two');
		expect(drillOfPage(html).sides.map((side) => side.run)).to.deep.equal([0, 1]);
	});
	it('says of the mesh what was proved', async () => {
		expect(await render(run(meshReport()))).to.include('routing mesh proved: each of 3 hosts');
	});
	it('does without a timeline', async () => {
		const html = await render({ ...run(), timelines: new Map() });
		expect(drillOfPage(html).sides[0]?.trials[0]?.timeline).to.equal(null);
		expect(html).to.include('the timeline that would say more was not kept');
	});
	it('stays below 2 MB with 250 trials of 2,500 requests', async () => {
		const load = samples('..x'.repeat(833), 20);
		const adverts = Array.from({ length: 60 }, (_, i) => at.advert(i * 1000.3, 'docker1'));
		const events = [...load, ...adverts, at.started(0), at.ended(50_400)];
		const report = sampleReport();
		const [drill = expect.fail()] = report.drills;
		const [trial = expect.fail()] = drill.trials;
		const trials = Array.from({ length: 10 }, (_, i) => ({ ...trial, trial: i + 1 }));
		report.drills = Array.from({ length: 25 }, (_, i) => ({ ...drill, name: `drill-${i}`, trials }));
		expect(Buffer.byteLength(await render(run(report, events)))).to.be.below(2_000_000);
	});
	it('lets no text in as markup, nor out of the data', async () => {
		const events = [
			...killMasterTimeline(),
			at.fault(2500, [HOSTILE], { fault: HOSTILE, target: HOSTILE }),
			at.gained(3000, HOSTILE),
			at.garp(3000, HOSTILE),
		];
		const report = hostileReport();
		report.cluster.vip = sampleReport().cluster.vip;
		const html = await render(run(report, events), { ...run(report, events), label: HOSTILE });
		expect(html.split('&lt;script&gt;alert')).to.have.length.above(30);
		expect(html.split('<script')).to.have.length(3);
		expect(elementsOf(markupOf(html), VOIDS).filter((name) => name === 'script')).to.have.length(2);
		expect(dataOfPage(html).runs[1]?.label).to.equal(HOSTILE);
	});
});
