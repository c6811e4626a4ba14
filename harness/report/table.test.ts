import { expect } from 'chai';
import { textTable } from './table.ts';

describe('textTable', () => {
	const columns = [
		{ head: 'n', numeric: true },
		{ head: 'name', numeric: false },
		{ head: 'time', numeric: true },
	];
	it('aligns numbers to the right, words to the left, without trailing blanks', () => {
		const rows = [
			['1', 'é🐳', '12 ms'],
			['10', 'docker1', ''],
		];
		expect(textTable(columns, rows)).to.deep.equal({
			head: ' n  name      time',
			body: [' 1  é🐳       12 ms', '10  docker1'],
		});
	});
	it('has a head without rows', () => expect(textTable(columns, [])).to.deep.equal({ head: 'n  name  time', body: [] }));
});
