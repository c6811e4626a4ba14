import { expect } from 'chai';
import { overlap, parseSubnet } from '../../cluster/ipv4.ts';
import { madeUpSubnet, ownAddressScript, withPrefix } from './own-address.ts';

const range = parseSubnet('198.18.0.0/15');
const parsed = (name: string, attempt: number) => {
	const subnet = parseSubnet(madeUpSubnet(name, attempt));
	if (!subnet || !range) throw new Error('not a subnet');
	return { subnet, range };
};

describe('madeUpSubnet', () => {
	it('stays in the range for tests of network devices, whatever the name and the attempt', () => {
		for (const name of ['vipdrill-a', 'vipdrill-b', 'vipdrill-b-remote'])
			for (let attempt = 0; attempt < 512; attempt += 1) {
				const { subnet, range } = parsed(name, attempt);
				expect(subnet.prefix).to.equal(24);
				expect(overlap(subnet, range), `${name} ${attempt}`).to.equal(true);
			}
	});
	it('gives another one at each attempt', () => {
		expect(new Set(Array.from({ length: 512 }, (_, attempt) => madeUpSubnet('vipdrill-a', attempt))).size).to.equal(512);
	});
	it('is the same for the same name', () => {
		expect(madeUpSubnet('vipdrill-a', 0)).to.equal(madeUpSubnet('vipdrill-a', 0)).not.to.equal(madeUpSubnet('vipdrill-b', 0));
	});
});

describe('ownAddressScript', () => {
	it('takes the address in place of the engine’s, and the route', () => {
		const script = ownAddressScript('ens3', { address: withPrefix('10.0.0.1', '10.0.0.0/24'), gateway: '10.0.0.254' });
		expect(script).to.include('ip address flush dev ens3\nip address add 10.0.0.1/24 broadcast + dev ens3\n');
		expect(script).to.include('ip route replace default via 10.0.0.254 dev ens3');
	});
	it('sets no route where the machine is the router', () => {
		expect(ownAddressScript('eth1', { address: '203.0.113.1/24', gateway: null })).not.to.include('ip route');
	});
});
