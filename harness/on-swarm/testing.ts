import { toFrames } from './frames.ts';
import { pack, type Result, simulateShard, unpackPayload } from './payload.ts';
import { shardOfSlot } from './shards.ts';
import type { JobPart, PartKind, SwarmApi, SwarmNode, SwarmTask } from './swarm-api.ts';

interface FakeService extends JobPart {
	shards: number[];
	atOnce: number;
	secrets: string[];
	tasks: (SwarmTask & { output: string; stderr: string })[];
}

interface ServiceSpec {
	Name: string;
	Labels: Record<string, string>;
	TaskTemplate: { ContainerSpec: { Env: string[]; Secrets: { SecretID: string }[]; Configs: { ConfigID: string }[] } };
	Mode: { ReplicatedJob: { MaxConcurrent: number; TotalCompletions: number } };
}

/**
 * A swarm of plain lists that really simulates. Slots, restarts and lost nodes are as swarmkit has them: slots count from 0, slot 0 reads as the node's ID, a
 * failed task's slot gets another, and a dead node's tasks count as running. Each look at the tasks is a step: what ran is complete at the next.
 */
export class FakeSwarm implements SwarmApi {
	readonly all: SwarmNode[] = ['a', 'b', 'c'].map((name) => ({
		...{ id: `${name}${'0'.repeat(24)}`, name, isUp: true, isActive: true, cpus: 2 },
	}));
	readonly parts: Record<Exclude<PartKind, 'service'>, (JobPart & { data: Buffer })[]> = { secret: [], config: [] };
	services: FakeService[] = [];
	/** What was made and removed, in order. */
	readonly log: string[] = [];
	/** What becomes of a task that ends; complete by default. */
	onEnd: (
		task: SwarmTask,
		shard: number,
		service: FakeService,
	) => { state?: string; error?: string; output?: string; stderr?: string } = () => ({});
	/** Called before anything is answered. */
	onCall: (method: string) => void = () => {};
	/** Whether any node has room. */
	hasRoom = true;
	#count = 0;

	async nodes(): Promise<SwarmNode[]> {
		this.onCall('nodes');
		return this.all.map((node) => ({ ...node }));
	}

	async tasks(id: string): Promise<SwarmTask[]> {
		this.onCall('tasks');
		const service = this.services.find((one) => one.id === id);
		if (!service) return refuse(404);
		for (const task of service.tasks.filter(({ state }) => state === 'running')) this.#end(service, task);
		this.#fill(service);
		return service.tasks.map(({ output: _, stderr: __, ...task }) => ({ ...task }));
	}

	async output(id: string): Promise<{ stdout: string; stderr: string }> {
		this.onCall('output');
		const task = this.services.flatMap(({ tasks }) => tasks).find((one) => one.id === id) ?? refuse(404);
		if (!this.#isUp(task.node)) throw new Error('node is not available');
		return { stdout: task.output, stderr: task.stderr };
	}

	async create(kind: PartKind, spec: object): Promise<string> {
		this.onCall(`create ${kind}`);
		const id = `${kind}-${this.#count++}`;
		const { Name: name, Labels: labels } = spec as ServiceSpec;
		this.log.push(`+${kind} ${name.replace(/^vipdrill-[0-9a-f]{8}/, 'JOB')}`);
		if (kind !== 'service') {
			const data = Buffer.from((spec as { Data: string }).Data, 'base64');
			if (data.length >= 500 * 1024) refuse(400);
			this.parts[kind].push({ id, name, labels, data });
			return id;
		}
		const { TaskTemplate, Mode } = spec as ServiceSpec;
		const [, list = ''] = TaskTemplate.ContainerSpec.Env.find((one) => one.startsWith('VIPDRILL_SHARDS='))?.split('=') ?? [];
		const shards = list.split(',').map(Number);
		if (Mode.ReplicatedJob.TotalCompletions !== shards.length) throw new Error('a slot for each shard');
		const secrets = TaskTemplate.ContainerSpec.Secrets.map(({ SecretID }) => SecretID);
		this.services.push({ id, name, labels, shards, secrets, atOnce: Mode.ReplicatedJob.MaxConcurrent, tasks: [] });
		return id;
	}

	async list(kind: PartKind, label: string): Promise<JobPart[]> {
		this.onCall(`list ${kind}`);
		const [key = '', value] = label.split('=');
		const all: JobPart[] = kind === 'service' ? this.services : this.parts[kind];
		return all.filter(({ labels }) => (value === undefined ? key in labels : labels[key] === value));
	}

	async remove(kind: PartKind, id: string): Promise<void> {
		this.onCall(`remove ${kind}`);
		if (kind === 'secret' && this.services.some(({ secrets }) => secrets.includes(id))) refuse(400);
		if (kind === 'service') this.services = this.services.filter((one) => one.id !== id);
		else this.parts[kind] = this.parts[kind].filter((one) => one.id !== id);
		this.log.push(`-${kind}`);
	}

	/** All that jobs have left. */
	left(): string[] {
		return [...this.services, ...this.parts.secret, ...this.parts.config].map(({ name }) => name);
	}

	#isUp = (node: string | null) => this.all.some(({ id, isUp }) => id === node && isUp);

	#fill(service: FakeService): void {
		const counts = (state: string) => !['failed', 'rejected'].includes(state);
		const taken = new Set(service.tasks.filter(({ state }) => counts(state)).map(({ slot }) => slot));
		const running = service.tasks.filter(({ state }) => ['running', 'pending'].includes(state)).length;
		let free = service.atOnce - running;
		for (const slot of service.shards.keys()) {
			if (taken.has(slot) || free <= 0) continue;
			free -= 1;
			const up = this.all.filter(({ isUp, isActive }) => isUp && isActive);
			const node = this.hasRoom ? (up[this.#count % up.length]?.id ?? null) : null;
			const state = node === null ? 'pending' : 'running';
			const error = node === null ? 'no suitable node (insufficient resources on 3 nodes)' : '';
			service.tasks.push({ id: `task-${this.#count++}`, slot, node, state, error, output: '', stderr: '' });
		}
	}

	#end(service: FakeService, task: FakeService['tasks'][number]): void {
		if (!this.#isUp(task.node)) return;
		const shard = shardOfSlot(task.slot === 0 ? (task.node ?? '') : String(task.slot), service.shards);
		const { state = 'complete', error = '', output, stderr = '' } = this.onEnd({ ...task }, shard, service);
		if (!this.#isUp(task.node)) return;
		Object.assign(task, { state, error, stderr });
		if (state === 'complete') task.output = output ?? this.outputOf(service, shard);
	}

	/** What a task of the shard writes. */
	outputOf({ secrets }: FakeService, shard: number): string {
		const bytes = Buffer.concat(secrets.map((id) => this.parts.secret.find((one) => one.id === id)?.data ?? refuse(404)));
		const result: Result = { outcomes: simulateShard(unpackPayload(bytes), shard) };
		return `${toFrames(shard, pack(result)).join('\n')}\n`;
	}
}

function refuse(statusCode: number): never {
	throw Object.assign(new Error(`(HTTP code ${statusCode})`), { statusCode });
}
