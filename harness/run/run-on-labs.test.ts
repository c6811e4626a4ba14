import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { RunningLab } from '../labs/lab.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { killMasterTimeline } from '../measure/testing.ts';
import { sampleReport } from '../report/testing.ts';
import { EngineWatch } from './engine-watch.ts';
import { readRun } from './read-run.ts';
import { createRunFolder } from './run-folder.ts';
import { ownerOfLabs, runOnLabs } from './run-on-labs.ts';

const DRILL = sampleReport().drills[0]?.spec ?? expect.fail();

describe('runOnLabs', () => {
	let root: string;
	let spec: ClusterSpec;
	before(async () => {
		spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	});
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-labs-'));
	});
	afterEach(() => rmSync(root, { recursive: true }));

	interface Play {
		trials?: number;
		labs?: number;
		/** What is done at the begin of a trial, by its number. */
		onTrial?: (trial: number, abort: AbortController, engine: string) => unknown;
		/** Labs that cannot be removed, by their numbers. */
		stuck?: number[];
		keepOnFail?: boolean;
		/** Names of the engines that the labs are on, by their numbers from 1. */
		engines?: string[];
		/** Of those, which answer no more; may grow as it goes. */
		gone?: string[];
		/** Labs that do not come up, by their numbers. */
		notUp?: number[];
	}
	const TIMING = { everyMs: 5, answerWithinMs: 100, lostAfterMs: 20 };
	async function play({
		trials = 2,
		engines = [],
		labs = Math.max(1, engines.length),
		onTrial = () => {},
		stuck = [],
		keepOnFail = false,
		gone = [],
		notUp = [],
	}: Play) {
		const letGo: number[] = [];
		const abort = new AbortController();
		const removed: number[] = [];
		const said: string[] = [];
		const ping = (name: string) => (gone.includes(name) ? Promise.reject(new Error('ECONNREFUSED')) : Promise.resolve());
		const watches = engines.map((name) => new EngineWatch(name, () => ping(name), TIMING).start());
		const start = async (number: number): Promise<RunningLab> => {
			if (notUp.includes(number)) throw new Error(`lab ${number} did not come up`);
			return labOf(number);
		};
		const labOf = (number: number): RunningLab => ({
			environment: sampleReport().environment,
			async runTrial({ trial }, emit, { signal }) {
				const engine = engines[number - 1] ?? '';
				await onTrial(trial, abort, engine);
				abort.signal.throwIfAborted();
				const events = killMasterTimeline().map((event) =>
					event.type === 'trial.started' && engine ? { ...event, engine } : event,
				);
				// One whose engine is gone stops in its middle, and says so or not.
				events.slice(0, gone.includes(engine) ? 5 : undefined).forEach(emit);
				if (gone.includes(engine))
					await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
			},
			async letGo() {
				letGo.push(number);
				return { id: `lab${number}`, machines: ['docker1'] };
			},
			async [Symbol.asyncDispose]() {
				if (stuck.includes(number)) throw new Error(`lab ${number} could not be removed: busy`);
				removed.push(number);
			},
		});
		const folder = createRunFolder(root, 's', 'run');
		const options = {
			spec,
			drills: [DRILL],
			trials,
			labs,
			seed: 's',
			rerun: '',
			reportsDir: root,
			renderer: 'silent' as const,
			signal: abort.signal,
			progress: (text: string) => said.push(text),
			keepOnFail,
		};
		const outcome = await runOnLabs(start, options, folder, watches).catch((error: unknown) => error);
		for (const watch of watches) watch[Symbol.dispose]();
		return { outcome, removed, letGo, said, dir: folder.dir };
	}

	it('has a whole run.json on the disk after every trial', async () => {
		const found: unknown[] = [];
		const reads: Promise<void>[] = [];
		const { outcome, dir } = await play({
			trials: 3,
			onTrial: () => {
				reads.push(readRun(join(root, 'run')).then(({ interrupted, verdict }) => void found.push({ interrupted, verdict })));
			},
		});
		await Promise.all(reads);
		expect(found).to.deep.equal([
			{ interrupted: { done: 0, of: 3 }, verdict: 'inconclusive' },
			{ interrupted: { done: 1, of: 3 }, verdict: 'fail' },
			{ interrupted: { done: 2, of: 3 }, verdict: 'fail' },
		]);
		expect(outcome).to.have.property('notRemoved', null);
		expect(await readRun(dir)).not.to.have.property('interrupted');
	});
	it('keeps what was measured where it is interrupted, and removes the lab first', async () => {
		const { outcome, removed, said, dir } = await play({
			trials: 3,
			onTrial: (trial, abort) => trial === 2 && abort.abort(new VipdrillError('INTERRUPTED', 'interrupted')),
		});
		expect(outcome).to.have.property('code', 'INTERRUPTED');
		expect(removed).to.deep.equal([1]);
		expect((await readRun(dir)).interrupted).to.deep.equal({ done: 1, of: 3 });
		expect(said).to.include(`after 1 of 3 trials; what they showed is in ${dir}`);
	});
	it('tells of a lab that could not be removed, removes the other, and keeps the report', async () => {
		const { outcome, removed, dir } = await play({ labs: 2, stuck: [1] });
		expect(outcome).to.have.property('notRemoved').that.has.property('message', 'lab 1 could not be removed: busy');
		expect(removed).to.deep.equal([2]);
		expect((await readRun(dir)).drills[0]?.trials).to.have.length(2);
	});
	it('lets go of the lab that is kept, removes the others, and says which', async () => {
		const { outcome, removed, letGo, said, dir } = await play({ trials: 4, keepOnFail: true });
		expect([letGo, removed]).to.deep.equal([[1], []]);
		const { kept } = outcome as { kept: { id: string; why: string }[] };
		expect(kept.map(({ id, why }) => [id, why.split(':')[0]])).to.deep.equal([['lab1', `${DRILL.name}, trial 1`]]);
		expect(said).to.include('lab lab1 stays').and.not.include('removing the lab');
		expect((await readRun(dir)).interrupted).to.deep.equal({ done: 1, of: 4 });
	});
	describe('on several engines', () => {
		const placesIn = async (dir: string) => (await readRun(dir)).drills[0]?.trials.map(({ trial, engine }) => [trial, engine]);

		it('says of each trial where it ran, in its timeline and in run.json', async () => {
			const begun = { one: false, two: false } as Record<string, boolean>;
			const onTrial = async (_: number, __: AbortController, engine: string) => {
				begun[engine] = true;
				while (!begun.one || !begun.two) await new Promise((resolve) => setTimeout(resolve, 5));
			};
			const { dir } = await play({ trials: 2, engines: ['one', 'two'], onTrial });
			expect(await placesIn(dir)).to.deep.equal([
				[1, 'one'],
				[2, 'two'],
			]);
			expect(readFileSync(join(dir, 'trials/kill-master-002.ndjson'), 'utf8')).to.match(
				/"engine":"two".*"type":"trial.started"|"type":"trial.started".*"engine":"two"/,
			);
		});
		it('runs the trial of an engine that is lost on another, though that had nothing left to do', async () => {
			const gone: string[] = [];
			let others = 0;
			const onTrial = async (_: number, __: AbortController, engine: string) => {
				if (engine === 'one') others += 1;
				else {
					// The other engine is through with all else by then.
					while (others < 2) await new Promise((resolve) => setTimeout(resolve, 5));
					gone.push('two');
				}
			};
			const { outcome, said, dir } = await play({ trials: 3, engines: ['one', 'two'], onTrial, gone });
			const report = await readRun(dir);
			expect(report.drills[0]?.failedTrials).to.deep.equal([]);
			expect(await placesIn(dir)).to.deep.equal([
				[1, 'one'],
				[2, 'one'],
				[3, 'one'],
			]);
			expect(said.filter((line) => line.includes('is lost'))).to.have.length(1);
			expect(said.join('\n')).to.match(
				/^lab 2 on two: kill-master, trial 2 of 3: engine two is lost: .*; the trial is run again$/m,
			);
			expect(report.environment.engines?.map(({ name, lost }) => [name, lost?.slice(0, 18)])).to.deep.equal([
				['one', undefined],
				['two', 'engine two is lost'],
			]);
			expect(outcome).to.have.property('stopped', null);
			expect((outcome as { notRemoved: Error }).notRemoved.message).to.equal(
				"what is left on engine two can't be removed, for it does not answer; run `vipdrill clean` once it does",
			);
			const timeline = readFileSync(join(dir, 'trials/kill-master-002.ndjson'), 'utf8');
			expect(timeline.match(/trial\.started/g), 'nothing is left of the first attempt').to.have.length(1);
		});
		it('runs a trial again whose connection broke, and removes its lab', async () => {
			const gone: string[] = [];
			let isFirst = true;
			const onTrial = async (trial: number) => {
				if (trial !== 2 || !isFirst) return;
				isFirst = false;
				gone.push('two');
				await new Promise((resolve) => setTimeout(resolve, 12));
				gone.pop();
				throw new VipdrillError('LAB_FAILED', 'the way into the machines broke');
			};
			const { outcome, removed, dir } = await play({ trials: 2, engines: ['one', 'two'], onTrial, gone });
			expect((await readRun(dir)).drills[0]?.failedTrials).to.deep.equal([]);
			expect(outcome).to.include({ stopped: null, notRemoved: null });
			expect(removed, 'the lab that was cut off, too').to.include(2);
		});
		it('keeps a trial that failed while its engine was there all the time', async () => {
			const onTrial = (trial: number) => {
				if (trial === 2) throw new VipdrillError('LAB_FAILED', 'the injector did not answer');
			};
			const { dir } = await play({ trials: 2, engines: ['one', 'two'], onTrial });
			expect((await readRun(dir)).drills[0]?.failedTrials.map(({ trial }) => trial)).to.deep.equal([2]);
		});
		it('goes on without one that is lost while its lab comes up, and says what may be left there', async () => {
			const { outcome, said, dir } = await play({ trials: 2, engines: ['one', 'two'], gone: ['two'], notUp: [2] });
			expect(await placesIn(dir)).to.deep.equal([
				[1, 'one'],
				[2, 'one'],
			]);
			expect(said.join('\n')).to.match(/^engine two is lost: .*; the run goes on without it$/m);
			expect((outcome as { notRemoved: Error }).notRemoved.message).to.include("what the bring-up left there can't be removed");
		});
		it('ends where a lab does not come up on an engine that is there', async () => {
			const { outcome, removed } = await play({ trials: 2, engines: ['one', 'two'], notUp: [2] });
			expect([(outcome as Error).message, removed]).to.deep.equal(['lab 2 did not come up', [1]]);
		});
		it('ends where all are lost, with what there is', async () => {
			const gone: string[] = [];
			const onTrial = () => void gone.push('one', 'two');
			const { outcome, dir } = await play({ trials: 2, engines: ['one', 'two'], onTrial, gone });
			expect((outcome as { stopped: Error }).stopped.message).to.match(/^engine (one|two) is lost/);
			const [drill] = (await readRun(dir)).drills;
			expect([drill?.trials.length, drill?.verdict]).to.deep.equal([0, 'inconclusive']);
		});
	});
	it('says in the labels of its labs whether it may leave one', () => {
		expect(ownerOfLabs({ keepOnFail: true })).to.include({ leaves: true, pid: process.pid, kept: false });
		expect(ownerOfLabs({})).not.to.have.property('leaves');
	});
	it('removes what was to be kept where the run is interrupted', async () => {
		const { outcome, removed, letGo } = await play({
			...{ trials: 4, labs: 2, keepOnFail: true },
			// The one lab's trial has failed by then, the other's goes on.
			onTrial: (trial, abort) => trial === 2 && abort.abort(new VipdrillError('INTERRUPTED', 'interrupted')),
		});
		expect(outcome).to.have.property('code', 'INTERRUPTED');
		expect([letGo, removed.sort()]).to.deep.equal([[], [1, 2]]);
	});
	it('says of an interrupted run too that its lab is still there', async () => {
		const { outcome } = await play({
			stuck: [1],
			onTrial: (_, abort) => abort.abort(new VipdrillError('INTERRUPTED', 'interrupted')),
		});
		expect(outcome).to.deep.include({ code: 'CLEANUP_FAILED', message: 'lab 1 could not be removed: busy' });
	});
});
