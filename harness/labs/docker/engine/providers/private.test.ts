import { expect } from 'chai';
import * as life from '../private.ts';
import { privateProvider } from './private.ts';

/** A machine that has all that a private engine needs. */
const sound = { isRoot: () => true, dockerdPath: async () => '/usr/sbin/dockerd', missingTools: async () => [] as string[] };
const on = (changes: Partial<{ [K in keyof typeof sound]: unknown }> = {}) =>
	privateProvider({ ...sound, ...changes } as typeof sound);

describe('the private engine', () => {
	it('has no problem on a machine that has what it needs', async () => expect(await on().problems(null)).to.deep.equal([]));
	for (const [lack, words] of [
		[{ isRoot: () => false, dockerdPath: async () => null }, 'needs root; run vipdrill as root'],
		[{ dockerdPath: async () => null }, 'needs dockerd; run `npm run setup`'],
		[{ missingTools: async () => ['unshare', 'ip'] }, 'needs unshare, ip; install util-linux and iproute2'],
	] as const)
		it(`says what is missing, the first thing first: ${words}`, async () => {
			const problems = await on(lack).problems(null);
			expect(problems).to.have.length(1);
			expect(problems[0]).to.include(words);
		});
	it('asks for the packages that it lacks, and no others', async () => {
		const packages = (changes: Parameters<typeof on>[0]) => on(changes).own?.packages();
		expect(await packages({})).to.deep.equal([]);
		expect(await packages({ dockerdPath: async () => null })).to.deep.equal(['docker.io']);
		expect(await packages({ missingTools: async () => ['ip', 'unshare'] })).to.deep.equal(['iproute2']);
		expect(await packages({ isRoot: () => false, dockerdPath: async () => null })).to.deep.equal(['docker.io']);
	});
	it('installs nothing for a user whom an installed engine turns away', async () => {
		const error = await on({ isRoot: () => false })
			.own?.packages()
			.then(
				() => 'no error',
				(cause: Error) => cause,
			);
		expect(error).to.include({ code: 'SETUP_NEEDED' });
		expect((error as Error).message).to.include('usermod -aG docker');
	});
	it('is remembered by its kernel, not by an ID that only a running engine tells', async () => {
		const recalled = await on({ dockerdPath: async () => '/nowhere/dockerd' }).own?.recall();
		expect(recalled).to.include({ dockerHost: life.privateDockerHost, version: 'of an unknown version' });
		expect(recalled?.knownAs).to.deep.equal({ id: 'private', kernel: recalled?.kernel });
	});
	it('is used, ended and removed by what bears that name', () => {
		const { own, ...provider } = on();
		expect([provider.find, provider.open]).to.deep.equal([life.findPrivateEngine, life.usePrivateEngine]);
		expect([own?.stop, own?.endIdle, own?.remove, own?.checkUnused, own?.canStart]).to.deep.equal([
			life.stopPrivateEngine,
			life.endIdlePrivateEngine,
			life.removePrivateEngine,
			life.checkPrivateEngineUnused,
			life.canRunPrivateEngine,
		]);
		expect([own?.hasData, own?.hasVolume, own?.labsInStore]).to.deep.equal([
			life.hasPrivateEngineData,
			life.hasPrivateEngineVolume,
			life.labsInStore,
		]);
	});
});
