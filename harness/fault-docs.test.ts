import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { faultsPage } from './fault-docs.ts';

describe('docs/faults.md', () => {
	it('is what the descriptors give (npm run fault-docs)', () =>
		expect(readFileSync('docs/faults.md', 'utf8')).to.equal(faultsPage()));
	it('says what each fault does, how it is undone, and who knows it', () => {
		expect(faultsPage()).to.include(
			'| `freeze` | `freeze` | Every process of the machine stops where it is; kernel and link live on. | The processes go on. | yes | yes |',
		);
		expect(faultsPage()).to.match(/\| `rate-limit` \| `rateLimit` \|.*\| no: packets have no size here \| no \|/);
	});
});
