import { expect } from 'chai';
import type { Engine } from './engine.ts';
import { confsOf, fixtureFolder, shippedEngine } from './testing.ts';

describe('a trial step by step', function () {
	this.timeout(60_000);
	let engine: Engine;
	before(async () => {
		engine = await shippedEngine();
	});

	async function told(fixture: string, drill: string, folder = fixtureFolder(fixture)): Promise<string[]> {
		const { steps, trial } = await engine.ask('trial', { folder, drill, seed: 's', trial: 1 });
		expect(steps.map(({ atMs }) => atMs)).to.deep.equal(steps.map(({ atMs }) => atMs).sort((a, b) => a - b));
		expect(trial.timeline?.events.length).to.be.above(20);
		return steps.map(({ says }) => says);
	}
	it('says who took over, why, and what customers saw', async () => {
		const says = await told('seed', 'kill-master', confsOf('seed'));
		expect(says[0]).to.equal('The trial begins. All is well. Seed s/1.');
		expect(says).to.include.members([
			'docker1 is MASTER of VI_1 from the beginning.',
			'The fault: power-loss hits docker1.',
			// Master_Down_Interval of priority 75: 3 + 181/256 s, and how late the timer was.
			'docker2 has heard nobody for 3.708 s: it becomes MASTER of VI_1.',
			'docker2 advertises for the first time since docker1 did, with priority 75.',
			'The customer now sends to docker2.',
			// It comes back, and hears one that is less.
			'docker1 hears only docker2, whose priority 75 it need not respect: it becomes MASTER of VI_1.',
			'docker2 hears a better one and goes back to BACKUP of VI_1.',
			'The trial ends. All is well again.',
		]);
		const cut = says.findIndex((one) => one.startsWith('A customer’s request fails: timeout'));
		const partly = says.findIndex((one) => /^Some customers are served again, by docker\d/.test(one));
		const all = says.findIndex((one) => /^All customers are served again: \d+ requests failed within \d+\.\d\d s\.$/.test(one));
		expect([cut, partly, all])
			.to.deep.equal([cut, partly, all].sort((a, b) => a - b))
			.and.not.to.include(-1);
	});
	it('says that a goodbye was heard', async () => {
		const says = await told('seed', 'graceful-keepalived-stop');
		expect(says).to.include('docker1 says goodbye with priority 0: a backup need not wait for its silence.');
		expect(says).to.include('docker2 has waited its Skew_Time after the goodbye of docker1: it becomes MASTER of VI_1.');
	});
});
