import { expect } from 'chai';
import { canonicalIp, formatIpv6, hostOf6, inSubnet6, inUrl, linkLocalOf, parseSubnet6, withPrefix } from './ip.ts';

describe('IPv6 addresses', () => {
	it('are written as the kernel prints them', () => {
		expect(['FD00:0010:0:0::0200', '2001:db8:0:0:1:0:0:1', '::1', '10.0.0.1', 'x:y'].map(canonicalIp)).to.deep.equal([
			'fd00:10::200',
			'2001:db8::1:0:0:1',
			'::1',
			'10.0.0.1',
			'x:y',
		]);
	});
	it('stand in brackets in a URL', () => {
		expect([inUrl('fd00::1'), inUrl('10.0.0.1')]).to.deep.equal(['[fd00::1]', '10.0.0.1']);
	});
	it('of a hardware address have bit 1 of the first octet flipped', () => {
		expect(linkLocalOf('02:42:0a:00:00:0b')).to.equal('fe80::42:aff:fe00:b');
	});
	it('lie in their network and no other', () => {
		const subnet = parseSubnet6('fd00:10::5/60');
		expect(subnet?.text).to.equal('fd00:10::/60');
		if (!subnet) return;
		expect([
			inSubnet6(subnet, 'fd00:10:0:f::1'),
			inSubnet6(subnet, 'fd00:10:0:10::1'),
			inSubnet6(subnet, '10.0.0.1'),
		]).to.deep.equal([true, false, false]);
		expect(hostOf6(subnet, 0x1234)).to.equal('fd00:10::1234');
	});
	it('are no network without a prefix length of 0 to 128', () => {
		expect(['fd00::', 'fd00::/129', '10.0.0.0/24', 'fd00::/6/4'].map(parseSubnet6)).to.deep.equal([null, null, null, null]);
	});
	it('of 16 bytes are whole', () => {
		expect(formatIpv6([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2])).to.equal('2001:db8::102');
	});
});

describe('withPrefix', () => {
	it('takes the prefix length of the subnet', () => {
		expect(withPrefix('10.0.0.1', '10.0.0.0/16')).to.equal('10.0.0.1/16');
	});
});
