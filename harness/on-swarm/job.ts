import { setTimeout as sleep } from 'node:timers/promises';
import { heard } from '../base/deadline.ts';
import { messageOf, VipdrillError } from '../base/errors.ts';
import { formatMs } from '../base/units.ts';
import { fromFrames } from './frames.ts';
import { jobService, type Named } from './job-spec.ts';
import { JOB_LABEL, newJobName } from './labels.ts';
import { removeJob } from './remove-job.ts';
import type { SwarmApi, SwarmNode, SwarmTask } from './swarm-api.ts';

/** What a job does. */
export interface JobWork {
	/** Read by every task. */
	payload: Buffer;
	/** How many shards there are in it. */
	shards: number;
	/** What each task runs, compressed. */
	program: Buffer;
}

export interface JobOptions {
	image: string;
	atOnce: number;
	/** Whose it is. */
	labels: Record<string, string>;
	signal: AbortSignal;
	/** Told in a sentence what was lost, and what runs again. */
	say: (text: string) => void;
	/** Between two looks at the tasks, milliseconds. */
	everyMs?: number;
	/** Without a shard that is done, and without a task that runs. */
	patience?: Patience;
}

interface Patience {
	/** From one shard to the next. */
	shardMs: number;
	/** Until some node takes a task. */
	roomMs: number;
}

const EVERY_MS = 300;
/** A shard takes a minute at most on a slow processor; images are pulled before the first. */
const PATIENCE: Patience = { shardMs: 600_000, roomMs: 60_000 };
/** Swarm takes secrets of less than 500 kB (swarmkit, api/validation/secrets.go). */
const SECRET_BYTES = 480 * 1024;
/** As often a shard may fail, or its output not be had, before the job is given up. */
const FAILED_AT_MOST = 3;
const READ_AT_ONCE = 4;
/** A manager's next leader is elected within seconds. */
const MANAGER_SILENT_MS = 45_000;
const STDERR_LINES = 5;

/** A task in these states ended, and Swarm starts no other in its place. */
const GIVEN_UP = ['shutdown', 'orphaned', 'remove'];
const HAS_FAILED = ['failed', 'rejected'];
const HAS_NODE = ['assigned', 'accepted', 'preparing', 'ready', 'starting', 'running', 'complete'];

/**
 * Runs a job on a swarm to its end, and hands over what each shard's task gave back, as they come; ends early where `take` returns false. A task that fails is
 * started again by Swarm, in the same slot. The tasks of a node that is lost are not: the orchestrator of jobs hears of tasks and services only (swarmkit,
 * manager/orchestrator/jobs/orchestrator.go), and they count as running for a day (dispatcher.go, defaultNodeDownPeriod). So these shards run again as a
 * further service, and so do those whose output does not arrive whole. Everything is removed on every way out. Rejects with LAB_FAILED and what the swarm
 * says, or the reason of the interruption.
 */
export async function runJob(
	api: SwarmApi,
	work: JobWork,
	options: JobOptions,
	take: (shard: number, bytes: Buffer) => boolean,
): Promise<void> {
	const job = new Job(api, work, options, take);
	try {
		await job.run();
	} catch (error) {
		await removeJob(api, job.name).catch((left: unknown) => {
			throw new VipdrillError('CLEANUP_FAILED', `${messageOf(error)}; ${messageOf(left)}`, { cause: error });
		});
		throw error;
	}
	await removeJob(api, job.name);
}

class Job {
	readonly name = newJobName();
	readonly #done = new Set<number>();
	/** Tasks that will never give anything back. */
	readonly #lost = new Set<string>();
	/** How often each task's output was not to be had. */
	readonly #unread = new Map<string, number>();
	readonly #services: { id: string; shards: readonly number[] }[] = [];
	#made: { secrets: Named[]; program: Named } | null = null;
	#isEnough = false;
	#progressMs = performance.now();
	#roomMs = performance.now();
	#answeredMs = performance.now();

	constructor(
		private readonly api: SwarmApi,
		private readonly work: JobWork,
		private readonly options: JobOptions,
		private readonly take: (shard: number, bytes: Buffer) => boolean,
	) {}

	async run(): Promise<void> {
		const { signal, everyMs = EVERY_MS } = this.options;
		await this.#start(Array.from({ length: this.work.shards }, (_, i) => i));
		while (!this.#isEnough && this.#done.size < this.work.shards) {
			await heard(sleep(everyMs), signal);
			const seen = await this.#look();
			if (seen) await this.#act(seen.nodes, seen.tasks);
		}
	}

	/** All tasks with their shards; null where no manager answers just now. */
	async #look(): Promise<{ nodes: SwarmNode[]; tasks: Seen[] } | null> {
		try {
			const [nodes, ...tasks] = await heard(
				Promise.all([this.api.nodes(), ...this.#services.map(({ id }) => this.api.tasks(id))]),
				this.options.signal,
			);
			this.#answeredMs = performance.now();
			const seen = tasks.flatMap((some, i) =>
				some.flatMap((task) => ({ ...task, shard: this.#services[i]?.shards[task.slot] ?? -1 })),
			);
			return { nodes, tasks: seen };
		} catch (error) {
			this.options.signal.throwIfAborted();
			if (performance.now() - this.#answeredMs < MANAGER_SILENT_MS) return null;
			throw new VipdrillError('ENGINE_UNAVAILABLE', `the swarm's manager no longer answers: ${messageOf(error)}; run it again`, {
				cause: error,
			});
		}
	}

	async #act(nodes: readonly SwarmNode[], tasks: readonly Seen[]): Promise<void> {
		const up = new Map(nodes.map((node) => [node.id, node]));
		const open = tasks.filter(({ id, shard }) => shard >= 0 && !this.#done.has(shard) && !this.#lost.has(id));
		const gone = open.filter(({ node, state }) => node !== null && !HAS_FAILED.includes(state) && up.get(node)?.isUp !== true);
		for (const { id, state } of open) if (GIVEN_UP.includes(state)) this.#lost.add(id);
		for (const { id } of gone) this.#lost.add(id);
		const readable = open.filter(({ id, state }) => state === 'complete' && !this.#lost.has(id));
		for (let at = 0; at < readable.length && !this.#isEnough; at += READ_AT_ONCE)
			await Promise.all(readable.slice(at, at + READ_AT_ONCE).map((task) => this.#read(task)));
		if (this.#isEnough) return;
		await this.#checkFailures(tasks, up);
		this.#checkPatience(tasks);
		const again = this.#withoutTask(tasks);
		if (again.length === 0) return;
		const names = new Set(gone.map(({ node }) => up.get(node ?? '')?.name ?? 'a node that left the swarm'));
		const why = names.size > 0 ? `${[...names].join(', ')} is lost` : 'what they gave back did not arrive whole';
		this.options.say(`${again.length} of ${this.work.shards} shards run again: ${why}`);
		await this.#start(again);
	}

	async #read(task: Seen): Promise<void> {
		const bytes = await heard(
			this.api.output(task.id).then(
				({ stdout }) => fromFrames(task.shard, stdout),
				() => null,
			),
			this.options.signal,
		);
		if (this.#done.has(task.shard) || this.#isEnough) return;
		if (bytes !== null) {
			this.#done.add(task.shard);
			this.#progressMs = performance.now();
			if (!this.take(task.shard, bytes)) this.#isEnough = true;
			return;
		}
		const times = (this.#unread.get(task.id) ?? 0) + 1;
		this.#unread.set(task.id, times);
		if (times >= FAILED_AT_MOST) this.#lost.add(task.id);
	}

	/** Shards that are not done, and that no task is at work on or will be. */
	#withoutTask(tasks: readonly Seen[]): number[] {
		const known = new Set(tasks.map(({ shard }) => shard));
		const alive = new Set(tasks.filter(({ id }) => !this.#lost.has(id)).map(({ shard }) => shard));
		return [...known].filter((shard) => shard >= 0 && !this.#done.has(shard) && !alive.has(shard)).sort((a, b) => a - b);
	}

	async #checkFailures(tasks: readonly Seen[], nodes: ReadonlyMap<string, SwarmNode>): Promise<void> {
		const failed = tasks.filter(({ state, shard }) => HAS_FAILED.includes(state) && !this.#done.has(shard));
		const lost = tasks.filter(({ id, state, shard }) => state === 'complete' && this.#lost.has(id) && !this.#done.has(shard));
		const worst = failed.find(({ shard }) => failed.filter((other) => other.shard === shard).length >= FAILED_AT_MOST);
		if (worst) {
			const stderr = await this.api.output(worst.id).then(
				(output) => output.stderr.trim().split('\n').slice(-STDERR_LINES).join('\n'),
				() => '',
			);
			const where = nodes.get(worst.node ?? '')?.name ?? 'a node';
			const said = [worst.error || worst.state, stderr].filter((text) => text !== '').join('\n');
			throw new VipdrillError(
				'LAB_FAILED',
				`a task of the job failed ${FAILED_AT_MOST} times, the last on ${where}: ${said}\n${adviceFor(worst.error, this.options.image)}`,
			);
		}
		const mute = lost.find(({ shard }) => lost.filter((other) => other.shard === shard).length >= FAILED_AT_MOST);
		if (mute)
			throw new VipdrillError(
				'LAB_FAILED',
				`what a task gave back did not arrive whole ${FAILED_AT_MOST} times; look at \`docker service logs\` on the manager: no log of a node may be cut or sent elsewhere`,
			);
	}

	#checkPatience(tasks: readonly Seen[]): void {
		const { shardMs, roomMs } = this.options.patience ?? PATIENCE;
		const nowMs = performance.now();
		if (tasks.some(({ id, state }) => HAS_NODE.includes(state) && !this.#lost.has(id))) this.#roomMs = nowMs;
		const image = this.options.image;
		if (nowMs - this.#roomMs > roomMs) {
			const said = tasks.findLast(({ error }) => error !== '')?.error ?? 'it does not say why';
			throw new VipdrillError(
				'LAB_FAILED',
				`no node took a task of the job for ${formatMs(roomMs)}: ${said}. A task wants one processor and ${image}; make room, or run without --on`,
			);
		}
		if (nowMs - this.#progressMs > shardMs)
			throw new VipdrillError(
				'LAB_FAILED',
				`no shard of the job was done for ${formatMs(shardMs)}; look at \`docker service ps\` on the manager, or run without --on`,
			);
	}

	async #start(shards: readonly number[]): Promise<void> {
		const { signal, image, atOnce, labels } = this.options;
		this.#made ??= await this.#makeInput();
		signal.throwIfAborted();
		const name = this.#services.length === 0 ? this.name : `${this.name}-${this.#services.length + 1}`;
		const spec = jobService({ job: this.name, name, image, shards, atOnce, labels, ...this.#made });
		this.#services.push({ id: await this.api.create('service', spec), shards });
		this.#progressMs = this.#roomMs = performance.now();
	}

	/** The payload is secret, for it has the cluster's passwords: only managers' encrypted logs and tasks' memory ever hold it. */
	async #makeInput(): Promise<{ secrets: Named[]; program: Named }> {
		const { payload, program } = this.work;
		const Labels = { ...this.options.labels, [JOB_LABEL]: this.name };
		const make = async (kind: 'secret' | 'config', name: string, bytes: Buffer): Promise<Named> => {
			this.options.signal.throwIfAborted();
			const id = await this.api.create(kind, { Name: name, Labels, Data: bytes.toString('base64') });
			return { id, name };
		};
		const secrets: Named[] = [];
		for (let at = 0; at < payload.length; at += SECRET_BYTES)
			secrets.push(await make('secret', `${this.name}-input-${secrets.length + 1}`, payload.subarray(at, at + SECRET_BYTES)));
		return { secrets, program: await make('config', `${this.name}-program`, program) };
	}
}

type Seen = SwarmTask & { shard: number };

function adviceFor(error: string, image: string): string {
	if (/no such image|pull access denied|not found|manifest unknown/i.test(error))
		return `Name an image with Node 20 that every node has or can pull (--image), or load ${image} on each node: docker save ${image} | ssh NODE docker load.`;
	return 'Run it without --on to see whether it is the swarm or the simulator.';
}
