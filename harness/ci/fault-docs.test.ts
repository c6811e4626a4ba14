import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { FAULTS_PAGE, withFaultList } from './fault-docs.ts';

describe('docs/faults.md', () => {
	const page = readFileSync(FAULTS_PAGE, 'utf8');
	it('has the list that the descriptors give (npm run fault-docs)', () => expect(page).to.equal(withFaultList(page)));
	it('says what each fault does, how it is undone, and who knows it', () => {
		expect(page).to.include(
			'| `freeze(target)` | Every process of the machine stops where it is; kernel and link live on. | The processes go on. | yes | yes |',
		);
		expect(page).to.match(/\| `rateLimit\(target, bitsPerSecond\)` \|.*\| no: packets have no size here \| no \|/);
	});
	it('is not made where it has lost its marks', () => {
		expect(() => withFaultList('# Faults\n')).to.throw('no marks');
	});
});
