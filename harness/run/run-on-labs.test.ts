import { mkdtempSync, rmSync } from 'node:fs';
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
		onTrial?: (trial: number, abort: AbortController) => void;
		/** Labs that cannot be removed, by their numbers. */
		stuck?: number[];
		keepOnFail?: boolean;
	}
	async function play({ trials = 2, labs = 1, onTrial = () => {}, stuck = [], keepOnFail = false }: Play) {
		const letGo: number[] = [];
		const abort = new AbortController();
		const removed: number[] = [];
		const said: string[] = [];
		const start = async (number: number): Promise<RunningLab> => ({
			environment: sampleReport().environment,
			async runTrial({ trial }, emit) {
				onTrial(trial, abort);
				abort.signal.throwIfAborted();
				killMasterTimeline().forEach(emit);
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
		const outcome = await runOnLabs(start, options, folder).catch((error: unknown) => error);
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
