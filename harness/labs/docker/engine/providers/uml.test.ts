import { expect } from 'chai';
import { FakeDocker } from '../../fake-docker.ts';
import { ownerLabel, thisOwner } from '../../owner.ts';
import type { Engine } from '../engine.ts';
import { umlProvider } from './uml.ts';

const LABEL = 'vipdrill.engine';

describe('the guest as a provider', () => {
	let fake: FakeDocker;
	let base: Engine;
	const disk = () => fake.volumes.push({ Name: umlProvider.disk.name(), Labels: { [LABEL]: 'disk' } });
	beforeEach(() => {
		fake = new FakeDocker();
		fake.addContainer('bystander', {});
		const nothing = async () => {};
		base = { provider: 'local', dockerHost: 'unix:///none', docker: fake.docker, release: nothing, keep: nothing };
	});

	it('is found where it runs, and knows its base', async () => {
		expect(await umlProvider.find(base)).to.equal(null);
		fake.addContainer('vipdrill-guest', { [LABEL]: 'guest', ...ownerLabel(thisOwner()) });
		const found = await umlProvider.find(base);
		await found?.release();
		expect(found).to.include({ provider: 'uml', outer: base });
	});
	it('has no problem where its disk is, on an engine that runs or not', async () => {
		disk();
		expect(await umlProvider.disk.isOn(base)).to.equal(true);
		expect(await umlProvider.problems(base)).to.deep.equal([]);
		const asleep = { knownAs: { id: 'private', kernel: '6' }, hasVolume: (name: string) => name === umlProvider.disk.name() };
		expect(umlProvider.recalledProblems(asleep, null)).to.deep.equal([]);
		expect(umlProvider.recalledProblems({ ...asleep, hasVolume: () => false }, false).join()).to.match(/modprobe tun.*disk/);
	});
	it('loses its disk to remove, and not to stop', async () => {
		fake.addContainer('vipdrill-guest', { [LABEL]: 'guest', ...ownerLabel(thisOwner()) });
		disk();
		expect(await umlProvider.stop(base, { force: false })).to.deep.equal({ ended: true, usedBy: [] });
		expect(fake.names()).to.deep.equal(['bystander', umlProvider.disk.name()].sort());
		expect(await umlProvider.remove(base, { force: false })).to.deep.equal([]);
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('is lent nothing where an engine is no guest', async () => {
		await umlProvider.lend(base, ['nginx:1']);
		expect(fake.execs).to.deep.equal([]);
	});
});
