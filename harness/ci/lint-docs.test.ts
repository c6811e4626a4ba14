import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { RULES } from '../lint/rules/index.ts';
import { LINT_PAGE, withRuleList } from './lint-docs.ts';

describe('docs/lint.md', () => {
	const page = readFileSync(LINT_PAGE, 'utf8');
	it('has the list that the rules give (npm run lint-docs)', () => expect(page).to.equal(withRuleList(page)));
	it('has a row for every rule, and says which are proved', () => {
		expect(page.match(/^\| [KLSX]\d+ /gm)).to.have.length(RULES.length);
		expect(page).to.match(/^\| K8 \| `no-garp-refresh` \| warning \|.*\| `partition-heal`, proved \|$/m);
	});
	it('is not made where it has lost its marks', () => {
		expect(() => withRuleList('# Lint\n')).to.throw('no marks');
	});
});
