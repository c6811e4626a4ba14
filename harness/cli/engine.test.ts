import { expect } from 'chai';
import { fakeBase, fakeGuest, fakeProviders } from '../labs/docker/engine/providers/testing.ts';
import { keepOpen, stopped } from './engine.ts';

describe('vipdrill engine start', () => {
	const fakeEngine = () => {
		const did: string[] = [];
		const verb = (name: string) => async () => void did.push(name);
		return { did, engine: { provider: 'private' as const, keep: verb('keep'), release: verb('release') } };
	};
	it('keeps what it has started', async () => {
		const { did, engine } = fakeEngine();
		await keepOpen(async () => engine, new AbortController().signal);
		expect(did).to.deep.equal(['keep']);
	});
	it('ends what it has started where a signal comes meanwhile', async () => {
		const { did, engine } = fakeEngine();
		const abort = new AbortController();
		const open = async () => {
			abort.abort(new Error('interrupted (SIGHUP)'));
			return engine;
		};
		const error = await keepOpen(open, abort.signal).catch((one: Error) => one.message);
		expect([error, did]).to.deep.equal(['interrupted (SIGHUP)', ['release']]);
	});
});

describe('vipdrill engine stop', () => {
	const lines = async (bases: ReturnType<typeof fakeBase>[], guest = fakeGuest()) => {
		const said: string[] = [];
		for await (const line of stopped({ force: false }, fakeProviders(bases, guest.guest))) said.push(line);
		return said;
	};
	it('ends guests on every engine, and of the engines only vipdrill’s own', async () => {
		const [local, own, guest] = [fakeBase('local'), fakeBase('private'), fakeGuest()];
		expect(await lines([local, own], guest)).to.deep.equal(['ended the private engine']);
		expect([local.did, own.did, guest.did]).to.deep.equal([[], ['stop'], ['stop', 'stop']]);
	});
	it('says that none was running', async () =>
		expect(await lines([fakeBase('private', { answers: false })])).to.deep.equal(['no private engine was running']));
});
