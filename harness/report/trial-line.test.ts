import { expect } from 'chai';
import { sampleReport } from './testing.ts';
import { formatTrialLine } from './trial-line.ts';

const PROVED = { publishMode: 'ingress', meshNotProved: null } as const;

describe('formatTrialLine', () => {
	const trial = sampleReport().drills[0]?.trials[0];

	it('says where it was not the routing mesh', () => {
		expect(trial && formatTrialLine(trial, { publishMode: 'host', meshNotProved: null })).to.match(
			/^trial 1 \(host mode\): docker1 → docker2, takeover /,
		);
		expect(trial && formatTrialLine(trial, PROVED)).to.match(/^trial 1: docker1 → docker2, takeover /);
	});
	it('says where the mesh was not proved', () => {
		expect(trial && formatTrialLine(trial, { ...PROVED, meshNotProved: 'why' })).to.match(
			/^trial 1 \(mesh not proved\): docker1/,
		);
	});
	it('tells of the routed client where there was one', () => {
		const httpRouted = trial?.measurements.http ?? null;
		const both = trial && { ...trial, measurements: { ...trial.measurements, httpRouted } };
		expect(both && formatTrialLine(both, PROVED)).to.include('; routed outage 3.22 s, 210 of 475 failed; failback');
		expect(trial && formatTrialLine(trial, PROVED)).not.to.include('routed');
	});
	it('says who kept the VIP where nobody took it, and who else had it again', () => {
		const line = (over: object) =>
			trial && formatTrialLine({ ...trial, measurements: { ...trial.measurements, ...over } }, PROVED);
		expect(line({ newOwner: null, takeoverMs: null, vipAbsentMs: 0 })).to.match(/^trial 1: docker1; HTTP outage/);
		expect(line({ newOwner: null, takeoverMs: null })).to.match(/^trial 1: docker1 → nobody; HTTP outage/);
		expect(line({ newOwner: 'docker1' })).to.match(/^trial 1: docker1 → itself, takeover 3.21 s/);
	});
	it('does not blame the first of several faults for a gap', () => {
		const measurements = trial && { ...trial.measurements, newOwner: null, takeoverMs: null };
		const several = trial && measurements && { ...trial, faults: [...trial.faults, ...trial.faults], measurements };
		expect(several && formatTrialLine(several, PROVED)).to.match(/^trial 1: docker1; HTTP outage/);
	});
	it('shouts the invariants that did not hold', () => {
		expect(trial && formatTrialLine(trial, PROVED)).to.match(/; DID NOT HOLD: converges \(the cluster did not come back\)$/);
	});
	it('says nothing of a takeover where the drill has no faults', () => {
		expect(trial && formatTrialLine({ ...trial, faults: [] }, PROVED)).to.match(/^trial 1: HTTP outage 3.22 s, /);
	});
});
