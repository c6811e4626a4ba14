import { expect } from 'chai';
import type Docker from 'dockerode';
import { cleanLabs } from './clean.ts';

/** An engine with a lab of two containers, a network and a volume; what is removed is noted. */
function engine(trouble: Record<string, { statusCode?: number; message: string }> = {}) {
	const removed: string[] = [];
	const remove = (name: string) => async () => {
		if (trouble[name]) throw Object.assign(new Error(trouble[name].message), trouble[name]);
		removed.push(name);
	};
	const container = (Id: string) => ({ Id, State: 'exited', Labels: {} });
	const docker = {
		listContainers: async () => [container('one'), container('two')],
		getContainer: (id: string) => ({ remove: remove(id) }),
		listNetworks: async () => [{ Id: 'net' }],
		getNetwork: (id: string) => ({ remove: remove(id) }),
		listVolumes: async () => ({ Volumes: [{ Name: 'vol' }] }),
		getVolume: (id: string) => ({ remove: remove(id) }),
	};
	return { docker: docker as unknown as Docker, removed };
}

describe('cleanLabs, where something goes wrong', () => {
	it('removes all else, and then names what is left', async () => {
		const { docker, removed } = engine({
			one: { statusCode: 500, message: 'device busy' },
			vol: { statusCode: 500, message: 'in use' },
		});
		const error = await cleanLabs(docker, 'x').catch((caught: unknown) => caught);
		expect(removed).to.deep.equal(['two', 'net']);
		expect(error).to.be.instanceOf(AggregateError).and.have.property('message', 'device busy; in use');
	});
	it('is not put out by what is gone meanwhile', async () => {
		const { docker, removed } = engine({ one: { statusCode: 404, message: 'no such container' } });
		await cleanLabs(docker, 'x');
		expect(removed).to.deep.equal(['two', 'net', 'vol']);
	});
});
