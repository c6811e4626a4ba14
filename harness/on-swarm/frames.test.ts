import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromFrames, toFrames } from './frames.ts';
import { demultiplexed } from './swarm-api.ts';

describe('what a task gives back', () => {
	const bytes = randomBytes(40_000);
	const lines = toFrames(3, bytes);
	const read = (some: readonly string[]) => fromFrames(3, `${some.join('\n')}\n`);

	it('comes back whole from its lines, none of which a log would cut', () => {
		// 40,000 bytes are 53,336 characters of base64, in pieces of 12,000.
		expect(lines).to.have.length(6);
		expect(Math.max(...lines.map(({ length }) => length))).to.be.below(16_384);
		expect(read(lines)?.equals(bytes)).to.equal(true);
	});
	it('does so for any bytes', () =>
		fc.assert(fc.property(fc.uint8Array(), (some) => fromFrames(0, toFrames(0, some).join('\n'))?.equals(some) === true)));
	it('is read among other lines, in any order, and given twice', () =>
		expect(read(['(node:1) Warning: x', '', ...lines.toReversed(), ...lines])?.equals(bytes)).to.equal(true));
	it('is nothing where the end is missing, or a part is', () => {
		expect(read(lines.slice(0, -1))).to.equal(null);
		for (const index of lines.keys()) expect(read(lines.toSpliced(index, 1)), `without line ${index}`).to.equal(null);
		expect(read([])).to.equal(null);
	});
	it('is nothing where a part was cut or changed', () => {
		expect(read(lines.toSpliced(1, 1, (lines[1] as string).slice(0, -4)))).to.equal(null);
		expect(
			read(
				lines.toSpliced(
					1,
					1,
					(lines[1] as string).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
				),
			),
		).to.equal(null);
	});
	it('is nothing of another shard', () => expect(fromFrames(4, lines.join('\n'))).to.equal(null));
	it('is its standard output alone', () => {
		const piece = (stream: number, text: string) =>
			Buffer.concat([Buffer.from([stream, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);
		expect(demultiplexed(Buffer.concat([piece(1, 'a\n'), piece(2, 'oh\n'), piece(1, 'b\n')]))).to.deep.equal({
			stdout: 'a\nb\n',
			stderr: 'oh\n',
		});
	});
});
