import { expect } from 'chai';
import type { Placed } from './placed.ts';
import { furtherSegments, nicFor } from './segments.ts';

/** An instance on a NIC, and `address dev` pairs that it floats. */
const instance = (nic: string, held: readonly [text: string, nic: string][], more: Partial<Placed> = {}): Placed => ({
	interface: nic,
	source: null,
	addresses: held.map(([text, on]) => ({ text, nic: on, isExcluded: false })),
	tracked: [],
	...more,
});
const host = (number: number, instances: Placed[]) => ({
	name: `h${number}`,
	address: `10.0.0.${number}`,
	interface: 'lan',
	instances,
});
const LAN = '10.0.0.0/24';
const CUSTOMERS: [string, string] = ['10.0.0.200/24', 'lan'];

describe('the segments that a keepalived.conf speaks of', () => {
	it('are none where all is on the customers’', () => {
		expect(furtherSegments([host(1, [instance('lan', [CUSTOMERS])])], LAN)).to.deep.equal([]);
	});
	it('join NICs that float the same address, whatever they are called', () => {
		const inside = (nic: string) => instance(nic, [['172.16.0.9/28', nic]]);
		const found = furtherSegments([host(1, [inside('eth1')]), host(2, [inside('bond0.7')])], LAN);
		expect(found).to.deep.equal([
			{
				name: 'eth1',
				subnet: '172.16.0.0/28',
				nics: [
					{ host: 'h1', interface: 'eth1', address: '172.16.0.1' },
					{ host: 'h2', interface: 'bond0.7', address: '172.16.0.2' },
				],
				madeUp: 'h1 172.16.0.1, h2 172.16.0.2',
			},
		]);
	});
	it('join NICs on which VRRP is spoken for the same address, and take the addresses that it is spoken from', () => {
		const vrrp = (nic: string, source: string) => instance(nic, [CUSTOMERS], { source });
		const found = furtherSegments([host(1, [vrrp('eth1', '192.168.9.4')]), host(2, [vrrp('eth7', '192.168.9.3')])], LAN);
		expect(found.map(({ subnet, madeUp }) => [subnet, madeUp])).to.deep.equal([['192.168.9.0/24', null]]);
		expect(found[0]?.nics.map(({ address }) => address)).to.deep.equal(['192.168.9.4', '192.168.9.3']);
	});
	it('join NICs of one name, which only are tracked, and make up what nobody says', () => {
		const tracks = instance('lan', [CUSTOMERS], { tracked: ['bond0.20', 'lo', 'lan'] });
		const [found, ...others] = furtherSegments([host(11, [tracks]), host(12, [tracks])], LAN);
		expect(others).to.deep.equal([]);
		expect(found).to.deep.include({ name: 'bond0-20', subnet: '172.31.1.0/24' });
		expect(found?.madeUp).to.equal('172.31.1.0/24, h11 172.31.1.11, h12 172.31.1.12');
	});
	it('are two where a host has two NICs, even of one address', () => {
		const both = instance('eth1', [['172.16.0.9/24', 'eth2']]);
		const swapped = instance('eth2', [['172.16.0.9/24', 'eth1']]);
		const found = furtherSegments([host(1, [both]), host(2, [swapped])], LAN);
		expect(found.map(({ name, nics }) => [name, ...nics.map((nic) => nic.interface)])).to.deep.equal([
			['eth1', 'eth1', 'eth2'],
			['eth2', 'eth2', 'eth1'],
		]);
	});
	it('have networks that overlap no other, and no address that floats', () => {
		const odd = instance('eth1', [['10.0.0.77/24', 'eth1']]);
		const made = instance('eth2', [['172.31.1.1/24', 'eth2']]);
		const found = furtherSegments([host(1, [odd, made]), host(2, [odd, made])], LAN);
		expect(found.map(({ subnet }) => subnet)).to.deep.equal(['172.31.2.0/24', '172.31.1.0/24']);
		const small = instance('eth1', [['172.16.0.1/30', 'eth1']]);
		const [tight] = furtherSegments([host(1, [small]), host(2, [small])], LAN);
		expect(tight?.subnet, 'a /30 has no room for the floating address and two hosts').to.equal('172.31.1.0/24');
		const taken = instance('eth1', [['172.16.0.1/24', 'eth1']]);
		const [avoids] = furtherSegments([host(1, [taken])], LAN);
		expect(avoids?.nics[0]?.address).to.equal('172.16.0.2');
	});
});

describe('the NIC of a floating IP', () => {
	it('is the one that it is put on, else that of the first instance', () => {
		const instances = [instance('eth1', [['10.0.0.200/24', 'lan']])];
		expect([nicFor(instances, '10.0.0.200'), nicFor(instances, '10.0.0.9'), nicFor([], null)]).to.deep.equal([
			'lan',
			'eth1',
			null,
		]);
	});
});
