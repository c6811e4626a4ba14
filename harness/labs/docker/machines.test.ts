import { expect } from 'chai';
import type Docker from 'dockerode';
import { loadCluster } from '../../load/load-cluster.ts';
import { DockerMachines } from './machines.ts';

const spec = await loadCluster('fixtures/seed');

/** What is asked of an engine whose container answers to a start like this. */
async function switchOn(answer: () => Promise<void>): Promise<string[]> {
	const asked: string[] = [];
	const start = async () => {
		asked.push('start');
		await answer();
	};
	const docker = {
		getContainer: () => ({ start, inspect: async () => ({ State: { Running: true, Pid: 7 } }) }),
		getNetwork: () => ({ inspect: async () => ({ Id: '0123456789abcdef' }) }),
	} as unknown as Docker;
	const machines = new DockerMachines('1a2b3c', docker, spec, 'privileged');
	machines.runBeside = async ({ text }) => {
		asked.push(text.includes('br-0123456789ab') ? 'plug in' : text);
		return '';
	};
	await machines.switchOn('docker1');
	return asked;
}

describe('DockerMachines of several segments', () => {
	it('plugs hosts and client into a network each, with their addresses there, and a default route by the customers’ alone', async () => {
		const rich = await loadCluster('fixtures/two-vips');
		const machines = new DockerMachines('1a2b3c', {} as Docker, rich, 'privileged');
		const [host] = rich.hosts;
		if (!host) throw new Error('no host');
		const told = (places: ReturnType<DockerMachines['placesOf']>) =>
			places.map(({ network, nic, address, gateway }) => `${network} ${nic} ${address} ${gateway}`);
		expect(told(machines.placesOf(host))).to.deep.equal([
			'vipdrill-1a2b3c ens18 10.0.0.11/24 10.0.0.254',
			'vipdrill-1a2b3c-inside ens19 172.16.0.11/24 null',
		]);
		expect(told(machines.clientPlaces())).to.deep.equal([
			'vipdrill-1a2b3c eth0 10.0.0.250/24 10.0.0.254',
			'vipdrill-1a2b3c-inside eth1 172.16.0.250/24 null',
		]);
		expect(machines.placesOf(host).map(({ address6 }) => address6)).to.deep.equal([null, null]);
		const dual = await loadCluster('fixtures/dual-stack');
		const [six] = new DockerMachines('1a2b3c', {} as Docker, dual, 'privileged').placesOf(dual.hosts[0] ?? host);
		expect(six.address6).to.equal('fd00:10::11/64');
	});
	it('gives every NIC a link-local address where a floating IP is IPv6, for VRRP comes from there', async () => {
		const rich = await loadCluster('fixtures/two-vips');
		const [host] = rich.hosts;
		const six = new DockerMachines('1a2b3c', {} as Docker, { ...rich, vips: [...rich.vips, 'fe80::9'] }, 'privileged');
		expect(host && six.placesOf(host).map(({ address6 }) => address6)).to.deep.equal([
			'fe80::42:aff:fe00:b/64',
			'fe80::42:acff:fe10:b/64',
		]);
	});
});

describe('DockerMachines', () => {
	it('switches a host on and plugs it in', async () => {
		expect(await switchOn(async () => {})).to.deep.equal(['start', 'plug in']);
	});
	it('takes a host that runs already as switched on: 304 of the Docker API', async () => {
		expect(await switchOn(() => Promise.reject(Object.assign(new Error('running'), { statusCode: 304 })))).to.deep.equal([
			'start',
			'plug in',
		]);
	});
	it('starts again where the engine is still clearing the dead container away', async () => {
		let tries = 0;
		const busy = async () => {
			tries += 1;
			if (tries === 1) throw Object.assign(new Error('removal in progress'), { statusCode: 409 });
		};
		expect(await switchOn(busy)).to.deep.equal(['start', 'start', 'plug in']);
	});
});
