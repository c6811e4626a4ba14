import { expect } from 'chai';
import { fakeBase, fakeGuest, fakeProviders } from '../labs/docker/engine/providers/testing.ts';
import { ownerLabel, thisOwner } from '../labs/docker/owner.ts';
import { cleanEverything, cleanNamed } from './clean-everything.ts';

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

describe('cleanNamed', () => {
	const here = thisOwner();
	const labels = (id: string, owner: object) => ({ 'vipdrill.lab': id, ...ownerLabel({ ...here, ...owner }) });
	/** An engine of somebody's with a lab of a dead process of this machine, one of another machine, and a bystander; and one that is off. */
	function two() {
		const did: string[] = [];
		const { engine, fake } = fakeBase('local');
		fake.addContainer('own', labels('1', { pid: 4_194_305 }));
		fake.addContainer('other', labels('2', { host: 'other' }));
		fake.addContainer('bystander', {});
		fake.images.push({ Id: 'a', RepoTags: ['vipdrill/host:123456789abc'], Labels: { 'vipdrill.image': 'host' } });
		const build1 = { ...engine, provider: 'named' as const, name: 'build1', id: 'A', release: async () => did.push('release') };
		const at = (name: string) => ({ name, dockerHost: `ssh://${name}`, tls: null });
		const named = {
			open: async () => [],
			look: async () => [
				{ endpoint: at('build1'), engine: build1 },
				{ endpoint: at('off'), engine: null },
			],
			forget: ({ name }: { name: string }) => did.push(`forget ${name}`) > 0,
		};
		return { named, fake, did };
	}

	it('removes what a dead run of this machine left, and nobody else’s; one that is off is told and stays noted', async () => {
		const { named, fake, did } = two();
		const { lines, unreachable } = await cleanNamed({ images: false, force: false }, { named });
		expect(fake.names()).to.deep.equal(['bystander', 'other']);
		expect([unreachable, did]).to.deep.equal([['off'], ['release']]);
		expect(lines[0]).to.equal('build1 engine: removed 1 containers, 0 networks, 0 volumes');
		expect(lines[1]).to.match(/^build1 engine: left lab 2 of .*old$/);
	});
	it('takes no other machine’s lab by force, and no image; one that is off is forgotten', async () => {
		const { named, fake, did } = two();
		const { unreachable } = await cleanNamed({ images: true, force: true }, { named });
		expect(fake.names()).to.deep.equal(['bystander', 'other']);
		expect(fake.images).to.have.length(1);
		expect([unreachable, did]).to.deep.equal([[], ['release', 'forget off']]);
	});
	it('goes on where a lab can’t be removed, and hands back what failed', async () => {
		const { named, fake, did } = two();
		fake.docker.getContainer = () =>
			({
				remove: async () => Promise.reject(Object.assign(new Error('device busy'), { statusCode: 500 })),
			}) as never;
		const { failed, unreachable } = await cleanNamed({ images: false, force: false }, { named });
		expect(failed.map(String)).to.deep.equal(['VipdrillError: device busy']);
		expect([unreachable, did]).to.deep.equal([['off'], ['release']]);
	});
});
