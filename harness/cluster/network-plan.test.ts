import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { planRouted } from './network-plan.ts';
import { build, edit, GOOD_CLUSTER } from './testing.ts';

const plan = (clusterYaml: string) => planRouted(build(clusterYaml));

describe('planRouted', () => {
	it('puts the client into a network of its own, and the router beside the segment’s gateway', () => {
		expect(plan(GOOD_CLUSTER)).to.deep.equal({
			router: { address: '10.0.0.253', mac: '02:42:0a:00:00:fd' },
			subnet: '203.0.113.0/24',
			gateway: '203.0.113.1',
			client: { address: '203.0.113.10', mac: '02:42:cb:00:71:0a' },
		});
	});
	it('keeps clear of the hosts, of the floating IP and of the client', () => {
		const crowded = edit(edit(GOOD_CLUSTER, '10.0.0.11', '10.0.0.253'), '10.0.0.250', '10.0.0.252');
		expect(plan(crowded).router.address).to.equal('10.0.0.251');
	});
	it('keeps clear of the segment and of the swarm’s pool', () => {
		const pool = (cidr: string) => edit(GOOD_CLUSTER, 'service:', `swarm:\n  defaultAddressPool: ${cidr}\nservice:`);
		expect(plan(pool('203.0.0.0/16')).subnet).to.equal('198.51.100.0/24');
		expect(plan(pool('10.99.0.0/16')).subnet).to.equal('203.0.113.0/24');
	});
	it('refuses a segment without room for a router', () => {
		const spec = build(GOOD_CLUSTER);
		const network = { ...spec.network, subnet: '10.0.0.8/30', gateway: '10.0.0.9', clientAddress: '10.0.0.10' };
		expect(() => planRouted({ ...spec, network })).to.throw(InputError, 'network.subnet: has no address left for a router');
	});
});
