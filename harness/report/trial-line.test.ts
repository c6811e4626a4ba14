import { expect } from 'chai';
import { sampleReport } from './testing.ts';
import { formatTrialLine } from './trial-line.ts';

describe('formatTrialLine', () => {
	const trial = sampleReport().drills[0]?.trials[0];

	it('says where it was not the routing mesh', () => {
		expect(trial && formatTrialLine(trial, 'host')).to.match(/^trial 1 \(host mode\): docker1 → docker2, takeover /);
		expect(trial && formatTrialLine(trial, 'ingress')).to.match(/^trial 1: docker1 → docker2, takeover /);
	});
	it('tells of the routed client where there was one', () => {
		const httpRouted = trial?.measurements.http ?? null;
		const both = trial && { ...trial, measurements: { ...trial.measurements, httpRouted } };
		expect(both && formatTrialLine(both, 'ingress')).to.include('; routed outage 3.22 s, 210 of 475 failed; failback');
		expect(trial && formatTrialLine(trial, 'ingress')).not.to.include('routed');
	});
	it('says nothing of a takeover where the drill has no faults', () => {
		expect(trial && formatTrialLine({ ...trial, faults: [] }, 'ingress')).to.match(/^trial 1: HTTP outage 3.22 s, /);
	});
});
