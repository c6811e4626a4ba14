import { expect } from 'chai';
import { sharedAddresses, writtenSubnet, writtenSubnet6 } from './addresses.ts';

describe('the addresses of several keepalived.confs', () => {
	const conf = (...texts: string[]) => {
		const addresses = texts.map((text) => ({ text, nic: 'e', isExcluded: false }));
		return { instances: [{ interface: 'e', source: null, addresses, tracked: [] }] };
	};
	it('tell what all files have for the floating IP, and its network by its prefix', () => {
		const confs = [conf('10.0.0.200/26', '10.0.1.1/32', '10.0.1.2'), conf('10.0.0.200/26')];
		expect(sharedAddresses(confs)).to.deep.equal(['10.0.0.200']);
		expect(writtenSubnet(confs, '10.0.0.200')).to.equal('10.0.0.192/26');
		expect(writtenSubnet(confs, '10.0.1.1'), 'a /32 says nothing').to.equal(null);
		expect(writtenSubnet(confs, '10.0.1.2'), 'and nor does none').to.equal(null);
	});
	it('tell the IPv6 network from what customers are served on, a /64 where a prefix says nothing', () => {
		const subnet6 = (...texts: string[]) => writtenSubnet6([conf('10.0.0.200/24', ...texts)], '10.0.0.200');
		expect(subnet6('fe80::1/64', 'fd00:10::200/56')).to.equal('fd00:10::/56');
		expect(subnet6('fd00:10::200/128')).to.equal('fd00:10::/64');
		expect(subnet6('fe80::1/64')).to.equal(null);
		expect(writtenSubnet([conf('10.0.0.200/24', 'fd00:10::200')], 'fd00:10::200')).to.equal('10.0.0.0/24');
	});
});
