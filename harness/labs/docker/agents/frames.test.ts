import { expect } from 'chai';
import fc from 'fast-check';
import { encodeFrame, FrameDecoder, type FrameKind } from './frames.ts';

describe('frames', () => {
	it('come out as they went in, however the stream is cut', () => {
		const kind = fc.constantFrom<FrameKind>('stdout', 'stderr', 'exit');
		const frames = fc.array(fc.record({ kind, text: fc.string({ maxLength: 40 }) }), { maxLength: 10 });
		fc.assert(
			fc.property(frames, fc.integer({ min: 1, max: 20 }), (sent, chunkBytes) => {
				const stream = Buffer.concat(sent.map((frame) => encodeFrame(frame.kind, Buffer.from(frame.text))));
				const decoder = new FrameDecoder();
				const got = [];
				for (let at = 0; at < stream.length; at += chunkBytes) got.push(...decoder.push(stream.subarray(at, at + chunkBytes)));
				expect(got.map((frame) => ({ kind: frame.kind, text: frame.content.toString() }))).to.deep.equal(sent);
			}),
		);
	});
});
