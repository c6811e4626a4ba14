import { expect } from 'chai';
import { markdownTable } from './markdown-table.ts';

describe('markdownTable', () => {
	it('pads cells, numbers to the right', () => {
		const columns = [
			{ head: 'drill', numeric: false },
			{ head: 'n', numeric: true },
		];
		expect(
			markdownTable(columns, [
				['kill-master', '30'],
				['', '—'],
			]),
		).to.deep.equal([
			'| drill       |   n |', //
			'| ----------- | --: |',
			'| kill-master |  30 |',
			'|             |   — |',
		]);
	});
});
