import { PassThrough } from 'node:stream';
import { mock } from 'node:test';
import { expect } from 'chai';
import type { CommandStream } from '../command.ts';
import { AgentLink } from './agent-link.ts';

type Said = { kind: 'pong' };
const isPong = (message: Said): message is Said => message.kind === 'pong';
/** Lets what is pending go on; timers stand still. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a conversation with an agent', () => {
	beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
	afterEach(() => mock.timers.reset());

	it('waits longer for the first answer, for which its Node has to start', async () => {
		const stdout = new PassThrough();
		const stream = { stdin: new PassThrough(), stdout, stderr: new PassThrough(), ended: new Promise(() => {}) };
		const link = new AgentLink<object, Said>('agent', stream as unknown as CommandStream);
		const failures: string[] = [];
		const ask = () => link.ask({ kind: 'ping' }, isPong).catch((error: Error) => failures.push(error.message));
		const first = ask();
		mock.timers.tick(29_000);
		await turn();
		expect(failures).to.deep.equal([]);
		stdout.write('{"kind":"pong"}\n');
		await first;
		const second = ask();
		mock.timers.tick(10_001);
		await second;
		expect(failures).to.deep.equal(['agent did not answer {"kind":"ping"} within 10000 ms']);
	});
});
