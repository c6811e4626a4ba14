import type Docker from 'dockerode';
import { type LogFrame, logFrames } from '../labs/docker/engine/log-frames.ts';

/** A node of the swarm. */
export interface SwarmNode {
	id: string;
	name: string;
	/** Whether the managers hear of it; where not, what runs on it is lost. */
	isUp: boolean;
	/** Whether it takes tasks, too. */
	isActive: boolean;
	/** As the node counts. */
	cpus: number;
}

/** A task of a job. */
export interface SwarmTask {
	id: string;
	/** From 0. */
	slot: number;
	node: string | null;
	/** As Swarm calls it: pending, running, complete, failed, rejected, … */
	state: string;
	/** What Swarm says of it; empty where nothing is wrong. */
	error: string;
}

/** Something of a job's that a swarm keeps. */
export interface JobPart {
	id: string;
	name: string;
	labels: Record<string, string>;
}

export const PART_KINDS = ['service', 'secret', 'config'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** What a job asks of a swarm's manager. */
export interface SwarmApi {
	nodes(): Promise<SwarmNode[]>;
	tasks(service: string): Promise<SwarmTask[]>;
	/** What a task has written until now, as its node tells; rejects where that is gone or silent. */
	output(task: string): Promise<{ stdout: string; stderr: string }>;
	/** Makes a part, and gives its id. `spec` as in Docker's API. */
	create(kind: PartKind, spec: object): Promise<string>;
	/** Those with a label. */
	list(kind: PartKind, label: string): Promise<JobPart[]>;
	/** Idempotent. */
	remove(kind: PartKind, id: string): Promise<void>;
}

/** A node that does not answer is given up; one that is dead is not known to be for 15 s. */
const OUTPUT_WITHIN_MS = 20_000;

/** The same of a real one. */
export function swarmApi(docker: Docker): SwarmApi {
	const handle = (kind: PartKind, id: string): { remove(): Promise<unknown> } =>
		({ service: () => docker.getService(id), secret: () => docker.getSecret(id), config: () => docker.getConfig(id) })[kind]();
	return {
		async nodes() {
			return (await docker.listNodes()).map(({ ID: id, Description, Status, Spec }): SwarmNode => {
				const isUp = Status?.State !== 'down';
				const isActive = Status?.State === 'ready' && Spec?.Availability === 'active';
				const cpus = Math.floor((Description?.Resources?.NanoCPUs ?? 0) / 1e9);
				return { id, name: Description?.Hostname ?? id, isUp, isActive, cpus };
			});
		},
		async tasks(service) {
			const found = await docker.listTasks({ filters: { service: [service] } });
			return found.map(({ ID: id, Slot, NodeID, Status }): SwarmTask => {
				// The API leaves slot 0 out.
				return { id, slot: Slot ?? 0, node: NodeID ?? null, state: Status.State, error: Status.Err ?? '' };
			});
		},
		async output(task) {
			const options = { stdout: true, stderr: true, abortSignal: AbortSignal.timeout(OUTPUT_WITHIN_MS) };
			const bytes = (await (docker.getTask(task) as unknown as LoggedTask).logs(options)) as Buffer;
			return demultiplexed(bytes);
		},
		async create(kind, spec) {
			const made = await {
				service: () => docker.createService(spec as Docker.CreateServiceOptions),
				secret: () => docker.createSecret(spec),
				config: () => docker.createConfig(spec),
			}[kind]();
			return (made as { id: string }).id;
		},
		async list(kind, label) {
			const filters = { label: [label] };
			const found = (await {
				service: () => docker.listServices({ filters }),
				secret: () => docker.listSecrets({ filters }),
				config: () => docker.listConfigs({ filters }),
			}[kind]()) as { ID?: string; Spec?: { Name?: string; Labels?: Record<string, string> } }[];
			return found.map(({ ID = '', Spec }) => ({ id: ID, name: Spec?.Name ?? ID, labels: Spec?.Labels ?? {} }));
		},
		async remove(kind, id) {
			try {
				await handle(kind, id).remove();
			} catch (error) {
				if ((error as { statusCode?: number }).statusCode !== 404) throw error;
			}
		},
	};
}

/** dockerode has it, and its types have not. */
interface LoggedTask {
	logs(options: object): Promise<unknown>;
}

/** What a task has written, each stream by itself. */
export function demultiplexed(bytes: Buffer): { stdout: string; stderr: string } {
	const frames = [...logFrames(bytes)];
	const of = (stream: LogFrame['stream']) =>
		Buffer.concat(frames.flatMap((frame) => (frame.stream === stream ? [frame.content] : []))).toString();
	return { stdout: of('stdout'), stderr: of('stderr') };
}
