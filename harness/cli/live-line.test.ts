import { expect } from 'chai';
import type { DrillSpec } from '../scenario/spec.ts';
import { LiveLine } from './live-line.ts';
import { RunClock } from './run-clock.ts';

const DRILL: DrillSpec = {
	name: 'kill-master',
	event: 'e',
	hypothesis: 'h',
	steady: '3s',
	faults: [],
	settle: '2s',
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
};

describe('LiveLine', () => {
	function terminal(columns: number) {
		const written: string[] = [];
		const clock = new RunClock({ clusters: [[DRILL]], trials: 2, atMost: false }, performance.now());
		const live = new LiveLine(clock, { columns, write: (text: string) => written.push(text) > 0 }, (text) => text);
		return { live, written };
	}

	it('clears itself before a line is printed, and comes back below it', () => {
		const { live, written } = terminal(200);
		live.trialBegins(DRILL, 1);
		written.length = 0;
		live.say('trial 1: done');
		live.close();
		expect(written).to.deep.equal([
			'\r\u001b[2K',
			'trial 1: done\n',
			'\r\u001b[2Kdrill 1 of 1: kill-master · trial 1 of 2 · 0 s so far · about 30 s left',
			'\r\u001b[2K',
		]);
	});
	it('writes no control characters while no trial runs', () => {
		const { live, written } = terminal(200);
		live.say('removing the lab');
		live.trialBegins(DRILL, 1);
		live.trialEnds();
		written.length = 0;
		live.say('the lab comes up');
		expect(written).to.deep.equal(['the lab comes up\n']);
	});
	it('shows the hosts’ lanes above, and clears them all', () => {
		const { live, written } = terminal(60);
		live.clusterBegins({ hosts: ['a\u001b[31m'], vip: '10.0.0.200' });
		live.trialBegins(DRILL, 1);
		written.length = 0;
		live.event({ type: 'host.down', atMs: 5, host: 'a\u001b[31m' });
		live.phase('steady');
		live.close();
		const [shown = '', cleared] = written;
		const lines = shown.replace('\r\u001b[2K', '').split('\n');
		expect(lines).to.have.length(4);
		expect(lines[0]).to.match(/^a \[31m {2,}x /);
		expect(lines[3]).to.match(/^drill 1 of 1: kill-master · trial 1 of 2 · steady/);
		for (const line of lines) expect([...line]).to.have.length.at.most(59);
		expect(cleared).to.equal('\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K');
	});
	it('never wraps', () => {
		const { live, written } = terminal(30);
		live.trialBegins(DRILL, 1);
		live.close();
		expect(written[0]).to.equal('\r\u001b[2Kdrill 1 of 1: kill-master · t');
	});
});
