import { expect } from 'chai';
import { InputError, VipdrillError } from '../base/errors.ts';
import { eachPart } from './clean.ts';

describe('vipdrill clean', () => {
	const done = (line: string) => async () => ({ lines: [line] });
	const fails = (error: Error) => async () => Promise.reject(error);
	async function clean(...parts: Parameters<typeof eachPart>[0]) {
		const said: string[] = [];
		const error = await eachPart(parts, (line) => said.push(line)).then(
			() => null,
			(cause: unknown) => cause,
		);
		return { said, error };
	}

	it('does each part whatever becomes of the others, and fails in the end with what one failed with', async () => {
		const busy = new VipdrillError('ENGINE_UNAVAILABLE', 'no answer');
		expect(await clean(done('a'), fails(busy), done('c'))).to.deep.equal({ said: ['a', 'c'], error: busy });
		expect(await clean(done('a'), done('c'))).to.deep.equal({ said: ['a', 'c'], error: null });
	});
	it('names all that failed, beside what was done', async () => {
		const { said, error } = await clean(
			async () => ({ lines: ['a'], failed: [new Error('one')] }),
			fails(new Error('two')),
			done('c'),
		);
		expect(said).to.deep.equal(['a', 'c']);
		expect(error).to.be.instanceOf(VipdrillError).and.include({ code: 'CLEANUP_FAILED', message: 'one; two' });
	});
	it('ends at once for wrong words', async () => {
		const wrong = new InputError([{ file: 'f', field: 'x', problem: 'p', fix: 'f' }]);
		expect(await clean(fails(wrong), done('c'))).to.deep.equal({ said: [], error: wrong });
	});
});
