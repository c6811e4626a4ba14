import { expect } from 'chai';
import { fakeBase, fakeGuest, fakeProviders } from '../labs/docker/engine/providers/testing.ts';
import { stopped } from './engine.ts';

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
