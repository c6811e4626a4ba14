import { expect } from 'chai';
import { fakeBase, fakeGuest, fakeProviders } from '../labs/docker/engine/providers/testing.ts';
import { cleanEverything } from './clean-everything.ts';

const isRoot = process.getuid?.() === 0;

describe('cleanEverything', () => {
	const removed: string[] = [];
	const state = {
		check: () => removed.push('check'),
		remove: () => {
			removed.push('state');
			return [];
		},
	};
	beforeEach(() => void removed.splice(0));
	const clean = (bases: ReturnType<typeof fakeBase>[], options = {}, guest = fakeGuest()) =>
		cleanEverything({ images: false, force: false, ...options }, fakeProviders(bases, guest.guest), state as never);

	it('ends an engine of vipdrill’s own that nobody uses, and no other; images and state stay', async function () {
		if (!isRoot) this.skip();
		const [local, own, guest] = [fakeBase('local'), fakeBase('private'), fakeGuest()];
		const lines = await clean([local, own], {}, guest);
		expect([local.did, own.did, guest.did, removed]).to.deep.equal([[], ['end idle'], ['stop', 'stop'], []]);
		expect(lines.at(-1)).to.equal('ended the private engine; its images stay (--all removes them)');
	});
	it('says who uses the one that stays', async function () {
		if (!isRoot) this.skip();
		const own = fakeBase('private', { usedBy: [42] });
		expect((await clean([own])).at(-1)).to.equal('the private engine stays: another vipdrill uses it (PID 42)');
		expect(own.did).to.deep.equal([]);
	});
	it('removes with --all its own engine whole, and of another only what vipdrill built', async () => {
		const [local, own, guest] = [fakeBase('local'), fakeBase('private'), fakeGuest()];
		local.fake.images.push({ Id: 'a', RepoTags: ['vipdrill/host:1'], Labels: { 'vipdrill.image': 'host' } });
		local.fake.images.push({ Id: 'b', RepoTags: ['nginx:1'], Labels: {} });
		await clean([local, own], { images: true }, guest);
		expect([local.did, own.did]).to.deep.equal([[], ['remove']]);
		expect(guest.did, 'the guest’s disk is removed where the engine stays').to.deep.equal(['stop', 'remove', 'stop']);
		expect(local.fake.images.map(({ RepoTags }) => RepoTags[0])).to.include('nginx:1');
		expect(removed).to.deep.equal(['check', 'state']);
	});
	it('removes nothing with --all where another process uses its own engine', async () => {
		const [local, own, guest] = [fakeBase('local'), fakeBase('private', { usedBy: [42] }), fakeGuest()];
		const error = await clean([local, own], { images: true }, guest).then(String, (cause: Error) => cause.message);
		expect([error, local.did, own.did, guest.did, removed]).to.deep.equal(['used by 42', [], [], [], ['check']]);
	});
});
