import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { canAsk, checkInside, keptText, pauseText, untilEnter } from './inside.ts';
import { run } from './run.ts';

describe('a look inside', () => {
	const here = { lab: 'docker', labs: 1, clusters: 1, canAsk: true } as const;
	const refused = (
		...[flags, circumstances]: [Parameters<typeof checkInside>[0], Partial<Parameters<typeof checkInside>[1]>]
	) => {
		try {
			checkInside(flags, { ...here, ...circumstances });
			return null;
		} catch (error) {
			expect(error).to.be.instanceOf(InputError);
			return (error as Error).message;
		}
	};
	it('is refused of nobody who has machines and a terminal', () => {
		expect(refused({}, { lab: 'sim', labs: 2, clusters: 2, canAsk: false })).to.equal(null);
		expect(refused({ keepOnFail: true, pauseBefore: 'heal' }, {})).to.equal(null);
		expect(refused({ keepOnFail: true }, { labs: 2, canAsk: false })).to.equal(null);
		expect(refused({ pauseBefore: 'heal' }, { clusters: 2 })).to.equal(null);
	});
	for (const [flags, circumstances, words] of [
		[{ keepOnFail: true }, { lab: 'sim' }, '--keep-on-fail: a simulated lab has no machines'],
		[{ pauseBefore: 'heal' }, { lab: 'sim' }, '--pause-before: a simulated lab has no machines'],
		[{ keepOnFail: true }, { clusters: 2 }, 'would disturb the next cluster'],
		[{ pauseBefore: 'heal' }, { labs: 2 }, 'nobody could tell which one goes on'],
		[{ pauseBefore: 'heal' }, { canAsk: false }, 'nobody can press it here (no terminal, or CI)'],
	] as const)
		it(`is refused where it makes no sense: ${words}`, () => expect(refused(flags, circumstances)).to.include(words));

	it('is refused before a run begins', async () => {
		const flags = {
			lab: 'sim',
			labs: 1,
			trials: 1,
			maxTrials: 1,
			jobs: 1,
			engine: 'auto',
			out: '/nowhere/out',
			unknown: 'warn',
		} as const;
		const error = await run(['kill-master'], { ...flags, keepOnFail: true }).then(
			() => 'it ran',
			(cause: Error) => cause,
		);
		expect(error).to.be.instanceOf(InputError);
		expect((error as Error).message).to.include('--keep-on-fail: a simulated lab');
	});
	it('is for terminals, and not for CI', () => {
		expect([
			canAsk({ isTTY: true }, {}),
			canAsk({ isTTY: true }, { CI: '1' }),
			canAsk({}, {}),
			canAsk({ isTTY: false }, {}),
		]).to.deep.equal([true, false, false, false]);
	});
	it('is told how to enter, and how it goes on', () => {
		expect(pauseText({ lab: '1a2b3c', machines: ['docker1', 'docker2', 'client'], faults: ['power-loss on docker1'] })).to.equal(
			`Paused before the heal; in effect: power-loss on docker1. Look inside from another terminal:
  vipdrill shell 1a2b3c/docker1    (or docker2 and client)
Enter goes on; by itself it goes on after 30 min 00 s. The trial will count as not to be trusted.`,
		);
		expect(pauseText({ lab: '1a2b3c', machines: ['docker1'], faults: [] })).to.include('no fault is in effect any more');
	});
	it('is told why a lab stays, how to enter and how to let go', () => {
		expect(keptText([{ id: '1a2b3c', machines: ['docker1', 'client'], why: 'kill-master, trial 2: it failed' }])).to.equal(
			`Lab 1a2b3c stays as it is, for kill-master, trial 2: it failed
Look inside: vipdrill shell 1a2b3c/docker1    (or client)
Let go of it with \`vipdrill down\`; \`vipdrill status\` lists it.`,
		);
	});
});

describe('untilEnter', () => {
	const calm = new AbortController().signal;
	it('waits for a line, and lets go of the terminal', async () => {
		const input = new PassThrough();
		let isOver = false;
		const waiting = untilEnter(calm, input).then(() => {
			isOver = true;
		});
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(isOver).to.equal(false);
		input.write('\n');
		await waiting;
		expect([input.isPaused(), input.listenerCount('data'), input.listenerCount('end')]).to.deep.equal([true, 0, 0]);
	});
	it('goes on where the input ends, or its time is over', async () => {
		const ended = new PassThrough();
		setTimeout(() => ended.end(), 5);
		await untilEnter(calm, ended, 60_000);
		await untilEnter(calm, new PassThrough(), 5);
	});
	it('is interrupted like anything else', async () => {
		const abort = new AbortController();
		const input = new PassThrough();
		const waiting = untilEnter(abort.signal, input, 60_000).then(
			() => 'went on',
			(error: Error) => error.message,
		);
		abort.abort(new Error('Ctrl-C'));
		expect(await waiting).to.equal('Ctrl-C');
		expect(input.listenerCount('data')).to.equal(0);
	});
});
