import { withDeadline } from '../../../base/deadline.ts';
import type { SwarmNode, TimelineEvent } from '../../../timeline/event.ts';
import { addressOwners, type Task } from '../../common/ingress-tasks.ts';
import type { ObservedState } from '../../common/observed-state.ts';
import type { Machines } from '../machines.ts';
import { harnessNowMs } from './agent-link.ts';

/** What is read of a node (Docker API, GET /nodes; dockerode has no types for it). */
interface Node {
	ID: string;
	Description: { Hostname: string };
	Status: { State: SwarmNode['state'] };
	Spec: { Availability: SwarmNode['availability'] };
	ManagerStatus?: { Leader?: boolean; Reachability: SwarmNode['reachability'] };
}

/** Between two looks; the resolution of everything said about the swarm. */
const SWARM_POLL_MS = 500;
const ANSWER_WITHIN_MS = 2000;

/** Watches the swarm through whichever manager's engine answers, by polling: its event stream says nothing about nodes that go silent. */
export class SwarmWatch {
	#stopped = false;
	/** Who answered last is asked first: one that is frozen costs a time-out. */
	#lastAnswer = '';
	#loop: Promise<void>;

	/** `toClockMs` translates the harness's time to the observer's; `alive` tells which hosts are worth asking. */
	constructor(
		private readonly lab: Machines,
		private readonly alive: (host: string) => boolean,
		private readonly toClockMs: (harnessMs: number) => number,
		private readonly see: (event: TimelineEvent) => void,
		private readonly seen: ObservedState,
	) {
		this.#loop = this.#run();
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		await this.#loop;
	}

	async #run(): Promise<void> {
		while (!this.#stopped) {
			const startedMs = harnessNowMs();
			await this.#lookOnce();
			const restMs = SWARM_POLL_MS - (harnessNowMs() - startedMs);
			await new Promise((resolve) => setTimeout(resolve, Math.max(10, restMs)));
		}
	}

	async #lookOnce(): Promise<void> {
		const managers = this.lab.spec.hosts
			.filter((host) => host.role === 'manager' && this.alive(host.name))
			.sort((a, b) => Number(b.name === this.#lastAnswer) - Number(a.name === this.#lastAnswer));
		for (const { name } of managers) {
			try {
				const engine = this.lab.inner(name);
				const [nodes, tasks] = await withDeadline(
					Promise.all([engine.listNodes(), engine.listTasks()]),
					ANSWER_WITHIN_MS,
					() => new Error(`no answer within ${ANSWER_WITHIN_MS} ms`),
				);
				this.#lastAnswer = name;
				if (!this.#stopped) this.#report(name, nodes as unknown as Node[], tasks as unknown as Task[]);
				return;
			} catch {
				// This one does not answer, or has no quorum; the next may.
				this.lab.forget(name);
			}
		}
	}

	#report(seenBy: string, nodes: Node[], tasks: Task[]): void {
		const atMs = this.toClockMs(harnessNowMs());
		const names = new Map(nodes.map((node) => [node.ID, node.Description.Hostname]));
		for (const node of nodes) {
			this.see({
				type: 'swarm.node',
				atMs,
				node: names.get(node.ID) ?? '?',
				state: node.Status.State,
				availability: node.Spec.Availability,
				reachability: node.ManagerStatus?.Reachability ?? null,
				seenBy,
			});
		}
		const leader = nodes.find((node) => node.ManagerStatus?.Leader);
		this.see({ type: 'swarm.leader', atMs, node: leader ? (names.get(leader.ID) ?? null) : null, seenBy });
		this.seen.keepTasks(new Set(tasks.map((task) => task.ID)));
		this.seen.addresses = addressOwners(tasks, names);
		for (const task of tasks) {
			this.see({
				type: 'swarm.task',
				atMs,
				task: task.ID,
				service: task.ServiceID,
				node: names.get(task.NodeID ?? '') ?? null,
				state: task.Status.State,
				desiredState: task.DesiredState,
				...(task.Status.Err ? { error: task.Status.Err } : {}),
				seenBy,
			});
		}
	}
}
