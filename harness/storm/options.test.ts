import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { readOptions } from './options.ts';

describe('npm run storm', () => {
	it('has defaults, and a seed of its own', () => {
		expect(readOptions([], 'fresh')).to.include({ seed: 'fresh', kills: 300, minutes: 60, cheap: false, pairs: false });
		expect(readOptions([], 'fresh').engines).to.deep.equal(['none', 'private', 'local', 'uml']);
	});
	it('takes a kill to be done again', () => {
		const options = readOptions(['--seed', 's', '--only', '3,17', '--engines', 'none,private', '--minutes', '5'], 'fresh');
		expect(options).to.include({ seed: 's', minutes: 5 });
		expect([options.only, options.engines]).to.deep.equal([
			[3, 17],
			['none', 'private'],
		]);
	});
	for (const [args, words] of [
		[['--kills', '0'], '--kills: 0 is'],
		[['--minutes', 'long'], '--minutes: long is'],
		[['--only', '1,x'], '--only: x is'],
		[['--engines', 'none,podman'], 'no engine podman'],
	] as const)
		it(`refuses ${args.join(' ')}`, () => {
			expect(() => readOptions(args, 'fresh'))
				.to.throw(InputError)
				.with.property('message')
				.that.includes(words);
		});
});
