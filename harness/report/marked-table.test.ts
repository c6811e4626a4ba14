import { expect } from 'chai';
import { replaceTable } from './marked-table.ts';

describe('replaceTable', () => {
	it('replaces what stands between the markers, and nothing else', () => {
		const text = '# T\n\n<!-- table -->\nold\n<!-- /table -->\n\nrest\n';
		expect(replaceTable(text, '| a |\n', 'README.md')).to.equal('# T\n\n<!-- table -->\n\n| a |\n\n<!-- /table -->\n\nrest\n');
	});
	it('gives the same when it is done again', () => {
		const once = replaceTable('<!-- table --><!-- /table -->', '| a |\n', 'README.md');
		expect(replaceTable(once, '| a |\n', 'README.md')).to.equal(once);
	});
	for (const [title, text] of [
		['no markers', '# T\n'],
		['no end', '<!-- table -->\n'],
		['the end first', '<!-- /table --><!-- table -->\n'],
		['two of them', '<!-- table --><!-- /table --><!-- table --><!-- /table -->'],
	] as const)
		it(`refuses a file with ${title}`, () => {
			expect(() => replaceTable(text, 'x', 'README.md')).to.throw(
				/^README\.md: table: there is not exactly one pair of markers\. Write/,
			);
		});
});
