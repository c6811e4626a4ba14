import { expect } from 'chai';
import { type Blow, type PairResult, renderStorm, type StormReport } from './report.ts';

describe('the report of a storm', () => {
	const blow = (more: Partial<Blow>): Blow => ({
		...{ number: 1, subject: 'run (private)', engine: 'private', strike: 'SIGKILL', phase: 'trial', at: 0.5, atMs: 9000 },
		...{ isStruck: true, exitCode: null, signal: 'SIGKILL', tookMs: 9000, wallMs: 60_000, again: true, findings: [], output: '' },
		...more,
	});
	const pair: PairResult = {
		...{
			number: 3,
			names: ['up', 'down'],
			exitCodes: [4, 0],
			afterMs: 10,
			wallMs: 1000,
			findings: ['up: it ended with 4, not with 0'],
		},
		output: 'said',
	};
	const report: StormReport = {
		...{ schemaVersion: 1, seed: 's', engines: ['none', 'private'], planned: 4, pairs: [], wallMs: 180_000, stopped: null },
		blows: [blow({}), blow({ number: 2, strike: 'oom', isStruck: false }), blow({ number: 3, subject: 'lint', engine: 'none' })],
	};

	it('counts kills by command, engine and strike, with their time', () => {
		const text = renderStorm(report);
		expect(text).to.include('3 of 4 kills, 2 of which hit; 0 pairs; engines none, private; 3.0 min.');
		expect(text).to.include('| command | engine | SIGKILL | oom | all | with findings | wall time |');
		expect(text).to.include('| run (private) | private | 1 | 1 | 2 |  | 2.0 min |');
		expect(text).to.include('| lint | none | 1 |  | 1 |  | 1.0 min |');
		expect(text).to.include('| trial | 3 |');
		expect(text).to.include('Nothing was left');
	});
	it('says what was found, how to do it again, and quotes what was printed', () => {
		const found = blow({ number: 4, findings: ['left after clean: locks: + @vipdrill/x'], output: 'one\n# two' });
		const text = renderStorm({ ...report, blows: [...report.blows, found], stopped: '5 min are over' });
		expect(text).to.include('**1 with findings.**').and.not.include('Nothing was left');
		expect(text).to.include('It ended early: 5 min are over.');
		expect(text).to.include('### Kill 4: SIGKILL on run (private), trial, 9000 ms after its start');
		expect(text).to.include('- left after clean: locks: + @vipdrill/x');
		expect(text).to.include('`npm run storm -- --seed s --engines none,private --only 4`');
		expect(text).to.include('    one\n    # two');
	});
	it('says of pairs which they were', () => {
		const text = renderStorm({ ...report, blows: [], pairs: [pair] });
		expect(text).to.include('### Pair 3: up and down, 10 ms apart, exit codes 4, 0');
		expect(text).to.include('`npm run storm -- --pairs --seed s --only 3`');
	});
});
