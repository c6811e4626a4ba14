import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { knownSecrets } from '../base/known-secrets.ts';
import { packageRoot } from '../base/paths.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { RunningLab } from '../labs/lab.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { at, samples } from '../measure/testing.ts';
import { sampleReport } from '../report/testing.ts';
import { summarizeCluster } from '../results/assemble.ts';
import { every } from '../scenario/expect.ts';
import { leadInMs, planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { LabSlot } from './lab-slot.ts';
import type { DrillOptions } from './options.ts';
import { runDrill, trialWithinMs } from './run-drill.ts';
import { createRunFolder } from './run-folder.ts';
import { TrialQueue } from './trial-queue.ts';

const DRILL: DrillSpec = {
	name: 'quiet',
	event: 'Nothing happens.',
	hypothesis: 'All are served.',
	steady: '1s',
	observe: '2s',
	settle: '1s',
	faults: [],
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [every('http.availability').atLeast(1, 'everybody is served')],
};
const HOSTS = ['docker1', 'docker2', 'docker3'];
const UNITS = ['docker', 'keepalived'] as const;
const GOOD: TimelineEvent[] = [
	at.started(0),
	at.gained(0, 'docker1', 'snapshot'),
	at.mark(0, 'steady'),
	at.mark(1000, 'observe'),
	at.mark(3000, 'heal'),
	at.mark(3100, 'settled'),
	at.ended(4000),
	...HOSTS.map((host) => at.node(0, host)),
	...HOSTS.flatMap((host) => UNITS.flatMap((unit) => [at.unit(0, host, unit, 100), at.unit(3900, host, unit, 100)])),
	...samples('.'.repeat(40), 100, 0),
];
/** What a trial does: emits a whole timeline, or some of it and then throws. */
type Script = { events: TimelineEvent[]; error?: Error };
const good: Script = { events: GOOD };
const lost: Script = {
	events: GOOD.slice(0, 5),
	error: new VipdrillError('WAIT_TIMED_OUT', 'waited 2 min 00 s until the cluster is healthy'),
};
/** The same, where the lab said in the end what ailed it. */
const ill: Script = {
	events: [...GOOD.slice(0, 5), { type: 'trial.ended', atMs: 4000, ill: 'docker1 and docker2 hold the VIP' }, ...GOOD.slice(7)],
	error: lost.error as Error,
};
const notBegun: Script = { events: [], error: new VipdrillError('WAIT_TIMED_OUT', 'waited 2 min 00 s before the trial') };

describe('runDrill', () => {
	let dir: string;
	let spec: ClusterSpec;
	before(async () => {
		spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	});
	beforeEach(() => {
		dir = createRunFolder(mkdtempSync(join(tmpdir(), 'vipdrill-run-')), 's').dir;
	});
	afterEach(() => rmSync(join(dir, '..'), { recursive: true }));

	interface Play extends Pick<DrillOptions, 'pause'> {
		trials?: number;
		maxRebuilds?: number;
		abortAt?: number;
		drill?: DrillSpec;
		keepOnFail?: boolean;
	}
	/** Runs the drill on labs that follow the script, one entry a call of runTrial. */
	async function play(
		scripts: Script[],
		{ trials = scripts.length, maxRebuilds = 5, abortAt = 0, drill = DRILL, keepOnFail = false, pause }: Play = {},
	) {
		const abort = new AbortController();
		let calls = 0;
		const labOfCall: number[] = [];
		const leadIns: (number | undefined)[] = [];
		let labs = 0;
		const start = async (): Promise<RunningLab> => {
			const number = ++labs;
			return {
				environment: sampleReport().environment,
				async runTrial(_, emit, { leadInMs, pause: given, signal }) {
					labOfCall.push(number);
					await given?.({ lab: '1a2b3c', machines: [], faults: [] }, signal);
					leadIns.push(leadInMs);
					const script = scripts[calls++] ?? good;
					script.events.forEach(emit);
					if (calls === abortAt) abort.abort(new VipdrillError('INTERRUPTED', 'interrupted'));
					if (script.error) throw script.error;
				},
				async [Symbol.asyncDispose]() {},
			};
		};
		const slot = await LabSlot.open(start, abort.signal, maxRebuilds);
		const options = { spec, trials, seed: 's', signal: abort.signal, progress: () => {}, keepOnFail, ...(pause && { pause }) };
		const queue = new TrialQueue(drill, options);
		const stopped = await runDrill(slot, queue, { dir, timelines: new Map(), soFar: { trialDone: async () => {} } }, options);
		if (stopped) queue.abandon(stopped);
		return { report: queue.report(summarizeCluster(spec)), stopped, labOfCall, leadIns, slot };
	}

	it('measures every trial on one lab where nothing fails', async () => {
		const { report, stopped, labOfCall } = await play([good, good]);
		expect(report).to.include({ verdict: 'pass' });
		expect(report.trials.map(({ trial }) => trial)).to.deep.equal([1, 2]);
		expect(labOfCall).to.deep.equal([1, 1]);
		expect(stopped).to.equal(null);
	});
	it('has its trials paused where somebody wants to look, and gives them half an hour more', async () => {
		let pauses = 0;
		const pause = async () => void pauses++;
		await play([good, good], { pause });
		expect(pauses).to.equal(2);
		expect(trialWithinMs(DRILL, { pause }) - trialWithinMs(DRILL, {})).to.equal(1_800_000);
	});
	/** A trial in which somebody was not served. */
	const bad: Script = {
		events: GOOD.map((event) => (event.type === 'http.sample' && event.seq === 20 ? { ...event, outcome: 'reset' } : event)),
	};
	it('keeps the lab of the first trial that fails, and ends there', async () => {
		const { report, labOfCall, slot } = await play([good, bad, good], { keepOnFail: true });
		expect(labOfCall).to.deep.equal([1, 1]);
		expect(slot.takeKept()?.why).to.match(/^quiet, trial 2: “everybody is served” did not hold/);
		expect(report.interrupted).to.deep.equal({ done: 2, of: 3 });
		expect(report.verdict).to.equal('fail');
	});
	it('keeps the lab of a trial that ended with an error, or whose cluster did not come back', async () => {
		for (const script of [lost, ill]) {
			const { report, labOfCall, slot } = await play([script, good], { keepOnFail: true });
			expect(labOfCall).to.deep.equal([1]);
			expect(slot.takeKept()?.why).to.match(/^quiet, trial 1: waited 2 min/);
			expect(report.interrupted).to.deep.equal({ done: 1, of: 2 });
		}
	});
	it('keeps nothing where nothing fails, where a trial could not begin on a used lab, or where nobody asked', async () => {
		const whole = await play([good, good], { keepOnFail: true });
		expect([whole.slot.takeKept(), whole.report.interrupted]).to.deep.equal([null, undefined]);
		const begun = await play([good, notBegun, good], { trials: 2, keepOnFail: true });
		expect([begun.slot.takeKept(), begun.labOfCall]).to.deep.equal([null, [1, 1, 2]]);
		const unasked = await play([bad, good]);
		expect([unasked.slot.takeKept(), unasked.report.trials.length]).to.deep.equal([null, 2]);
	});
	it('keeps what the hosts logged beside the timeline, without secrets, of a trial that ended with an error too', async () => {
		knownSecrets.add('s3cr3t-of-mine');
		try {
			const logged: TimelineEvent = { type: 'host.log', atMs: 1, host: 'docker1', unit: 'docker', text: 'token s3cr3t-of-mine' };
			await play([{ events: [...GOOD, logged] }, { ...lost, events: [...lost.events, { ...logged, host: 'docker2' }] }]);
			const read = (file: string) => readFileSync(join(dir, 'trials', file), 'utf8');
			expect(read('quiet-001.docker1.log')).to.equal('     0.001 s  docker      token (hidden)\n');
			expect(read('quiet-002.docker2.log')).to.equal('     0.001 s  docker      token (hidden)\n');
			expect(read('quiet-001.ndjson')).to.include('"text":"token (hidden)"').and.not.include('s3cr3t');
		} finally {
			knownSecrets.clear();
		}
	});
	it('leaves the cluster alone before each trial, for as long as its seed says', async () => {
		const { leadIns } = await play([good, good]);
		expect(leadIns).to.deep.equal([1, 2].map((trial) => leadInMs(planTrial(DRILL, 's', trial))));
	});
	it('goes on with a fresh lab after a cluster that did not come back, and fails the drill', async () => {
		const { report, labOfCall } = await play([good, lost, good]);
		expect(report.trials.map(({ trial }) => trial)).to.deep.equal([1, 3]);
		expect(report.failedTrials.map(({ trial, cameBack }) => [trial, cameBack])).to.deep.equal([[2, false]]);
		expect(labOfCall).to.deep.equal([1, 1, 2]);
		expect(report.verdict).to.equal('fail');
		expect(report.because).to.include('did not come back: trial 2: waited 2 min');
	});
	it('measures a trial whose cluster did not come back, fails the drill by it, and gives its lab up', async () => {
		const { report, labOfCall } = await play([good, ill, good]);
		expect(report.trials.map(({ trial }) => trial)).to.deep.equal([1, 2, 3]);
		expect(report.failedTrials).to.deep.equal([]);
		expect(labOfCall).to.deep.equal([1, 1, 2]);
		expect(report.verdict).to.equal('fail');
		const converges = report.trials[1]?.invariants.find(({ id }) => id === 'converges');
		expect(converges?.got).to.equal('the cluster did not come back: docker1 and docker2 hold the VIP');
		expect(report.trials[1]?.measurements.http.sent).to.be.greaterThan(0);
	});
	it('leaves a drill that has cost two labs', async () => {
		const { report } = await play([ill, ill, good, good]);
		expect(report.trials).to.have.length(2);
	});
	it('leaves a drill about the mesh undecided in host mode, and its lab untouched', async () => {
		const { report, labOfCall } = await play([good], { drill: { ...DRILL, needs: 'mesh' } });
		expect(sampleReport().environment.publishMode).to.equal('host');
		expect(report.verdict).to.equal('inconclusive');
		expect(report.because).to.match(/routing mesh/);
		expect(labOfCall).to.deep.equal([]);
	});

	it('keeps what was seen of a failed trial', async () => {
		const { report } = await play([lost]);
		expect(report.failedTrials[0]?.timeline).to.equal('trials/quiet-001.ndjson');
		expect(readdirSync(join(dir, 'trials'))).to.deep.equal(['quiet-001.ndjson']);
	});
	it('does not bring a lab up that no trial needs any more', async () => {
		const { slot } = await play([good, lost]);
		expect(slot).to.include({ rebuilds: 0, current: null });
	});
	it('begins a trial again on a fresh lab where the used one was not fit for it', async () => {
		const { report, labOfCall } = await play([good, notBegun, good], { trials: 2 });
		expect(report.trials.map(({ trial }) => trial)).to.deep.equal([1, 2]);
		expect(report).to.include({ verdict: 'pass' });
		expect(labOfCall).to.deep.equal([1, 1, 2]);
	});
	it('notes a trial that could not begin on a fresh lab either', async () => {
		const { report } = await play([notBegun, good], { trials: 2 });
		expect(report.failedTrials.map(({ trial }) => trial)).to.deep.equal([1]);
		expect(report.verdict).to.equal('inconclusive');
	});
	it('leaves a drill that has failed twice', async () => {
		const { report, labOfCall } = await play([lost, lost, good, good]);
		expect(labOfCall).to.deep.equal([1, 2]);
		expect(report.failedTrials).to.have.length(2);
	});
	it('stops where the lab may not be rebuilt again, without losing what was measured', async () => {
		const { report, stopped } = await play([good, lost, good], { maxRebuilds: 0 });
		expect(report.trials).to.have.length(1);
		expect(report.failedTrials.map(({ trial, code }) => [trial, code])).to.deep.equal([
			[2, 'WAIT_TIMED_OUT'],
			[3, 'LAB_FAILED'],
		]);
		expect(stopped).to.have.property('code', 'LAB_FAILED');
	});
	it('shares a drill out among two labs, each trial to one of them', async () => {
		const signal = new AbortController().signal;
		const taken: [lab: number, trial: number][] = [];
		const start = async (number: number): Promise<RunningLab> => ({
			environment: sampleReport().environment,
			async runTrial({ trial }, emit) {
				taken.push([number, trial]);
				await new Promise((resolve) => setTimeout(resolve, 2));
				GOOD.forEach(emit);
			},
			async [Symbol.asyncDispose]() {},
		});
		const options = { spec, trials: 5, seed: 's', signal, progress: () => {} };
		const queue = new TrialQueue(DRILL, options);
		const slots = await Promise.all([1, 2].map((number) => LabSlot.open(() => start(number), signal, 0)));
		await Promise.all(
			slots.map((slot) => runDrill(slot, queue, { dir, timelines: new Map(), soFar: { trialDone: async () => {} } }, options)),
		);
		expect(queue.report(summarizeCluster(spec)).trials.map(({ trial }) => trial)).to.deep.equal([1, 2, 3, 4, 5]);
		expect(new Set(taken.map(([lab]) => lab))).to.deep.equal(new Set([1, 2]));
		expect(taken.map(([, trial]) => trial).toSorted()).to.deep.equal([1, 2, 3, 4, 5]);
	});
	it('ends at once when it is interrupted', async () => {
		const error = await play([lost, good], { abortAt: 1 }).catch((caught: unknown) => caught);
		expect(error).to.have.property('code', 'INTERRUPTED');
	});
	it('reports a drill that found no lab left as inconclusive', () => {
		const queue = new TrialQueue(DRILL, { trials: 3, seed: 's' });
		queue.abandon(new VipdrillError('LAB_FAILED', 'the lab was rebuilt 5 times'));
		const report = queue.report(summarizeCluster(spec));
		expect(report).to.include({ verdict: 'inconclusive' });
		expect(report.failedTrials[0]?.message).to.equal('the lab was rebuilt 5 times');
	});
});
