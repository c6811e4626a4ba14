import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { matrixCells } from './matrix-plan.ts';

const ANY = { docker: null, keepalived: null };

describe('matrixCells', () => {
	it('is every combination, the first of each first, each with the suite that has the version', () => {
		expect(matrixCells(['docker=20.10,26.1.5', 'keepalived=2.2.7,2.3.3'])).to.deep.equal([
			{
				label: 'docker 20.10, keepalived 2.2.7',
				variant: { docker: 'bookworm', keepalived: 'bookworm' },
				versions: { docker: '20.10', keepalived: '2.2.7' },
			},
			{
				label: 'docker 20.10, keepalived 2.3.3',
				variant: { docker: 'bookworm', keepalived: 'trixie' },
				versions: { docker: '20.10', keepalived: '2.3.3' },
			},
			{
				label: 'docker 26.1.5, keepalived 2.2.7',
				variant: { docker: 'trixie', keepalived: 'bookworm' },
				versions: { docker: '26.1.5', keepalived: '2.2.7' },
			},
			{
				label: 'docker 26.1.5, keepalived 2.3.3',
				variant: { docker: 'trixie', keepalived: 'trixie' },
				versions: { docker: '26.1.5', keepalived: '2.3.3' },
			},
		]);
	});
	it('leaves what is not varied as the ordinary hosts have it', () => {
		const cells = matrixCells(['keepalived=bookworm,trixie']);
		expect(cells.map(({ versions }) => versions)).to.deep.equal([ANY, ANY]);
		expect(cells.map(({ variant }) => variant)).to.deep.equal([
			{ docker: 'trixie', keepalived: 'bookworm' },
			{ docker: 'trixie', keepalived: 'trixie' },
		]);
	});
	it('takes images that the user names', () => {
		expect(matrixCells(['image=mine:1,mine:2'])).to.deep.equal([
			{ label: 'image mine:1', variant: { image: 'mine:1' }, versions: ANY },
			{ label: 'image mine:2', variant: { image: 'mine:2' }, versions: ANY },
		]);
	});
	for (const [asked, words] of [
		[
			['docker=19,26.1'],
			'has docker 19 (got "docker=19"). Name one of 20.10.24 (bookworm), 26.1.5 (trixie) and 28.5.2 (sid), or images',
		],
		// A beginning of a version is no version.
		[['docker=2,26.1'], 'has docker 2 '],
		[['docker=26.1'], 'there is nothing to compare'],
		[['docker=20.10,26.1,20.10'], '20.10 is named twice'],
		[['docker=20.10', 'docker=26.1'], 'docker is given twice'],
		[['kernel=5,6'], 'not something to vary'],
		[['docker='], 'not something to vary'],
		[['image=a,b', 'docker=20.10,26.1'], 'nothing can be varied beside it'],
		[[`image=${Array.from({ length: 17 }, (_, i) => i).join(',')}`], '17 combinations'],
	] as const)
		it(`refuses, before anything starts: ${asked.join(' ').slice(0, 40)}`, () =>
			expect(() => matrixCells(asked)).to.throw(InputError, words));
});
