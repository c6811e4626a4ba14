import { expect } from 'chai';
import { comparisonMarkdown, comparisonTerminal } from '../report/comparison-text.ts';
import { HOSTILE, sampleReport } from '../report/testing.ts';
import { compareRuns } from './comparison.ts';
import { type Comparison, parseComparison } from './comparison-schema.ts';

/** Two clusters: `seed` as in the sample report, and `hardened`, twice as quick and with a trial lost. */
function twoRuns() {
	const seed = sampleReport();
	const hardened = sampleReport();
	for (const drill of hardened.drills) {
		drill.summary.takeoverMs = { n: 1, min: 900, p50: 1000, p95: 1200, max: 1200 };
		drill.summary['http.outageMs'] = { n: 1, min: 900, p50: 1100, p95: 1300, max: 1400 };
		drill.summary['http.availability'] = { n: 1, min: 0.8, p50: 0.9123, p95: 1, max: 1 };
		drill.failedTrials = [
			{ trial: 2, seed: 's/2', code: 'FAULT_FAILED', message: 'no', phase: null, cameBack: true, timeline: null },
		];
	}
	hardened.environment.publishMode = 'ingress';
	return [
		{ cluster: 'seed', folder: 'seed', report: seed, error: null },
		{ cluster: 'hardened', folder: 'hardened', report: hardened, error: null },
	];
}

describe('compareRuns', () => {
	it('puts each drill on each cluster side by side', () => {
		const { drills, clusters, verdict } = compareRuns(twoRuns());
		expect(drills.map(({ name }) => name)).to.deep.equal(['kill-master']);
		expect(drills[0]?.cells.map(({ cluster }) => cluster)).to.deep.equal(['seed', 'hardened']);
		expect(drills[0]?.cells[1]).to.deep.include({
			n: 1,
			failedTrials: 1,
			takeoverMs: { p50: 1000, p95: 1200 },
			outageMs: { p50: 1100, max: 1400 },
			availability: { p50: 0.9123, min: 0.8 },
			verdict: 'fail',
		});
		expect(clusters[0]?.environment).to.include({ engine: 'private 26.1.5', kernel: '6.12.0', publishMode: 'host' });
		expect(verdict).to.equal('fail');
	});
	it('says of simulated runs that nothing was measured', () => {
		const report = sampleReport();
		report.environment.lab = 'sim';
		const markdown = comparisonMarkdown(compareRuns([{ cluster: 'seed', folder: 'seed', report, error: null }]));
		expect(markdown).to.include('seed: simulated, nothing was measured; the service in host mode; vipdrill 0.1.0, seed seed-7.');
		expect(markdown).not.to.include('engine');
	});
	it('keeps a cluster that never came up, and is then no pass', () => {
		const good = sampleReport();
		good.verdict = 'pass';
		const lost = { cluster: 'mine', folder: null, report: null, error: 'nobody answers' } as const;
		const { clusters, verdict } = compareRuns([{ cluster: 'seed', folder: 'seed', report: good, error: null }, lost]);
		expect(clusters[1]).to.deep.include({ label: 'mine', verdict: 'inconclusive', error: 'nobody answers', environment: null });
		expect(verdict).to.equal('inconclusive');
	});
	it('tells clusters of one name apart by their folder', () => {
		const [seed] = twoRuns();
		if (!seed) throw new Error('no run');
		const { clusters } = compareRuns([seed, { ...seed, folder: '/r/seed-2' }]);
		expect(clusters.map(({ label }) => label)).to.deep.equal(['seed (seed)', 'seed (seed-2)']);
	});
	it('leaves out what a drill has no figures of', () => {
		const [seed] = twoRuns();
		for (const drill of seed?.report.drills ?? []) drill.summary = {};
		const cell = compareRuns(seed ? [seed] : []).drills[0]?.cells[0];
		expect(cell).to.include({ takeoverMs: null, outageMs: null, availability: null });
	});
});

describe('comparison.json', () => {
	const stored: Comparison = {
		schemaVersion: 1,
		id: 'x',
		startedAt: '2026-01-02T03:04:05.000Z',
		finishedAt: '2026-01-02T03:05:05.000Z',
		rerun: 'vipdrill run --all',
		...compareRuns(twoRuns()),
	};
	it('can be read back', () => expect(parseComparison(JSON.stringify(stored), 'c.json')).to.deep.equal(stored));
	it('names the field that is wrong', () => {
		const broken = JSON.stringify({ ...stored, verdict: 'good' });
		expect(() => parseComparison(broken, 'c.json')).to.throw(/^c\.json: verdict: .*schemaVersion 1\.$/);
		expect(() => parseComparison('{', 'c.json')).to.throw(/not JSON/);
	});
});

describe('comparisonMarkdown', () => {
	it('has a row a drill and cluster, and says what was measured on', () => {
		const text = comparisonMarkdown(compareRuns(twoRuns()));
		expect(text).to.match(
			/^\| +\| hardened +\| +1 \+ 1 lost \| +1\.00 s \/ 1\.20 s \| +1\.10 s \/ 1\.40 s \| +91\.23 % \| \*\*fail\*\* \|$/m,
		);
		expect(text).to.include(
			'\n\nseed: measured in host mode, not through the routing mesh, on engine private 26.1.5, kernel 6.12.0, 4 CPUs;',
		);
		expect(text).to.include('hardened: measured in ingress mode, without a proof of the routing mesh');
	});
	it('says once what clusters share', () => {
		const [seed] = twoRuns();
		const runs = seed ? [seed, { ...seed, cluster: 'other' }] : [];
		expect(comparisonMarkdown(compareRuns(runs))).to.include('seed, other: measured in host mode');
	});
	it('lets nobody break out of a cell', () => {
		const [run] = twoRuns();
		if (!run) throw new Error('no run');
		const text = comparisonMarkdown(compareRuns([{ ...run, cluster: `${HOSTILE}|` }]));
		expect(text).to.not.include('<script>');
		expect(text.split('\n').filter((line) => line.startsWith('| kill-master'))).to.have.length(1);
		expect(text).to.include('\\|');
	});
});

describe('comparisonTerminal', () => {
	it('names a drill once, aligned, and the same without colours', () => {
		const compared = compareRuns(twoRuns());
		const plain = comparisonTerminal(compared, { color: false });
		expect(plain).to.match(/^drill +cluster +n +takeover p50 \/ p95 .*\nkill-master +seed .*fail\n +hardened +1 \+ 1 lost /);
		expect(comparisonTerminal(compared, { color: true })).to.include('\u001b[31mfail\u001b[39m');
	});
	it('names clusters that never came up', () => {
		const lost = { cluster: 'mine', folder: null, report: null, error: 'nobody answers' } as const;
		expect(comparisonTerminal(compareRuns([...twoRuns(), lost]), { color: false })).to.include('mine: nobody answers\nverdict: ');
	});
});
