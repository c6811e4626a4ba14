import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { VipdrillError } from '../../base/errors.ts';
import { freeze, linkDown, master, serviceUpdate } from '../../index.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec, FaultStep } from '../../scenario/spec.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { TrialOptions } from '../lab.ts';
import { type FakeWorld, fakeWorld, untilLogged } from './testing.ts';
import { Trial } from './trial.ts';

const drillWith = (over: Partial<DrillSpec>): DrillSpec => ({
	...{ name: 'test', event: 'Something happens.', hypothesis: 'It is seen.', steady: '0s', settle: '0s', expect: [] },
	...{ faults: [], load: { ratePerSecond: 50, keepAliveRatePerSecond: 0, timeout: '1s' } },
	...over,
});

describe('Trial', function () {
	this.timeout(10_000);
	let fake: FakeWorld;
	const events: TimelineEvent[] = [];
	const progress: string[] = [];
	/** Health has to hold for a second, which passes in no time but while the faults are on. */
	const realNow = performance.now;
	let speed = 50;
	beforeEach(async () => {
		events.length = 0;
		progress.length = 0;
		speed = 50;
		performance.now = () => speed * realNow.call(performance);
		fake = fakeWorld(await loadCluster('fixtures/seed'));
	});
	afterEach(() => {
		performance.now = realNow;
	});
	const run = (drill: DrillSpec, signal = new AbortController().signal, leadInMs = 0, pause?: TrialOptions['pause']) =>
		new Trial(fake.world, planTrial(drill, 'seed', 1), (event) => events.push(event), {
			capturePath: '/nowhere',
			progress: (what) => {
				progress.push(what);
				if (what === 'observe') speed = 1;
				if (what === 'heal') speed = 50;
			},
			signal,
			leadInMs,
			...(pause && { pause }),
		})
			.run()
			.then(
				() => 'done',
				(error: Error) => error.message,
			);

	it('injects, undoes, and says so in the timeline', async () => {
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()), lasts: '20ms' }] });
		expect(await run(drill)).to.equal('done');
		const deeds = ['load starts', 'note', 'act: freeze', 'act: thaw', 'load stops', 'capture checked', 'recording stops'];
		expect(fake.log.filter((line) => deeds.includes(line))).to.deep.equal(deeds);
		const said = events.map((event) => (event.type === 'mark' ? event.phase : event.type));
		expect(said).to.deep.equal([
			...['trial.started', 'steady', 'observe', 'fault.injected', 'fault.undone', 'heal', 'settled', 'trial.ended'],
		]);
	});
	it('lays conditions before it records, keeps them while it heals, and tells of no fault', async () => {
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()), lasts: '20ms' }], conditions: { cpu: 1 } });
		expect(await run(drill)).to.equal('done');
		const deeds = ['act: script', 'load starts', 'act: freeze', 'act: thaw', 'load stops'];
		const ended = fake.log.findIndex((line) => line.includes('systemctl stop') && line.includes('vipdrill-background-1-'));
		const seen = fake.log.flatMap((line, i) => (deeds.includes(line) ? [line] : i === ended ? ['conditions end'] : []));
		// One script a host, and one host after the other is freed of it.
		expect([...new Set(seen)]).to.deep.equal([...deeds, 'conditions end']);
		expect(events.filter(({ type }) => type === 'fault.injected' || type === 'fault.undone')).to.have.length(2);
		expect(progress).to.include('conditions: 1 busy loop a host');
	});
	it('ends the conditions when the trial is interrupted before it records', async () => {
		const abort = new AbortController();
		const running = run(drillWith({ observe: '1ms', conditions: { cpu: 1 } }), abort.signal, 60_000);
		await untilLogged(fake, 'act: script');
		abort.abort(new Error('enough'));
		await running;
		expect(fake.log.some((line) => line.includes('systemctl stop') && line.includes('vipdrill-background-0-'))).to.equal(true);
		expect(fake.log).not.to.include('load starts');
	});
	it('pauses where somebody wants to look, with the faults in effect, and says for how long', async () => {
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()) }], observe: '20ms' });
		const asked: unknown[] = [];
		// One that is off can't be entered.
		const { down } = fake.world.observer.seen;
		const { act } = fake.world.injector;
		fake.world.injector.act = async (acts, atMs) => {
			down.add('docker3');
			return act(acts, atMs);
		};
		const pause = async (trial: unknown) => {
			fake.log.push('paused');
			asked.push(trial);
			fake.world.injector.act = act;
			down.clear();
			await sleep(30);
		};
		expect(await run(drill, undefined, 0, pause)).to.equal('done');
		expect(asked).to.deep.equal([{ lab: '1a2b3c', machines: ['docker1', 'docker2', 'client'], faults: ['freeze on docker1'] }]);
		expect(fake.log.filter((line) => /^act|paused/.test(line))).to.deep.equal(['act: freeze', 'paused', 'act: thaw']);
		const [paused] = events.filter((event) => event.type === 'observer.health');
		expect(paused).to.include({ kind: 'paused' });
		expect(paused?.durationMs).to.be.at.least(25);
	});
	it('keeps of what hosts log no more than a trial may', async () => {
		const { observer } = fake.world;
		const { startLoad } = observer;
		observer.startLoad = async (...load) => {
			for (const text of ['short', 'x'.repeat(600)])
				observer.see({ type: 'host.log', atMs: 1, host: 'docker1', unit: 'docker', text });
			return startLoad.apply(observer, load);
		};
		await run(drillWith({ observe: '1ms' }));
		expect(saidOf('host.log').map(({ text }) => text.length)).to.deep.equal([5, 502]);
	});
	it('undoes its faults where it is interrupted while it is paused', async () => {
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()) }], observe: '20ms' });
		const abort = new AbortController();
		const pause = () => {
			abort.abort(new Error('Ctrl-C'));
			return new Promise(() => {});
		};
		expect(await run(drill, abort.signal, 0, pause)).to.equal('Ctrl-C');
		expect(fake.log.filter((line) => line.startsWith('act'))).to.deep.equal(['act: freeze', 'act: thaw']);
	});
	it('leaves a healthy cluster alone for its lead-in before it records', async () => {
		const sinceMs = Date.now();
		await run(drillWith({ observe: '1ms' }), undefined, 400);
		const started = events.find((event) => event.type === 'trial.started');
		expect((started?.originEpochMs ?? 0) - sinceMs).to.be.at.least(400);
	});
	it('undoes every fault, the last one first, when it is interrupted', async () => {
		const abort = new AbortController();
		const faults: FaultStep[] = [
			{ at: '0s', inject: freeze(master()) },
			{ at: '10ms', inject: linkDown(master()) },
		];
		const running = run(drillWith({ faults, observe: '60s' }), abort.signal);
		await untilLogged(fake, 'act: v1a2b3c-docker1 down');
		abort.abort(new Error('interrupted'));
		await running;
		expect(fake.log.filter((line) => line.startsWith('act'))).to.deep.equal([
			...['act: freeze', 'act: v1a2b3c-docker1 down', 'act: v1a2b3c-docker1 up', 'act: thaw'],
		]);
	});
	it('undoes the other faults where one can’t be undone, and says which could not', async () => {
		const faults: FaultStep[] = [
			{ at: '0s', inject: freeze(master()) },
			{ at: '10ms', inject: linkDown(master()) },
		];
		const { act } = fake.world.injector;
		fake.world.injector.act = async (acts, atMs) => {
			if (acts.some((one) => one.do === 'link' && one.up)) throw new Error('the cable is stuck');
			return act(acts, atMs);
		};
		expect(await run(drillWith({ faults, observe: '30ms' }))).to.equal('the cable is stuck');
		expect(fake.log).to.include('act: thaw');
		expect(fake.log.at(-1)).to.equal('recording stops');
	});
	const saidOf = <T extends TimelineEvent['type']>(type: T) =>
		events.filter((event): event is TimelineEvent & { type: T } => event.type === type);
	/** When a phase began, in the trial's milliseconds. */
	const phaseMs = (phase: string) => saidOf('mark').find((mark) => mark.phase === phase)?.atMs ?? Number.NaN;

	it('counts from the moment at which recording began, and says what it is', async () => {
		const { observer } = fake.world;
		observer.nowMs = () => 5400;
		const { record } = observer;
		observer.record = async (emit, path) => {
			await record.call(observer, emit, path);
			fake.log.push(`recorded to ${path}`);
			return 5000;
		};
		observer.snapshot = () => [{ type: 'host.up', atMs: 0, host: 'docker3' }];
		expect(await run(drillWith({}))).to.equal('done');
		expect(fake.log).to.include('recorded to /nowhere');
		expect(events[0]).to.deep.equal({
			...{ type: 'trial.started', atMs: 0, originEpochMs: 5000, lab: 'docker', drill: 'test', trial: 1, seed: 'seed/1' },
		});
		expect(events[1]).to.deep.equal({ type: 'host.up', atMs: 0, host: 'docker3' });
		expect(saidOf('mark').map(({ atMs }) => atMs)).to.deep.equal([400, 400, 400, 400]);
		expect(events.at(-1)).to.deep.equal({ type: 'trial.ended', atMs: 400 });
		expect(progress).to.deep.equal(['steady', 'observe', 'heal', 'settled']);
	});
	it('gives each phase the time that the drill asks for', async () => {
		const faults: FaultStep[] = [{ at: '120ms', inject: freeze(master()), lasts: '80ms' }];
		expect(await run(drillWith({ steady: '60ms', observe: '300ms', settle: '90ms', faults }))).to.equal('done');
		const [injected] = saidOf('fault.injected');
		const [undone] = saidOf('fault.undone');
		const startMs = phaseMs('observe');
		// Timers may be a millisecond early.
		for (const [gotMs, leastMs] of [
			[startMs - phaseMs('steady'), 58],
			[(injected?.askedMs ?? 0) - (saidOf('trial.started')[0]?.originEpochMs ?? 0) - startMs, 118],
			[(undone?.askedMs ?? 0) - (injected?.doneMs ?? 0), 70],
			[phaseMs('heal') - startMs, 298],
			[(events.at(-1)?.atMs ?? 0) - phaseMs('settled'), 88],
		])
			expect(gotMs).to.be.at.least(leastMs ?? 0);
	});
	it('says of a fault what, whom and when, give or take', async () => {
		fake.world.injector.act = async () => ({ askedMs: 1000, doneMs: 1004 });
		await run(drillWith({ faults: [{ at: '0s', inject: linkDown(master()) }] }));
		expect(saidOf('fault.injected')).to.deep.equal([
			{
				...{ type: 'fault.injected', atMs: 1002, index: 0, fault: 'link-down', detail: 'carrier lost', target: 'master()' },
				...{ hosts: ['docker1'], askedMs: 1000, doneMs: 1004, uncertaintyMs: 2 },
			},
		]);
		expect(progress).to.include('link-down on docker1');
	});
	it('has nothing to add of a fault that its kind says all of, and hits every host with one that has no target', async () => {
		await run(drillWith({ faults: [{ at: '0s', inject: freeze(master()) }] }));
		expect(saidOf('fault.injected')[0]).not.to.have.property('detail');
		await run(drillWith({ faults: [{ at: '0s', inject: serviceUpdate() }] }));
		expect(progress).to.include('service-update on docker1, docker2, docker3');
	});
	it('looks at every unit before the steady state and after the settling', async () => {
		fake.world.lab.exec = async () => 'Id=docker.service\nActiveState=active\nMainPID=7\n';
		await run(drillWith({}));
		const said = events.map((event) => (event.type === 'mark' ? event.phase : event.type));
		const looked = ['unit.state', 'unit.state', 'unit.state'];
		expect(said).to.deep.equal(['trial.started', ...looked, 'steady', 'observe', 'heal', 'settled', ...looked, 'trial.ended']);
	});
	it('asks for pages before and after, and before a fault that waits for health', async () => {
		const step: FaultStep = { at: '0s', inject: freeze(master()) };
		const asked = () => fake.log.splice(0).filter((line) => line === 'pages asked').length;
		await run(drillWith({ faults: [step] }));
		expect(asked()).to.equal(2);
		await run(drillWith({ faults: [{ ...step, once: 'healthy' }] }));
		expect(asked()).to.equal(3);
		await run(drillWith({ faults: [step], starts: 'converged' }));
		expect(asked()).to.equal(0);
		const { load } = drillWith({});
		await run(drillWith({ faults: [step], load: { ...load, clients: ['routed'] } }));
		// Whose way leads over a router asks for the floating IP alone, before and after.
		const own = fake.log.filter((line) => line.startsWith('routed client asks'));
		expect([asked(), own.length, new Set(own).size]).to.deep.equal([0, 2, 1]);
		expect(own[0]).to.match(/^routed client asks \S*10\.0\.0\.200\S*$/);
	});
	it('hits at the drawn phase of the advertisement interval, no sooner than it can be asked for', async () => {
		fake.world.observer.nowMs = () => 10_000;
		const advert = { type: 'vrrp.advert', atMs: 9800, intervalMs: 1000, addresses: ['10.0.0.200'] } as unknown as TimelineEvent;
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()), phase: 'random' }] });
		const at = async (phase: number) => {
			fake.actsAtMs.length = 0;
			fake.world.observer.seen.apply(advert);
			const plan = { ...planTrial(drill, 'seed', 1), phases: [phase] };
			await new Trial(fake.world, plan, () => {}, {
				...{ capturePath: '', progress: () => {}, signal: new AbortController().signal },
			}).run();
			return fake.actsAtMs[0];
		};
		// 300 ms ahead of 10 000 at the least: 10 300 itself, then a whole interval after what is too soon.
		expect(await at(0.5)).to.equal(10_300);
		expect(await at(0.75)).to.equal(10_550);
		expect(await at(0.25)).to.equal(11_050);
	});
	it('cannot hit at a phase where nobody advertises', async () => {
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()), phase: 'random' }] });
		expect(await run(drill)).to.match(/^no VRRP advertisement was seen/);
		expect(fake.log.at(-1)).to.equal('recording stops');
	});
	/** Has the pages fail the n-th time that they are asked for. */
	const failPages = (nth: number, error: Error) => {
		let asked = 0;
		fake.world.observer.awaitPages = async () => {
			asked += 1;
			if (asked === nth) throw error;
		};
	};
	it('says what ails a cluster that does not heal, and of nothing else that it ails', async () => {
		const late = new VipdrillError('WAIT_TIMED_OUT', 'docker2 is down');
		for (const [nth, error, ill] of [
			[2, late, { ill: 'docker2 is down' }],
			[2, new VipdrillError('LAB_FAILED', 'the engine is gone'), {}],
			[2, new Error('a slip'), {}],
		] as const) {
			events.length = 0;
			failPages(nth, error);
			expect(await run(drillWith({}))).to.equal(error.message);
			const { type, atMs, ...rest } = events.at(-1) ?? {};
			expect([type, rest]).to.deep.equal(['trial.ended', ill]);
		}
		const faults: FaultStep[] = [{ at: '0s', inject: freeze(master()), once: 'healthy' }];
		failPages(2, late);
		expect(await run(drillWith({ faults }))).to.equal('docker2 is down');
		expect(events.at(-1)).not.to.have.property('ill');
	});
	it('goes on where the load does not stop', async () => {
		fake.world.observer.stopLoad = async () => {
			throw new Error('the prober is gone');
		};
		expect(await run(drillWith({}))).to.equal('done');
		expect(fake.log.slice(-2)).to.deep.equal(['capture checked', 'recording stops']);
	});
	/** Has the hosts refuse a command with this word in it. */
	const refuse = (word: string) => {
		fake.world.lab.exec = async (_host, command) => {
			if (command.includes(word)) throw new Error(`refused: ${word}`);
			return '';
		};
	};
	it('has the swarm led apart from the VIP where the drill wants that', async () => {
		refuse('demote');
		expect(await run(drillWith({ leader: 'apart' }))).to.equal('refused: demote');
		expect(events).to.deep.equal([]);
		expect(await run(drillWith({}))).to.equal('done');
	});
	it('spreads the tasks first where a host of the mesh has none', async () => {
		refuse('update');
		expect(await run(drillWith({}))).to.equal('done');
		fake.world.publishMode = 'ingress';
		expect(await run(drillWith({}))).to.equal('done');
		fake.world.observer.seen.apply({
			...{ type: 'swarm.task', atMs: 0, task: 'task-docker3', service: 'web', node: 'docker1' },
			...{ state: 'running', desiredState: 'running', seenBy: 'test' },
		} as TimelineEvent);
		expect(await run(drillWith({}))).to.equal('refused: update');
		fake.world.publishMode = 'host';
		expect(await run(drillWith({}))).to.equal('done');
	});
});
