import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import type { OtherVipsMeasurements, TrialMeasurements } from '../metrics/measurements.ts';
import type { RunReport } from '../results/run-report.ts';
import { skipUnlessSetUp } from './testing.ts';

/** One real trial of a drill on a fixture, from the command line as a user runs it. */
async function trialOf(drill: string, fixture: string): Promise<TrialMeasurements> {
	const args = [
		'run',
		drill,
		'-n',
		'1',
		'--cluster',
		`fixtures/${fixture}`,
		'--engine',
		'private',
		'--json',
		'--out',
		'reports/lab-tests',
	];
	const { stdout, stderr, exitCode } = await execa('node', ['bin/vipdrill.js', ...args], { cwd: packageRoot, reject: false });
	// A busy machine may make a trial inconclusive (2); what it measured holds.
	expect(exitCode, stderr).to.be.oneOf([0, 2]);
	const [trial] = (JSON.parse(stdout) as RunReport).drills.flatMap(({ trials }) => trials);
	if (!trial) throw new Error('the run has no trial');
	return trial.measurements;
}
const eachOf = ({ otherVips }: TrialMeasurements): OtherVipsMeasurements['each'] => otherVips?.each ?? {};

describe('clusters that are not the published design', function () {
	this.timeout(300_000);
	before(async function (this: Mocha.Context) {
		const engine = await openEngine('private');
		try {
			await skipUnlessSetUp(this, engine);
		} finally {
			await engine.release();
		}
	});

	it('without a swarm: HAProxy ends, and the other machine takes over', async () => {
		const trial = await trialOf('proxy-stops', 'haproxy');
		expect(trial).to.include({ formerOwner: 'lb1', newOwner: 'lb2', swarm: null });
		expect(trial.http.sent).to.be.above(300);
		expect(Object.keys(trial.http.answeredBy)).to.have.members(['web1', 'web2']);
	});
	it('with IPv6: both floating IPs move together, and Neighbour Advertisements tell of it', async () => {
		const trial = await trialOf('graceful-keepalived-stop', 'dual-stack');
		const six = eachOf(trial)['fd00:10::200'];
		expect([trial.newOwner, six?.formerOwner, six?.newOwner]).to.deep.equal(['docker2', 'docker1', 'docker2']);
		// By the first advertisement to everybody that was captured.
		expect(six?.takeoverMs).to.be.within((trial.takeoverMs ?? 0) - 50, (trial.takeoverMs ?? 0) + 50);
	});
	it('with opposite masters and a second segment: only what the machine held moves', async () => {
		const trial = await trialOf('graceful-keepalived-stop', 'two-vips');
		expect(trial).to.include({ formerOwner: 'docker1', newOwner: 'docker2' });
		const owners = Object.entries(eachOf(trial)).map(([vip, one]) => [vip, one.formerOwner, one.newOwner, one.vipAbsentMs]);
		expect(owners).to.deep.equal([
			['10.0.0.201', 'docker2', null, 0],
			['172.16.0.201', 'docker2', null, 0],
		]);
	});
});
