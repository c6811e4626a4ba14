import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { build, GOOD_CLUSTER } from '../cluster/testing.ts';
import { checkFails, powerLoss, raftDiskFull } from '../scenario/fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import { DOCKER_KIND } from './docker/docker-kind.ts';
import { checkAccepted } from './lab.ts';
import { SIM_KIND } from './sim/unmodelled.ts';

const spec = build(GOOD_CLUSTER);
const drill = (inject: DrillSpec['faults'][number]['inject'], over: Partial<DrillSpec> = {}): DrillSpec => ({
	name: 'd',
	event: '',
	hypothesis: '',
	steady: '1s',
	settle: '1s',
	faults: [{ at: '0s', inject }],
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
	...over,
});
const refused = (kind: typeof SIM_KIND, one: DrillSpec, cluster = spec) =>
	kind.refuses(one, cluster).map(({ problem }) => problem);

describe('a kind of lab', () => {
	it('takes a drill that it can run', () => {
		for (const kind of [DOCKER_KIND, SIM_KIND]) expect(refused(kind, drill(powerLoss(master()))), kind.name).to.deep.equal([]);
	});
	it('refuses a fault that has no model, where there are only models', () => {
		expect(refused(SIM_KIND, drill(raftDiskFull(master())))).to.deep.equal([
			'the simulator has no model of this fault: there is no model of a disk',
		]);
		expect(refused(DOCKER_KIND, drill(raftDiskFull(master())))).to.deep.equal([]);
	});
	it('refuses to let a check fail that no host has', () => {
		for (const kind of [DOCKER_KIND, SIM_KIND])
			expect(refused(kind, drill(checkFails(master(), 'x')))[0], kind.name).to.include('no vrrp_script of this name');
	});
	it('refuses a routed client where a real segment has no room for its router', () => {
		const routed = drill(powerLoss(master()), {
			load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s', clients: ['routed'] },
		});
		const full = {
			...spec,
			network: { ...spec.network, subnet: '10.0.0.8/30', gateway: '10.0.0.9', clientAddress: '10.0.0.10' },
		};
		expect(refused(DOCKER_KIND, routed, full)).to.deep.equal(['has no address left for a router']);
		expect(refused(SIM_KIND, routed, full)).to.deep.equal([]);
	});
	it('says everything that it refuses at once', () => {
		const drills = [drill(raftDiskFull(master())), drill(powerLoss(master())), drill(raftDiskFull(master()), { name: 'e' })];
		const check = () => checkAccepted(SIM_KIND, drills, spec);
		expect(check).to.throw(InputError, /drill d.*\n.*drill e/);
		expect(() => checkAccepted(SIM_KIND, drills.slice(1, 2), spec)).not.to.throw();
	});
});
