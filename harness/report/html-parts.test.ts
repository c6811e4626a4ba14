import { expect } from 'chai';
import { headsOf, htmlTable } from './html-parts.ts';

const figure = (value: string) => ({ value, numeric: true });

describe('a table of the page', () => {
	it('says once that a column holds figures, and no cell says it again', () => {
		const table = htmlTable('x', headsOf('metric', '#n', '#max'), [[{ value: 'a' }, figure('1'), figure('2')]], 'own');
		expect(table).to.include('<table class="own r2 r3">').and.to.include('<td>a</td><td>1</td><td>2</td>');
		expect(table).not.to.include('num');
	});
	it('says it of a cell where the column is mixed, or beyond those that have a rule', () => {
		const mixed = htmlTable('x', headsOf('what', '#n'), [[figure('1'), { value: 'none' }]]);
		expect(mixed).to.include('<table>').and.to.include('<td class="num">1</td><td>none</td>');
		const wide = htmlTable('x', headsOf(...Array.from({ length: 17 }, (_, i) => `#${i}`)), [
			Array.from({ length: 17 }, (_, i) => figure(String(i))),
		]);
		expect(wide).to.include(' r16">').and.to.include('<td>15</td><td class="num">16</td>');
	});
});
