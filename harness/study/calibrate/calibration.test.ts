import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { Random } from '../../labs/sim/random.ts';
import { type Constant, MEASURED } from '../../labs/sim/tuning.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { readRun } from '../../run/read-run.ts';
import { dockerdKill, nodeDrain } from '../../scenario/fault.ts';
import { master } from '../../scenario/target.ts';
import { simulate } from '../../simulate/batch.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { calibrate, parseCalibration, renderCalibration, tuningOf, withBase } from './calibration.ts';
import type { RealTrial } from './constants.ts';
import { loadCalibration } from './load-calibration.ts';
import { readRealTrials } from './read-trials.ts';

const stored = await readRun('reports/example/seed');
const killed = stored.drills.find(({ name }) => name === 'kill-master') ?? expect.fail();

/** So many trials of kill-master, each with this timeline. */
function trialsWith(count: number, events: RealTrial['events']): RealTrial[] {
	const [trial = expect.fail()] = killed.trials;
	return Array.from({ length: count }, () => ({ run: stored, drill: killed, trial, events }));
}

const host = 'docker1';

describe('calibrate', () => {
	it("takes a boot from the power's return to keepalived's first word, and dockerd's from there to its readiness", () => {
		const events: RealTrial['events'] = [
			{ type: 'host.up', atMs: 1000, host },
			{ type: 'vrrp.state', atMs: 1700, host, instance: 'VI_1', state: 'BACKUP' },
			{ type: 'unit.state', atMs: 4000, host, unit: 'docker', state: 'activating', mainPid: null, source: 'journal' },
			{ type: 'unit.state', atMs: 5500, host, unit: 'docker', state: 'active', mainPid: 7, source: 'journal' },
			{ type: 'unit.state', atMs: 9000, host, unit: 'docker', state: 'activating', mainPid: null, source: 'journal' },
			{ type: 'unit.state', atMs: 9900, host, unit: 'docker', state: 'active', mainPid: 8, source: 'journal' },
		];
		const { constants } = calibrate(trialsWith(5, events), '1');
		expect(constants.boot).to.include({ n: 5, minMs: 700, meanMs: 700, maxMs: 700 });
		expect(constants.bootDockerd).to.include({ n: 5, meanMs: 4500 });
		expect(constants.dockerdStart).to.include({ n: 5, meanMs: 900 });
	});

	it('passes over an engine that has waited for its own manager', () => {
		const reachable: TimelineEvent = {
			...{
				type: 'swarm.node',
				atMs: 5000,
				node: host,
				state: 'ready',
				availability: 'active',
				reachability: 'reachable',
				seenBy: 'docker2',
			},
		};
		const events: RealTrial['events'] = [
			{ type: 'host.up', atMs: 1000, host },
			reachable,
			{ type: 'unit.state', atMs: 5500, host, unit: 'docker', state: 'active', mainPid: 7, source: 'journal' },
		];
		expect(calibrate(trialsWith(5, events), '1').notMeasured).to.include('bootDockerd');
		expect(
			calibrate(
				trialsWith(
					5,
					events.filter((e) => e !== reachable),
				),
				'1',
			).constants.bootDockerd?.meanMs,
		).to.equal(4500);
	});

	it('takes the end of containers from the kept connection', () => {
		const [trial = expect.fail()] = killed.trials;
		const noticed = (kind: 'node-drain' | 'dockerd-kill', noticedMs: number, events: RealTrial['events']) => {
			const inject = kind === 'node-drain' ? nodeDrain(master()) : dockerdKill(master());
			const drill = { ...killed, spec: { ...killed.spec, faults: [{ at: '0s' as const, inject }] } };
			const keepAlive = { fate: 'reset' as const, noticedMs, goodAgainMs: null };
			const one = { run: stored, drill, trial: { ...trial, measurements: { ...trial.measurements, keepAlive } }, events };
			return calibrate([one, one, one, one, one], '1').constants;
		};
		expect(noticed('node-drain', 3200, []).containerStop).to.include({ n: 5, meanMs: 1200 });
		const killEvents = [
			{
				type: 'fault.injected',
				atMs: 1000,
				index: 0,
				fault: 'dockerd-kill',
				target: 'master()',
				hosts: [host],
				askedMs: 1000,
				doneMs: 1000,
				uncertaintyMs: 0,
			},
			{ type: 'unit.state', atMs: 3100, host, unit: 'docker', state: 'activating', mainPid: null, source: 'journal' },
		] as TimelineEvent[];
		// 2.3 s after the kill, which is 0.2 s after dockerd began to start.
		expect(noticed('dockerd-kill', 2300, killEvents).dockerdCleans).to.include({ n: 5, meanMs: 200 });
	});

	it('keeps of an earlier calibration what the runs do not tell, and names both', () => {
		const base = calibrate(trialsWith(5, null), '1');
		const fresh = {
			...base,
			runs: base.runs.map((run) => ({ ...run, id: 'fresh' })),
			constants: {},
			notMeasured: ['boot', 'lan'],
		};
		const both = withBase(fresh, base);
		expect(both.constants.boot).to.deep.equal(base.constants.boot);
		expect(both.notMeasured).to.deep.equal(['lan']);
		expect(both.runs.map(({ id }) => id)).to.deep.equal(['fresh', stored.id]);
		const boot = base.constants.boot ?? expect.fail();
		const other = { ...base, constants: { boot: { ...boot, n: 99 } } };
		expect(withBase(base, other).constants.boot?.n, 'what the runs tell goes before').to.equal(5);
	});

	it('passes over machines that boot together', () => {
		const up = (atMs: number, name: string): TimelineEvent => ({ type: 'host.up', atMs, host: name });
		const start = (atMs: number, name: string): TimelineEvent => ({
			...{ type: 'unit.state', atMs, host: name, unit: 'docker', state: 'active', mainPid: 7, source: 'journal' },
		});
		const events = [
			up(0, 'docker2'),
			up(9000, host),
			start(9500, host),
			start(9600, 'docker2'),
			up(30_000, host),
			start(31_000, host),
		];
		const { constants } = calibrate(trialsWith(5, events), '1');
		expect(constants.bootDockerd).to.include({ n: 5, meanMs: 1000 });
	});

	it('takes the timers from the advertisements, and passes over a gap that a fault made', () => {
		const advert = (atMs: number): TimelineEvent => ({
			type: 'vrrp.advert',
			atMs,
			source: '10.0.0.11',
			host,
			version: 2,
			vrid: 1,
			priority: 100,
			intervalMs: 1000,
			addresses: [],
		});
		const { constants } = calibrate(trialsWith(5, [advert(0), advert(1002), advert(2006), advert(9000)]), '1');
		expect(constants.timerNoise).to.include({ n: 10, minMs: 2, meanMs: 3, maxMs: 4 });
	});

	it('without timelines takes boot from the failback less Master_Down_Interval: 4130.335 − 3609.375 − 25', () => {
		const { constants } = calibrate(trialsWith(5, null), '1');
		expect(constants.boot).to.include({ n: 5, minMs: 495.96 });
	});

	it('measures what is named alone', () => {
		expect(calibrate(trialsWith(5, null), '1', ['timerNoise']).constants).not.to.have.property('boot');
	});

	it('leaves what fewer than five durations tell as it is, and names it', () => {
		const { constants, notMeasured } = calibrate(trialsWith(4, null), '1');
		expect(constants).to.deep.equal({});
		expect(notMeasured).to.include.members(['boot', 'lan', 'timerNoise']);
		expect(tuningOf(calibrate(trialsWith(4, null), '1'))).to.deep.equal({ ...MEASURED });
	});

	it('gives back what the simulator was told: takeovers with timers 5 ms late come out 5 ms late', async () => {
		const spec = await loadCluster('fixtures/seed');
		const late = { minUs: 5000, meanUs: 5000, maxUs: 5000 };
		const tuning = { ...MEASURED, timerNoise: late };
		const plans = Array.from({ length: 6 }, (_, i) => ({ trial: i + 1, seed: `${i}`, phases: [i / 6] }));
		const simulated = simulate({ spec, drill: killed.spec, plans, tuning, keepIn: null });
		const trials = simulated.flatMap(({ trial }) => (trial ? [{ run: stored, drill: killed, trial, events: null }] : []));
		const { constants } = calibrate(trials, '1');
		expect(constants.timerNoise?.minMs).to.be.within(5, 5 + 15);
	});
});

describe('a kept calibration', () => {
	it('is read as it was written, and the one that ships names its runs', async () => {
		const calibration = calibrate(trialsWith(5, null), '1');
		expect(parseCalibration(renderCalibration(calibration), 'x.json')).to.deep.equal(calibration);
		const shipped = await loadCalibration();
		expect(shipped.runs.length).to.be.greaterThan(0);
		expect(tuningOf(shipped).boot.measured?.bodyUs.length).to.be.greaterThan(4);
	});

	it('that ships is drawn from within 2 % of each measured mean, and never beyond what was measured', async () => {
		const { constants } = await loadCalibration();
		const tuning = tuningOf(await loadCalibration());
		for (const [key, { meanMs, maxMs }] of Object.entries(constants)) {
			const random = new Random(key);
			const drawn = Array.from({ length: 400_000 }, () => random.draw(tuning[key as Constant]) / 1000);
			expect(drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length, key).to.be.within(0.98 * meanMs, 1.02 * meanMs);
			expect(
				drawn.reduce((most, ms) => Math.max(most, ms), 0),
				key,
			).to.be.at.most(maxMs);
		}
		// The tail that once elected the wrong host: more than 20 ms in 1/32 × 0.8 of all steps.
		const random = new Random('tail');
		const late = Array.from({ length: 400_000 }, () => random.draw(tuning.timerNoise)).filter((us) => us > 20_000);
		expect(late.length / 400_000).to.be.below(0.006);
	}).timeout(10_000);

	it('is refused with file and field where it is none', () => {
		expect(() => parseCalibration('{', 'x.json')).to.throw(InputError, 'x.json: calibration: it is no JSON');
		const text = renderCalibration(calibrate(trialsWith(5, null), '1')).replace('"schemaVersion": 2', '"schemaVersion": 9');
		expect(() => parseCalibration(text, 'x.json')).to.throw(InputError, 'x.json: schemaVersion');
	});

	it('is measured on real hosts only', async () => {
		const refused = await readRealTrials(['reports/example']).catch((error: unknown) => error);
		expect(refused).to.be.instanceOf(InputError);
	});
});
