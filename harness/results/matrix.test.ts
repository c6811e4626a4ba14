import { expect } from 'chai';
import { matrixMarkdown, matrixTerminal } from '../report/matrix-text.ts';
import { sampleReport } from '../report/testing.ts';
import { assembleMatrix } from './matrix.ts';
import type { RunReport } from './run-report.ts';

/** Ten trials like the sample's, with these outages, none paired with another's. */
function run(outages: number, versions: { dockerVersion: string; keepalivedVersion: string }): RunReport {
	const report = sampleReport();
	const [drill] = report.drills;
	const [trial] = drill?.trials ?? [];
	if (!drill || !trial) return report;
	report.environment.hosts = versions;
	report.seed = String(outages);
	drill.trials = Array.from({ length: 10 }, (_, i) => ({
		...trial,
		trial: i + 1,
		measurements: { ...trial.measurements, http: { ...trial.measurements.http, outageMs: outages + i } },
	}));
	return report;
}
const OLD = { dockerVersion: '20.10.24', keepalivedVersion: '2.2.7' };
const NEW = { dockerVersion: '26.1.5', keepalivedVersion: '2.3.3' };
const cell = (label: string, report: RunReport | null) => ({
	label,
	image: `i-${label}`,
	folder: report ? label : null,
	report,
	error: report ? null : 'it never came up',
});

describe('assembleMatrix', () => {
	const matrix = () =>
		assembleMatrix(
			[
				cell('a', run(3000, OLD)),
				cell('b', run(9000, NEW)),
				cell('c', run(3000, NEW)),
				cell('d', run(500, NEW)),
				cell('e', null),
			],
			'again',
		);
	const outage = () => matrix().rows.find(({ metric }) => metric === 'http.outageMs');

	it('holds each cell against the first, at a level that they share out', () => {
		expect(matrix().level).to.equal(0.0125);
		expect(outage()?.cells.map((one) => one?.outcome ?? null)).to.deep.equal([
			'first',
			'regression',
			'same',
			'improvement',
			null,
		]);
		expect(outage()?.cells.map((one) => one?.median ?? null)).to.deep.equal([3004.5, 9004.5, 3004.5, 504.5, null]);
		expect(outage()?.cells[1]).to.include({ n: 10, difference: 6000 });
	});
	it('fails where an upgrade made something worse, though each cell’s own drills pass', () => {
		const passing = (outages: number) => ({ ...run(outages, OLD), verdict: 'pass' as const });
		expect(assembleMatrix([cell('a', passing(3000)), cell('b', passing(9000))], 'x').verdict).to.equal('fail');
		expect(assembleMatrix([cell('a', passing(3000)), cell('c', passing(3000))], 'x').verdict).to.equal('pass');
		expect(assembleMatrix([cell('a', passing(3000)), cell('e', null)], 'x').verdict).to.equal('inconclusive');
	});
	it('says in words which upgrade changed what, and what each cell was', () => {
		const text = matrixTerminal(matrix(), { color: false });
		expect(text).to.match(
			/kill-master +http\.outageMs \(watched\) +3\.00 s +9\.00 s ✗ worse +3\.00 s = +505 ms ✓ better +not run/,
			text,
		);
		expect(text).to.include('b is worse than a: http.outageMs of kill-master').and.include('d is better than a: http.outageMs');
		expect(text).to.include('a: Docker 20.10.24, keepalived 2.2.7, image i-a').and.include('e: not run: it never came up');
		const markdown = matrixMarkdown(matrix());
		expect(markdown.split('\n')[0]).to.match(/^\| drill +\| metric +\| a +\| b +\| c +\| d +\| e +\|$/);
		expect(markdown).to.include('✗ worse');
	});
	it('says so where nothing is proved to differ', () =>
		expect(
			matrixTerminal(assembleMatrix([cell('a', run(3000, OLD)), cell('c', run(3000, NEW))], 'x'), { color: false }),
		).to.include('No cell is proved to differ from a by a size that matters.'));
});
