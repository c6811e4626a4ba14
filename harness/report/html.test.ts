import { expect } from 'chai';
import { at, killMasterMeshTimeline, killMasterTimeline, samples } from '../measure/testing.ts';
import { renderHtml } from './html.ts';
import { elementsOf, HOSTILE, hostileReport, meshReport, sampleReport, TIMELINE } from './testing.ts';

const VOIDS = ['meta'];
const page = renderHtml({ report: sampleReport(), timelines: new Map([[TIMELINE, killMasterTimeline()]]) });
/** The style sheet is no markup. */
const withoutStyle = (html: string) => html.replace(/<style>[^<]*<\/style>/, '');
const count = (html: string, text: string) => html.split(text).length - 1;

describe('renderHtml', () => {
	it('is well formed', () => expect(elementsOf(withoutStyle(page), VOIDS)).to.include.members(['html', 'svg', 'table', 'dl']));
	it('needs neither network nor script', () => {
		expect(elementsOf(withoutStyle(page), VOIDS)).not.to.include.members(['script']);
		expect(page).not.to.match(/https?:|src=|href=|url\(|@import/);
	});
	it('follows the reader’s light or dark', () => expect(page).to.include('@media (prefers-color-scheme: dark)'));
	for (const text of [
		'published in host mode (each host for itself), not through the routing mesh: the kernel has no ip_vs; hosts run privileged',
		'Not tested: The routing mesh was not tested.',
		'vipdrill run kill-master --trials 1 --seed seed-7',
		'3.21 s ± 5 ms',
		'docker2 holds the VIP, +3.202 s to +17.501 s',
		'docker1 is down, +0.000 s to +9.500 s',
		'advertisement of docker2, +3.200 s, priority 75',
		'gratuitous ARP of docker2, +3.205 s',
		'power-loss: master() → docker1, +0.000 s ± 5 ms',
		'power-loss undone docker1',
		'VRRP theory: docker2 takes over 2.71 s to 3.71 s after the fault',
		'start hosts 2.10 s, join the swarm 3.90 s',
	])
		it(`shows “${text}”`, () => expect(page).to.include(text));
	it('draws a line under a host while it is under a fault, with what the fault was', () => {
		expect(page).to.include('power-loss on docker1, +0.000 s to +9.500 s');
		const events = killMasterTimeline().map((e) =>
			e.type === 'fault.injected' ? { ...e, fault: 'freeze', detail: 'all of it' } : e,
		);
		const html = renderHtml({ report: sampleReport(), timelines: new Map([[TIMELINE, events]]) });
		expect(html).to.include('freeze (all of it) on docker1, +0.000 s to +9.500 s');
		expect(html).to.include('freeze (all of it): master() → docker1, +0.000 s ± 5 ms');
		expect(count(html, '<rect class="hit" x=')).to.equal(2);
	});
	it('shows the objectives', () => {
		expect(page).to.include(
			'<td class="mark pass">✓</td><td>takeover.p95 &lt; 4s</td><td>takeoverMs p95 of all trials below 4.00 s</td>',
		);
		expect(page).to.include('<td class="mark fail">✗</td><td>http.availability &gt;= 98%</td>');
	});
	it('shows the invariants, and what mends the drill', () => {
		expect(page).to.include('<td>the cluster comes back as it was</td>');
		expect(page).to.include('<td>✗ converges ? bystanders</td>');
		expect(page).not.to.include('Mended by');
		const report = sampleReport();
		for (const drill of report.drills) drill.spec.mend = { why: 'Track <it>.', lines: ['a {', '}'] };
		const html = renderHtml({ report, timelines: new Map() });
		expect(html).to.include('<p>Mended by: Track &lt;it&gt;.</p><pre><code>a {\n}</code></pre>');
		expect(elementsOf(withoutStyle(html), VOIDS)).to.include('pre');
	});
	it('counts a goodbye’s theory from the goodbye', () => {
		const report = sampleReport();
		for (const { measurements } of report.drills.flatMap((drill) => drill.trials))
			measurements.theory = measurements.theory && {
				...measurements.theory,
				kind: 'goodbye',
				minMs: 700,
				maxMs: 700,
				predictedMs: 1720,
			};
		const html = renderHtml({ report, timelines: new Map([[TIMELINE, killMasterTimeline()]]) });
		expect(html).to.include('VRRP theory: docker2 takes over 700 ms after the goodbye');
		expect(html).to.include('<td class="num">700 ms from goodbye, here 1.72 s</td>');
		// Whole trial: 24 s on 986 units from 104 on, so 2500 + 1720 ms lies at 277.4.
		expect(html).to.include('<rect class="theory" x="277.4"');
	});
	it('draws a lane a host, one for the wire and one a stream', () => {
		expect(count(page, '<rect class="lane"')).to.equal(2 * 5);
		const kept = [...killMasterTimeline(), ...samples('....', 100, 0, { stream: 'keepalive' })];
		const twoStreams = renderHtml({ report: sampleReport(), timelines: new Map([[TIMELINE, kept]]) });
		expect(count(twoStreams, '<rect class="lane"')).to.equal(2 * 6);
	});
	it('draws a lane for the routed client', () => {
		const events = [...killMasterTimeline(), ...samples('....', 100, 0, { client: 'routed' })];
		const routed = renderHtml({ report: sampleReport(), timelines: new Map([[TIMELINE, events]]) });
		expect(count(routed, '<rect class="lane"')).to.equal(2 * 6);
		expect(count(routed, 'HTTP routed</text>')).to.equal(2);
	});
	it('draws a lane for the tables of the routing mesh', () => {
		const html = renderHtml({ report: meshReport(), timelines: new Map([[TIMELINE, killMasterMeshTimeline()]]) });
		expect(elementsOf(withoutStyle(html), VOIDS)).to.include('svg');
		expect(count(html, '<rect class="lane"')).to.equal(2 * 6);
		// In both figures two back ends leave; in the whole trial both come back. What was there before is no change.
		expect(count(html, 'm-5 -5l10 10')).to.equal(4);
		expect(count(html, 'm0 -6v12')).to.equal(2);
		expect(html).to.include('docker2&#39;s table: docker1 (10.99.0.1) removed, +5.900 s, seen up to 100 ms late');
		expect(html).to.include('routing mesh proved: each of 3 hosts');
		expect(html).to.include('Routing mesh: the dead host&#39;s tasks were out of the IPVS tables');
		expect(page).not.to.include('IPVS');
	});
	it('draws the theory from MDI − interval to MDI after the fault', () => {
		// Whole trial: 24 s on 986 units from 104 on, so 5207.031 ms lies at 317.9 and one second is 41.1 wide.
		expect(page).to.match(/<rect class="theory" x="317.9" y="34" width="41.1"/);
	});
	it('stays small with 25 000 samples and thousands of advertisements', () => {
		const load = samples('..x'.repeat(8400), 2);
		const adverts = Array.from({ length: 5000 }, (_, i) => at.advert(i * 10, 'docker1'));
		const events = [...load, ...adverts, at.started(0), at.ended(50_400)];
		const big = renderHtml({ report: sampleReport(), timelines: new Map([[TIMELINE, events]]) });
		expect(big.length).to.be.below(500_000);
	});
	it('draws no close-up without a fault, and nothing without a timeline', () => {
		const figures = (events: Parameters<typeof killMasterTimeline> | ReturnType<typeof killMasterTimeline>) =>
			count(renderHtml({ report: sampleReport(), timelines: new Map([[TIMELINE, events]]) }), '<figure>');
		expect(figures([at.started(0), at.ended(100)])).to.equal(1);
		expect(figures([])).to.equal(0);
	});
	it('lets no text in as markup', () => {
		const events = [
			...killMasterTimeline(),
			at.fault(2500, [HOSTILE], { fault: HOSTILE, target: HOSTILE }),
			at.gained(3000, HOSTILE),
			at.garp(3000, HOSTILE),
		];
		const report = hostileReport();
		report.cluster.vip = sampleReport().cluster.vip;
		const html = renderHtml({ report, timelines: new Map([[TIMELINE, events]]) });
		expect(count(html, '&lt;script&gt;alert')).to.be.above(30);
		expect(html).not.to.include('<script');
		expect(elementsOf(withoutStyle(html), VOIDS)).not.to.include('script');
	});
});
