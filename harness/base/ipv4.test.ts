import { expect } from 'chai';
import fc from 'fast-check';
import { formatIpv4, inSubnet, macFromIpv4, overlap, parseIpv4, parseSubnet } from './ipv4.ts';

const anyAddress = fc.integer({ min: 0, max: 0xffff_ffff });

describe('ipv4', () => {
	for (const text of [
		'',
		'10.0.0',
		'10.0.0.256',
		'10.0.0.01',
		'10.0.0.1.2',
		'10.0.0.-1',
		' 10.0.0.1',
		'10.0.0.1/24',
		'a.b.c.d',
	]) {
		it(`refuses ${JSON.stringify(text)}`, () => expect(parseIpv4(text)).to.equal(null));
	}
	for (const text of ['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/24/1', 'x/24']) {
		it(`refuses the subnet ${text}`, () => expect(parseSubnet(text)).to.equal(null));
	}
	it('reads a subnet, and drops host bits', () => {
		const expected = { network: parseIpv4('10.0.0.0'), broadcast: parseIpv4('10.0.0.255'), prefix: 24 };
		expect(parseSubnet('10.0.0.77/24')).to.deep.equal(expected);
	});
	it('derives the hardware address from the address', () => {
		expect(macFromIpv4(parseIpv4('10.0.0.11') ?? 0)).to.equal('02:42:0a:00:00:0b');
		expect(macFromIpv4(parseIpv4('192.168.255.200') ?? 0)).to.equal('02:42:c0:a8:ff:c8');
	});
	it('formats and parses every address back', () => {
		fc.assert(fc.property(anyAddress, (address) => parseIpv4(formatIpv4(address)) === address));
	});
	it('finds every address in each of its own subnets, and its neighbours outside', () => {
		fc.assert(
			fc.property(anyAddress, fc.integer({ min: 0, max: 32 }), (address, prefix) => {
				const subnet = parseSubnet(`${formatIpv4(address)}/${prefix}`);
				if (!subnet) return false;
				const size = subnet.broadcast - subnet.network + 1;
				return (
					size === 2 ** (32 - prefix) &&
					inSubnet(subnet, address) &&
					!inSubnet(subnet, subnet.network - 1) &&
					!inSubnet(subnet, subnet.broadcast + 1)
				);
			}),
		);
	});
	for (const [a, b, expected] of [
		['10.0.0.0/24', '10.0.0.0/8', true],
		['10.0.0.0/8', '10.0.0.0/24', true],
		['10.0.0.0/24', '10.0.1.0/24', false],
		['10.0.1.0/24', '10.0.0.0/24', false],
		['10.0.0.0/24', '10.0.0.0/24', true],
	] as const)
		it(`${a} and ${b} ${expected ? 'overlap' : 'do not overlap'}`, () => {
			const [first, second] = [parseSubnet(a), parseSubnet(b)];
			expect(first && second && overlap(first, second)).to.equal(expected);
		});
});
