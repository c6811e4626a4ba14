import { expect } from 'chai';
import { problemsOf } from '../cluster/testing.ts';
import { type MatrixReport, parseMatrix, renderMatrixJson } from '../results/matrix.ts';
import { matrixSection } from './matrix-grid.ts';

type Outcome = NonNullable<MatrixReport['rows'][number]['cells'][number]>['outcome'];
const value = (median: number, outcome: Outcome) => ({ n: 10, median, difference: null, pCorrected: null, outcome });

/** Cells of these labels, with these medians of one deciding and one watched metric; null: not run. */
const matrix = (cells: readonly [label: string, median: number | null, outcome: Outcome][]): MatrixReport => ({
	...{ schemaVersion: 1, rerun: 'again', level: 0.05, verdict: 'fail' },
	cells: cells.map(([label, median]) => ({
		...{ label, folder: label, image: 'i', verdict: 'pass', error: median === null ? 'it never came up' : null },
		...{ dockerVersion: median === null ? null : '1', keepalivedVersion: '2' },
	})),
	rows: (['deciding', 'watched'] as const).map((role) => ({
		...{ drill: 'kill-master', metric: role === 'deciding' ? 'takeoverMs' : 'http.tailMs', role },
		cells: cells.map(([, median, outcome]) => (median === null ? null : value(median, outcome))),
	})),
});
const PAIRS = matrix([
	['docker 20.10, keepalived 2.2.7', 3000, 'first'],
	['docker 20.10, keepalived 2.3.3', 9000, 'regression'],
	['docker 26.1, keepalived 2.2.7', 500, 'improvement'],
	['docker 26.1, keepalived 2.3.3', null, 'unknown'],
]);

describe('runs on hosts of different make, on the page', () => {
	it('are a grid of Docker by keepalived for each metric that decides', () => {
		const html = matrixSection(PAIRS);
		expect(html).to.include('<td></td><th scope="col">keepalived 2.2.7</th><th scope="col">keepalived 2.3.3</th>');
		expect(html).to.include('<tr><td>Docker 20.10</td><td>3.00 s</td><td class="fail">9.00 s ✗ worse</td></tr>');
		expect(html).to.include('<tr><td>Docker 26.1</td><td class="pass">500 ms ✓ better</td><td>not run</td></tr>');
		expect(html.match(/<table/g), 'what is only watched is in matrix.md').to.have.length(1);
		expect(html).to.include(
			'docker 20.10, keepalived 2.3.3 is worse than docker 20.10, keepalived 2.2.7: takeoverMs of kill-master',
		);
	});
	it('are the same grid whichever was named first', () => {
		const turned = matrix([
			['keepalived 2.2.7, docker 20.10', 3000, 'first'],
			['keepalived 2.2.7, docker 26.1', 9000, 'regression'],
			['keepalived 2.3.3, docker 20.10', 500, 'improvement'],
			['keepalived 2.3.3, docker 26.1', 600, 'improvement'],
		]);
		expect(matrixSection(turned)).to.include(
			'<tr><td>Docker 26.1</td><td class="fail">9.00 s ✗ worse</td><td class="pass">600 ms ✓ better</td></tr>',
		);
	});
	it('are one table where one thing was varied, and escape what a user named', () => {
		const html = matrixSection(
			matrix([
				['image <b>:1', 3000, 'first'],
				['image b:2', 3001, 'same'],
			]),
		);
		expect(html).to.include('<th scope="col">image &lt;b&gt;:1</th>').and.to.include('<td>3.00 s</td><td>3.00 s =</td>');
		expect(html).not.to.include('<b>');
	});
	it('are read back from matrix.json, and refused where it is none', () => {
		expect(parseMatrix(renderMatrixJson(PAIRS), 'm')).to.deep.equal(PAIRS);
		expect(problemsOf(() => parseMatrix('{', 'm.json'))[0]).to.match(
			/^m\.json: matrix: .* Give a matrix\.json of schemaVersion 1\.$/,
		);
	});
});
