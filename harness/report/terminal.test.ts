import { expect } from 'chai';
import { summarize } from '../measure/summary.ts';
import { renderTerminal } from './terminal.ts';
import { hostileReport, meshReport, sampleReport } from './testing.ts';

const ESCAPE = '\u001b';
const plain = renderTerminal(sampleReport(), { color: false });
const lineWith = (text: string) => plain.split('\n').find((line) => line.includes(text)) ?? '';

describe('renderTerminal', () => {
	for (const text of [
		'published in host mode (each host for itself), not through the routing mesh: the kernel has no ip_vs',
		'hosts run privileged',
		'not tested: The routing mesh was not tested.',
		'50 requests a second over fresh connections, 10 over a kept one, time-out 2s; resolution 20 ms',
		'✓ takes over in time',
		'✗ a short outage',
		'\n\n  ✓ takeover.p95 < 4s\n    asked takeoverMs p95 of all trials below 4.00 s\n    got p95 3.21 s of 1 trial\n  ✗ http.availability >= 98%\n',
		'? kept connections come back',
		'got max 3.22 s of 1 trial',
		'verdict: fail',
		'run again: vipdrill run kill-master --trials 1 --seed seed-7',
		'git 0123456789ab (dirty)',
	])
		it(`says “${text}”`, () => expect(plain).to.include(text));
	describe('of a run through the mesh', () => {
		const mesh = renderTerminal(meshReport(), { color: false });
		for (const text of [
			'published in ingress mode, through the routing mesh\n',
			'routing mesh proved: each of 3 hosts answered with tasks of docker1, docker2, docker3; IPVS lists 3 of 3\n',
			"trial 1: Routing mesh: the dead host's tasks were out of the IPVS tables: docker2's after 5.90 s, docker3's after 6.00 s (seen up to 101 ms late); 50 of 150 failed in the tail; gossip theory 5.00 s to 8.20 s, and until then 33.33 % of new connections time out.\n",
		])
			it(`says “$text.trim()”`, () => expect(mesh).to.include(text));
		it('sums up over the survivors', () => {
			expect(mesh).to.match(/ {2}mesh\.backendRemovedMs +2 +5\.90 s +5\.90 s +6\.00 s +6\.00 s\n/);
			expect(mesh).to.match(/ {2}mesh\.tailLossShare +1 +33\.33 %/);
		});
		it('does not call it the mesh without a proof', () => {
			const report = meshReport();
			report.environment.meshProof = null;
			const text = renderTerminal(report, { color: false });
			expect(text).to.include('published in ingress mode, without a proof that requests went through the routing mesh\n');
			expect(text).not.to.include('mesh proved');
		});
		it('does not take a simulated run for a real one', () => {
			const report = meshReport();
			Object.assign(report.environment, { lab: 'sim', meshProof: null });
			const text = renderTerminal(report, { color: false });
			expect(text).to.include('published in ingress mode, through a model of the routing mesh\n');
			expect(text).to.include('hosts are models: nothing ran, and time was virtual\n');
		});
		it('says loudly that the mesh was not proved, and why', () => {
			const report = meshReport();
			report.environment.meshProof = null;
			report.environment.meshNotProved = 'docker1 failed 12 of 12 requests (time-out)';
			expect(renderTerminal(report, { color: false })).to.include(
				'\nrouting mesh NOT proved: docker1 failed 12 of 12 requests (time-out)\n',
			);
		});
		it('says what a proof without identity rests on', () => {
			const report = meshReport();
			if (report.environment.meshProof) report.environment.meshProof.identified = false;
			expect(renderTerminal(report, { color: false })).to.include(
				'routing mesh proved by status 200 and IPVS tables only, for the answers carry no identity: each of 3 hosts answered; IPVS lists 3 of 3\n',
			);
		});
	});
	it('shows a trial in one row under its heads', () => {
		const row = lineWith('docker1 → docker2')
			.trim()
			.split(/\s{2,}/);
		const heads = lineWith('takeover ')
			.trim()
			.split(/\s{2,}/);
		const cells = [
			'1',
			'0.50',
			'3.21 s ± 5 ms',
			'3.20 s',
			'2.71 s to 3.71 s, here 3.21 s',
			'3.20 s',
			'1 ms',
			'475',
			'210',
			'3.22 s',
			'2.96 s (33.78 % lost)',
			'4.22 s',
			'55.78 %',
			'docker1 → docker2',
			'8.00 s',
			'✗ converges ? bystanders',
		];
		expect(heads).to.deep.equal([
			'trial',
			'phase',
			'takeover',
			'to VIP',
			'theory',
			'VIP absent',
			'two owners',
			'sent',
			'failed',
			'outage',
			'degraded',
			'lost',
			'availability',
			'owner',
			'failback',
			'invariants',
		]);
		expect(row).to.deep.equal(cells);
	});
	it('has columns and metrics of the routed client where there was one', () => {
		const report = sampleReport();
		for (const drill of report.drills) {
			for (const { measurements } of drill.trials) measurements.httpRouted = measurements.http;
			drill.summary = summarize(drill.trials.map((trial) => trial.measurements));
			drill.spec.load.clients = ['segment', 'routed'];
		}
		const text = renderTerminal(report, { color: false });
		expect(text).to.match(/ {2}routed failed {2}routed outage {2}invariants\n.* {2}210 of 475 +3\.22 s {2}✗/);
		expect(text).to.match(/ {2}httpRouted\.availability +1 +55\.78 %/);
		expect(text).to.include('10 over a kept one, as many from a client behind a router, time-out 2s');
		expect(plain).not.to.include('routed');
	});
	it('leaves out the columns that have nothing to say', () => {
		const report = sampleReport();
		const nothing = { takeoverMs: null, takeoverToVipMs: null, theory: null, faultPhase: null, newOwner: null, vipAbsentMs: 0 };
		for (const { measurements } of report.drills.flatMap((d) => d.trials)) Object.assign(measurements, nothing);
		const lines = renderTerminal(report, { color: false }).split('\n');
		const head = lines.findIndex((line) => line.includes('VIP absent'));
		expect(lines[head]).to.match(/^ {2}trial {2}VIP absent {2}two owners/);
		expect(lines[head + 1]).to.match(/ 55\.78 % {2}docker1 +8\.00 s/);
	});
	it('shows the client’s stale ARP entry where it was watched', () => {
		const report = sampleReport();
		for (const { measurements } of report.drills.flatMap((d) => d.trials))
			measurements.arp = { staleMs: 850, longestStaleMs: 850, changes: 1 };
		expect(renderTerminal(report, { color: false })).to.match(/two owners {2}stale ARP {2}sent.*\n.* 1 ms +850 ms +475/);
		expect(plain).not.to.include('stale ARP');
	});
	it('shows the invariants that did not hold, and names the others', () => {
		expect(plain).to.include(
			'  ✗ the cluster comes back as it was\n    asked once settled no request fails, docker1 alone holds the VIP, and 3 managers are ready and reachable\n    got trial 1: the cluster did not come back\n',
		);
		expect(plain).to.include('  ? the hosts that no fault hit are left alone\n');
		expect(plain).to.include('  ✓ invariants that held: one-owner, owner-exists, owner-serves\n');
	});
	it('says what mends a drill, where it failed', () => {
		const report = sampleReport();
		for (const drill of report.drills) drill.spec.remedy = { why: 'Track it.', lines: ['a {', '}'] };
		expect(renderTerminal(report, { color: false })).to.include(
			'(and 2 more).\n  likely why: Track it.\n  mended by:\n    a {\n    }\n',
		);
		for (const drill of report.drills) drill.verdict = 'pass';
		expect(renderTerminal(report, { color: false })).not.to.include('mended by');
	});
	it('says what the faults are', () => expect(plain).to.include('\npower-loss of master() at +0s for 9.5s\n'));
	it('sums up each metric', () => {
		expect(
			lineWith('failback.returnMs')
				.trim()
				.split(/\s{2,}/),
		).to.deep.equal(['failback.returnMs', '1', ...Array(4).fill('8.00 s')]);
	});
	it('says that an outage without end is a lower bound, and why a trial is not trusted', () => {
		const report = sampleReport();
		for (const { measurements } of report.drills.flatMap((d) => d.trials)) {
			measurements.http.outages = [{ lastGoodMs: 1, firstGoodMs: null, durationMs: 3220, failed: 1 }];
			measurements.trust = { trusted: false, reasons: ['the clock jumped'], taintedSamples: 0, stalls: 0, edgeStallMs: 0 };
		}
		const text = renderTerminal(report, { color: false });
		expect(text).to.include('≥ 3.22 s');
		expect(text).to.include('trial 1 is not to be trusted: the clock jumped');
	});
	it('has colours only where asked, and the same text', () => {
		const colored = renderTerminal(sampleReport(), { color: true });
		expect(plain).not.to.include(ESCAPE);
		expect(colored).to.include(ESCAPE);
		expect(colored.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).to.equal(plain);
	});
	it('lets no text steer the terminal', () => {
		const text = renderTerminal(hostileReport(), { color: false });
		expect([...text].filter((c) => c < ' ' && c !== '\n')).to.deep.equal([]);
	});
	it('prints a run without drills', () => {
		expect(renderTerminal({ ...sampleReport(), drills: [], verdict: 'inconclusive' }, { color: false })).to.include(
			'verdict: inconclusive',
		);
	});
});
