import { expect } from 'chai';
import { plugScript, withPrefix } from './cable.ts';

const place = { network: 'lab', nic: 'ens3', mac: '02:42:0a:00:00:01', address: '10.0.0.1/24', gateway: '10.0.0.254' };
const plug = { ...place, cable: 'v1a2b3c-9f3e', bridge: 'br-0123456789ab' };

describe('plugScript', () => {
	it('lays a cable from the bridge to the NIC, with the cluster’s addresses', () => {
		const script = plugScript(4711, plug);
		expect(script).to.include(
			'ip link add v1a2b3c-9f3e up master br-0123456789ab type veth peer name ens3 address 02:42:0a:00:00:01 netns 4711\n',
		);
		expect(script).to.include('ip address replace 10.0.0.1/24 broadcast + dev ens3');
		expect(script).to.include('ip route replace default via 10.0.0.254 dev ens3');
	});
	it('keeps to the kernel’s limit for names of links, 15 characters', () => {
		expect(plug.cable.length).to.be.at.most(15);
	});
	it('sets no route where the machine is the router, and no hardware address where none is planned', () => {
		const script = plugScript(4711, { ...plug, nic: 'eth1', mac: null, gateway: null });
		expect(script).not.to.include('ip route');
		expect(script).to.include('peer name eth1 netns 4711\n');
	});
});

describe('withPrefix', () => {
	it('takes the prefix length of the subnet', () => {
		expect(withPrefix('10.0.0.1', '10.0.0.0/16')).to.equal('10.0.0.1/16');
	});
});
