import { expect } from 'chai';
import { build, GOOD_CLUSTER } from '../../cluster/testing.ts';
import { freeze, serviceUpdate, vipDuplicate } from '../../scenario/fault.ts';
import { host } from '../../scenario/target.ts';
import { ObservedState } from './observed-state.ts';
import { hostsHit } from './targets.ts';

describe('hostsHit', () => {
	const spec = build(GOOD_CLUSTER);
	const all = spec.hosts.map(({ name }) => name);
	const hit = (fault: Parameters<typeof hostsHit>[0]) => hostsHit(fault, spec, new ObservedState());
	it("is a target's hosts, all of the service's, or none where the segment is hit", () => {
		expect(hit(freeze(host(all[1] ?? '')))).to.deep.equal([all[1]]);
		expect(hit(serviceUpdate())).to.deep.equal(all);
		expect(hit(vipDuplicate())).to.deep.equal([]);
	});
});
