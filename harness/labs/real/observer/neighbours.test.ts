import { expect } from 'chai';
import { readNeighbour } from './neighbours.ts';

const AT = '[2026-11-23T10:15:00.123456]';

describe('readNeighbour', () => {
	const cases: { line: string; mac: string | null }[] = [
		{ line: `${AT} 10.0.0.200 dev eth0 lladdr 02:56:0a:00:00:0b REACHABLE`, mac: '02:56:0a:00:00:0b' },
		{ line: `${AT} 10.0.0.200 lladdr 02:56:0a:00:00:0c STALE`, mac: '02:56:0a:00:00:0c' },
		{ line: `${AT} 10.0.0.200 dev eth0 FAILED`, mac: null },
		{ line: `${AT} 10.0.0.200 dev eth0 lladdr 02:56:0a:00:00:0b FAILED`, mac: null },
		{ line: `${AT} Deleted 10.0.0.200 dev eth0 lladdr 02:56:0a:00:00:0b STALE`, mac: null },
	];
	for (const { line, mac } of cases) {
		it(`reads ${line.slice(AT.length + 1)}`, () => {
			const got = readNeighbour(line);
			expect(got).to.include({ address: '10.0.0.200', mac });
			expect(got?.atMs).to.be.closeTo(Date.UTC(2026, 10, 23, 10, 15, 0) + 123.456, 0.001);
		});
	}
	it('passes over what is no entry', () => {
		expect(readNeighbour('Timestamp: Mon Nov 23')).to.equal(null);
	});
});
