import { expect } from 'chai';
import { killMasterTimeline } from '../measure/testing.ts';
import { sampleReport, TIMELINE } from './testing.ts';
import { worstOutage } from './worst-outage.ts';

const timelines = new Map([[TIMELINE, killMasterTimeline()]]);
const measured = (change: (m: ReturnType<typeof sampleReport>['drills'][number]['trials'][number]['measurements']) => void) => {
	const report = sampleReport();
	for (const { measurements } of report.drills.flatMap(({ trials }) => trials)) change(measurements);
	return report;
};

describe('worstOutage', () => {
	it('says how long, where and why', () =>
		expect(worstOutage(sampleReport(), timelines)).to.deep.equal({
			...{ drill: 'kill-master', trial: 1, durationMs: 3220, atLeast: false },
			cause: 'After power-loss of docker1, nobody held the VIP for 3.20 s; in all 160 timeout.',
		}));
	it('says what held on where somebody had the VIP, after the undoing too', () => {
		const report = measured((m) => {
			if (m.failback) m.failback.http.outages = [{ lastGoodMs: 13_000, firstGoodMs: 23_000, durationMs: 10_000, failed: 3 }];
		});
		expect(worstOutage(report, timelines)?.cause).to.equal(
			'After the undoing of power-loss of docker1, docker2 held the VIP for 7.00 s, docker1 for 3.00 s, and requests failed all the same.',
		);
	});
	it('says of an outage that did not end that it is a lower bound', () => {
		const report = measured((m) => {
			m.http.outages = [{ lastGoodMs: 2480, firstGoodMs: null, durationMs: 9520, failed: 400 }];
		});
		expect(worstOutage(report, timelines)).to.include({ atLeast: true, durationMs: 9520 });
	});
	it('passes over what is not trusted, and says where nothing was cut off', () => {
		expect(
			worstOutage(
				measured((m) => {
					m.trust.trusted = false;
				}),
				timelines,
			),
		).to.equal(null);
		expect(
			worstOutage(
				measured((m) => {
					m.http.outages = [];
				}),
				timelines,
			),
		).to.equal(null);
	});
	it('says that it knows no more without a timeline', () =>
		expect(worstOutage(sampleReport(), new Map())?.cause).to.equal(
			'After power-loss of docker1, docker2 took the VIP over after 3.21 s; the timeline that would say more was not kept.',
		));
});
