import { expect } from 'chai';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { findDrills } from '../../../load/find-drill.ts';
import { loadCluster } from '../../../load/load-cluster.ts';
import { prepared } from '../../../measure/testing.ts';
import { assembleTrial, summarizeCluster } from '../../../results/assemble.ts';
import { planTrial } from '../../../scenario/plan.ts';
import { Recording } from '../../../timeline/recording.ts';
import { clusterModel } from '../cluster-model.ts';
import { ClusterWorld } from '../cluster-world.ts';
import { EXACT } from '../testing.ts';
import { SimTrial } from '../trial.ts';
import { MEASURED } from '../tuning.ts';
import { SIM_KIND } from '../unmodelled.ts';
import { unreadStatements } from '../unread.ts';
import { proxyModel } from './proxy-model.ts';

const VIP = '10.0.0.200';
const noTail = await loadCluster('fixtures/no-tail');
const [killMaster] = await findDrills('kill-master');
const [killBackup] = await findDrills('kill-backup');

function worldOf(spec: ClusterSpec = noTail) {
	const world = new ClusterWorld(clusterModel(spec), EXACT, 'test', () => {});
	world.beginWith(1);
	return { world, run: (seconds: number) => world.kernel.run(world.kernel.nowUs + Math.round(seconds * 1e6)) };
}

/** A trial of a drill on fixtures/no-tail: its figures, and its requests with how long each took. */
async function trialOf(name: string, trial = 1) {
	const [drill] = await findDrills(name);
	if (!drill) throw new Error(`no drill ${name}`);
	const plan = planTrial(drill, 'test', trial);
	const recording = new Recording();
	new SimTrial(clusterModel(noTail), EXACT, plan, recording).run();
	const events = recording.events();
	const { measurements } = assembleTrial(plan, prepared(events), summarizeCluster(noTail), { timeline: '', capture: null });
	const cutMs = events.find(({ type }) => type === 'fault.injected')?.atMs ?? Number.NaN;
	const asked = events.flatMap((event) =>
		event.type === 'http.sample' ? [{ ...event, afterMs: event.dueMs - cutMs, tookMs: event.doneMs - event.dueMs }] : [],
	);
	return { measurements, asked, failed: asked.filter(({ outcome }) => outcome !== 'ok') };
}

/** The same cluster with another haproxy.cfg on every host. */
const withCfg = (change: (text: string) => string): ClusterSpec => ({
	...noTail,
	hosts: noTail.hosts.map((host) => ({
		...host,
		files: host.files.map((file) => (file.target.endsWith('haproxy.cfg') ? { ...file, text: change(file.text) } : file)),
	})),
});

describe('HAProxy on each host before a swarm, simulated', () => {
	it('fails no request when another host dies: they wait 200 ms, for less than a second', async () => {
		for (const trial of [1, 2, 3]) {
			const { measurements, asked, failed } = await trialOf('kill-backup', trial);
			expect([failed.length, measurements.http.outageMs]).to.deep.equal([0, 0]);
			const slow = asked.filter(({ tookMs }) => tookMs > 100);
			expect(slow.length).to.be.above(0);
			for (const { afterMs, tookMs } of slow) {
				expect(afterMs).to.be.within(-1, 800);
				expect(tookMs).to.be.within(200, 300);
			}
		}
	});
	it('does not count as whole again while the survivors of a leader have yet to elect another, though a returned host serves by then', () => {
		if (!killBackup) throw new Error('no drill');
		const recording = new Recording();
		// Of this trial's seed: docker2 led, and the survivors are without a leader until 31.0 s; the floating IP's page and the hosts' are served from 29.0 s on.
		new SimTrial(clusterModel(noTail), MEASURED, planTrial(killBackup, 'x', 51), recording).run();
		const events = recording.events();
		const elected = events.find((event) => event.type === 'swarm.leader' && event.atMs > 0);
		const settled = events.find((event) => event.type === 'mark' && event.phase === 'settled');
		expect(elected?.atMs).to.be.above(30_000);
		expect(settled?.atMs).to.be.above(elected?.atMs ?? Number.NaN);
	});
	it('has no tail after the takeover when the owner dies', async () => {
		for (const trial of [1, 2, 3]) {
			const { measurements, failed } = await trialOf('kill-master', trial);
			// Nine advertisements of 0.1 s and a skew of 56/256 · 0.1 s, less up to one; and the grid of 20 ms.
			expect(measurements.http.outageMs).to.be.within(820, 960);
			expect(measurements.http.tailMs).to.equal(0);
			// The dead host's power is back at 20 s.
			const early = failed.filter(({ afterMs }) => afterMs < 20_000);
			expect(Math.max(...early.map(({ afterMs }) => afterMs))).to.be.below(1100);
		}
	});
	it('serves on when the owner’s task or dockerd ends: the floating IP stays, the others’ tasks answer', async () => {
		for (const name of ['web-task-crash', 'dockerd-stop-master', 'drain-master', 'rolling-service-update']) {
			const { measurements, failed } = await trialOf(name);
			expect([failed.length, measurements.vipAbsentMs], name).to.deep.equal([0, 0]);
		}
	});
	it('is asked for by keepalived’s check, since that asks for the page of HAProxy’s own', async () => {
		const { world, run } = worldOf();
		run(1);
		for (const machine of world.machines) world.swarm?.tasks.containersEnded(machine.number);
		expect(world.servesAt(VIP)).to.equal(false);
		run(3);
		expect(world.machine('docker1').holds(VIP)).to.equal(true);
		world.machine('docker1').setUnit('haproxy.service', false);
		run(3);
		expect([world.machine('docker1').holds(VIP), world.machine('docker2').holds(VIP)]).to.deep.equal([false, true]);
	});
	it('tells a customer of a bad status where no task is left, and refuses where it does not run itself', async () => {
		const { world, run } = worldOf();
		const recording = new Recording();
		world.startLoad(
			{ ratePerSecond: 10, keepAliveRatePerSecond: 10, timeoutUs: 1e6, clients: ['segment'], probes: [] },
			recording,
		);
		run(1);
		for (const { number } of world.machines) world.swarm?.tasks.containersEnded(number);
		run(0.7);
		world.machine('docker1').setUnit('haproxy.service', false);
		run(0.5);
		const outcomes = (stream: string, fromMs: number, toMs: number) => [
			...new Set(
				recording
					.events()
					.flatMap((e) =>
						e.type === 'http.sample' && e.stream === stream && e.dueMs > fromMs && e.dueMs < toMs ? [e.outcome] : [],
					),
			),
		];
		for (const stream of ['fresh', 'keepalive']) {
			expect(outcomes(stream, 0, 950), stream).to.deep.equal(['ok']);
			expect(outcomes(stream, 1050, 1650), stream).to.deep.equal(['bad-status']);
		}
		expect(outcomes('fresh', 1750, 2150)).to.deep.equal(['refused']);
	});
	it('hands each request of a kept connection on anew, or keeps to the server where it keeps its connection', () => {
		const nodesOf = (spec: ClusterSpec) => {
			const { world, run } = worldOf(spec);
			const recording = new Recording();
			world.startLoad(
				{ ratePerSecond: 0, keepAliveRatePerSecond: 10, timeoutUs: 1e6, clients: ['segment'], probes: [] },
				recording,
			);
			run(2);
			return new Set(recording.events().flatMap((e) => (e.type === 'http.sample' ? [e.node] : []))).size;
		};
		expect(nodesOf(noTail)).to.equal(3);
		expect(nodesOf(withCfg((text) => text.replace('option http-server-close', '')))).to.equal(1);
	});
	it('reaches its own host’s task without the segment, and no other’s', () => {
		const { world, run } = worldOf();
		run(1);
		const [owner] = world.machines;
		if (!owner) throw new Error('no owner');
		world.swarm?.tasks.containersEnded(1);
		world.swarm?.tasks.containersEnded(2);
		owner.link(false, 'carrier');
		expect(world.serves(owner)).to.equal(true);
		world.swarm?.tasks.containersEnded(0);
		expect(world.serves(owner)).to.equal(false);
	});
	it('has no model, and is refused, where what stands between the two ports cannot be told', () => {
		if (!killMaster) throw new Error('no drill');
		const refused = (spec: ClusterSpec) => SIM_KIND.refuses(killMaster, spec).map(({ field, problem }) => `${field}: ${problem}`);
		expect(refused(noTail)).to.deep.equal([]);
		const why = 'service.port: the simulator cannot tell what docker1 has between port 80 and the published port 8080';
		expect(refused(withCfg((text) => text.replace('10.0.0.13:8080', '10.0.0.13:80')))).to.deep.equal([why]);
		expect(refused(withCfg((text) => text.replace('10.0.0.13:8080', '10.0.0.14:8080')))).to.deep.equal([why]);
		expect(refused({ ...noTail, hosts: noTail.hosts.map((host) => ({ ...host, units: [] })) })).to.deep.equal([why]);
	});
	it('is told of where its file says more than the model reads', () => {
		const ofProxy = (spec: ClusterSpec) => unreadStatements(spec).filter((text) => text.includes('haproxy.cfg'));
		const at = (text: string) => noTail.hosts[0]?.files[0]?.text.split('\n').findIndex((line) => line.includes(text)) ?? -2;
		expect(ofProxy(noTail)).to.deep.equal([
			`The simulator does not act on this: timeout client 10s (files/haproxy.cfg:${at('timeout client') + 1}).`,
			`The simulator does not act on this: timeout server 10s (files/haproxy.cfg:${at('timeout server') + 1}).`,
		]);
		const unreadable = withCfg((text) => text.replace('bind :80', 'bind :81'));
		expect(ofProxy(unreadable)).to.deep.equal([
			'The simulator does not act on this: the file /etc/haproxy/haproxy.cfg (files/haproxy.cfg:1).',
		]);
	});
	it('without a swarm stands before the hosts that its servers are', async () => {
		const haproxy = await loadCluster('fixtures/haproxy');
		const model = haproxy.hosts.map((host) => proxyModel(host, haproxy)?.servers.map(({ host: number }) => number) ?? null);
		expect(model).to.deep.equal([[2, 3], [2, 3], null, null]);
		const { world, run } = worldOf(haproxy);
		run(1);
		world.machine('web1').powerOff();
		expect(world.servesAt(VIP)).to.equal(true);
		world.machine('web2').powerOff();
		expect(world.servesAt(VIP)).to.equal(false);
	});
});
