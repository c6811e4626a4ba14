import { expect } from 'chai';
import { type Ended, judgeEnd, judgeUndisturbed } from './judge.ts';
import type { Subject } from './subjects.ts';

describe('how a command that was hit ended', () => {
	const subject: Subject = { name: 'run', engine: 'private', args: ['run'], exits: [0, 1], weight: 1 };
	const ended = (more: Partial<Ended>): Ended => ({
		...{ exitCode: null, signal: null, isLate: false, output: 'said something', tookMs: 1 },
		...more,
	});

	it('is right with the code of the signal that it heard, or its own where its work was done', () => {
		for (const [strike, code] of [
			['SIGTERM', 143],
			['SIGHUP', 129],
			['SIGINT', 130],
			['impatient', 130],
		] as const) {
			expect(judgeEnd(subject, strike, ended({ exitCode: code }), true), strike).to.deep.equal([]);
			expect(judgeEnd(subject, strike, ended({ exitCode: 1 }), true), strike).to.deep.equal([]);
			expect(judgeEnd(subject, strike, ended({ exitCode: 4 }), true), strike).to.have.length(1);
		}
		expect(judgeEnd(subject, 'SIGTERM', ended({ exitCode: 130 }), true)).to.deep.equal([
			'it ended with exit code 130, not with 0, 1, 143',
		]);
	});
	it('is right after a signal that ends it, where that was meant to', () => {
		for (const strike of ['SIGKILL', 'oom'] as const) {
			expect(judgeEnd(subject, strike, ended({ signal: 'SIGKILL' }), true)).to.deep.equal([]);
			expect(judgeEnd(subject, strike, ended({ signal: 'SIGKILL' }), false)).to.deep.equal(['SIGKILL ended it']);
		}
		expect(judgeEnd(subject, 'engine-kill', ended({ signal: 'SIGSEGV' }), true)).to.deep.equal(['SIGSEGV ended it']);
	});
	it('may be Node’s own before it listens: nothing is said by then', () => {
		expect(judgeEnd(subject, 'SIGHUP', ended({ signal: 'SIGHUP', output: '' }), true)).to.deep.equal([]);
		expect(judgeEnd(subject, 'SIGHUP', ended({ signal: 'SIGHUP' }), true)).to.deep.equal(['SIGHUP ended it']);
	});
	it('is a failed lab or lost trials where the disk is full or the engine dies, and no bad input', () => {
		for (const code of [0, 1, 2, 4]) expect(judgeEnd(subject, 'full-out', ended({ exitCode: code }), true)).to.deep.equal([]);
		expect(judgeEnd(subject, 'engine-kill', ended({ exitCode: 3 }), true)).to.have.length(1);
	});
	it('is that of a command left alone where nothing was hit', () => {
		expect(judgeEnd(subject, 'engine-kill', ended({ exitCode: 4 }), false)).to.have.length(1);
		expect(judgeEnd(subject, 'SIGTERM', ended({ exitCode: 143 }), false)).to.have.length(1);
	});
	it('is wrong where it took too long, or shows the code', () => {
		expect(judgeEnd(subject, 'SIGTERM', ended({ exitCode: 143, isLate: true }), true)).to.deep.equal(['it did not end in time']);
		const trace = 'Error: no\n    at run (file:///a/b.js:10:20)';
		expect(judgeEnd(subject, 'SIGTERM', ended({ exitCode: 143, output: trace }), true)).to.deep.equal([
			'it printed a stack trace',
		]);
		const own = "vipdrill: a mistake of vipdrill's own ended this: TypeError";
		expect(judgeEnd(subject, 'full-tmp', ended({ exitCode: 4, output: own }), true)).to.have.length(1);
	});
	it('is a signal’s where it is a server that nothing else ends', () => {
		const server: Subject = { ...subject, endless: /up/ };
		expect(judgeEnd(server, 'SIGINT', ended({ exitCode: 130 }), true)).to.deep.equal([]);
		expect(judgeEnd(server, 'SIGINT', ended({ exitCode: 0 }), true)).to.have.length(1);
		expect(judgeUndisturbed(server, ended({ exitCode: 143 }))).to.deep.equal([]);
	});
	it('is one of its own codes where nothing hits it', () => {
		expect(judgeUndisturbed(subject, ended({ exitCode: 1 }))).to.deep.equal([]);
		expect(judgeUndisturbed(subject, ended({ exitCode: 2 }))).to.deep.equal(['it ended with 2, not with 0, 1']);
		expect(judgeUndisturbed(subject, ended({ signal: 'SIGABRT' }))).to.deep.equal(['it ended with SIGABRT, not with 0, 1']);
	});
});
