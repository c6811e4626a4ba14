import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { packShared, unpackShared } from './share.ts';
import { fixtureFolder } from './testing.ts';

describe('a link to the playground', () => {
	it('holds all input, and is short enough for any browser', async () => {
		const shared = { name: 'hardened ✓', folder: fixtureFolder('hardened'), before: fixtureFolder('seed') };
		const text = await packShared(shared);
		expect(text).to.match(/^[\w-]+$/);
		expect(text.length).to.be.below(8000);
		expect(await unpackShared(text)).to.deep.equal(shared);
	});
	it('that is none of ours, or cut off, holds nothing', async () => {
		const packed = (value: unknown) => deflateRawSync(JSON.stringify(value)).toString('base64url');
		const text = await packShared({ name: 'x', folder: fixtureFolder('seed'), before: null });
		const bad = ['', '!!', text.slice(0, -9), packed(1), packed({ name: 'x', folder: [], before: null })];
		bad.push(packed({ name: 'x', folder: { a: 1 }, before: null }), packed({ folder: {}, before: null }));
		for (const one of bad) expect(await unpackShared(one), one.slice(0, 20)).to.equal(null);
		expect(await unpackShared(packed({ name: 'x', folder: {}, before: null }))).to.deep.equal({
			name: 'x',
			folder: {},
			before: null,
		});
	});
	it('that unpacks to more than four megabytes is given up, whatever stands behind them', async () => {
		const of = (blanks: number) =>
			deflateRawSync(`${' '.repeat(blanks)}${JSON.stringify({ name: 'x', folder: {}, before: null })}`).toString('base64url');
		expect(await unpackShared(of(3_000_000))).to.deep.equal({ name: 'x', folder: {}, before: null });
		expect(await unpackShared(of(5_000_000))).to.equal(null);
	});
});
