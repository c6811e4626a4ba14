import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Engine } from './engine.ts';
import { type Reload, stepsOf } from './steps.ts';
import { confsOf, fixtureFolder, shippedEngine } from './testing.ts';

describe('a trial step by step', function () {
	this.timeout(60_000);
	let engine: Engine;
	before(async () => {
		engine = await shippedEngine();
	});

	async function told(fixture: string, drill: string, folder = fixtureFolder(fixture)): Promise<string[]> {
		const { steps, trial } = await engine.ask('trial', { folder, drill, seed: 's', trial: 1, changes: [] });
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
	it('tells a fork from the middle of a trial: what was before, the reload, and whom the changed file makes MASTER', async () => {
		const folder = confsOf('seed');
		const path = 'keepalived/docker3.conf';
		const now = {
			...folder,
			[path]: (folder[path] ?? '').replace('priority 50', 'priority 254').replace('advert_int 1', 'advert_int 2'),
		};
		const ask = { folder, drill: 'kill-master', seed: 's', trial: 1 };
		const without = await engine.ask('trial', { ...ask, changes: [] });
		const atMs = without.steps.find(({ says }) => says.startsWith('The fault:'))?.atMs ?? 0;
		const forked = await engine.ask('trial', { ...ask, changes: [{ atMs, folder: now }] });
		const earlier = ({ steps }: typeof forked) => steps.filter((step) => step.atMs < atMs);
		expect(earlier(forked)).to.deep.equal(earlier(without));
		expect(earlier(forked).length).to.be.above(5);
		const says = forked.steps.map((step) => step.says);
		const reload = says.indexOf('On docker3 keepalived is told to read its changed file.');
		expect(forked.steps[reload]?.atMs).to.equal(atMs);
		expect(says.slice(reload).find((one) => one.includes('becomes MASTER'))).to.match(
			/^docker2 has heard nobody for 3\.7\d\d s: it becomes MASTER/,
		);
		// 3 × 2 s + 2 × 2/256 s by the changed file; by the old one it would be 3.8 s.
		expect(says.filter((one) => one.startsWith('docker3') && one.includes('becomes MASTER'))[0]).to.match(
			/^docker3 hears only docker2, whose priority 75 it need not respect/,
		);
		const back = await engine.ask('trial', {
			...ask,
			changes: [
				{ atMs, folder: now },
				{ atMs: atMs + 9000, folder },
			],
		});
		expect(back.steps.filter((step) => step.says.startsWith('On docker3')).map((step) => step.atMs)).to.deep.equal([
			atMs,
			atMs + 9000,
		]);
		const same = await engine.ask('trial', { ...ask, changes: [{ atMs, folder }] }).catch((error: Error) => error.message);
		expect(same).to.include('no host’s keepalived reads another file than before');
	});
	it('reckons with the files that a host has at that time', () => {
		const events = [
			{ type: 'vrrp.advert', atMs: 0, vrid: 7, host: 'a', source: '10.0.0.1', priority: 100 },
			{ type: 'vrrp.state', atMs: 1500, host: 'b', instance: 'V', state: 'MASTER', source: 'log' },
		] as unknown as TimelineEvent[];
		const routers = (masterDownMs: number) => [{ host: 'b', instance: 'V', vrid: 7, masterDownMs }];
		const last = (...reloads: Reload[]) => stepsOf(events, '10.0.0.9', routers(3700), reloads).at(-1)?.says;
		expect(last()).to.equal('b hears only a, whose priority 100 it need not respect: it becomes MASTER of V.');
		expect(last({ atMs: 100, hosts: ['b'], routers: routers(1400) })).to.equal(
			'b has heard nobody for 1.500 s: it becomes MASTER of V.',
		);
		expect(last({ atMs: 1501, hosts: [], routers: routers(1400) })).to.include('hears only a');
	});
});
