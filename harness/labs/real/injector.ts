import { VipdrillError } from '../../base/errors.ts';
import type { Act, FoundProcess, InjectorCommand, InjectorMessage } from './agents/protocol.ts';
import { scriptPath } from './agents/script-path.ts';
import type { Machines } from './machines.ts';
import { AgentLink, harnessNowMs } from './observer/agent-link.ts';

type Answer<K extends InjectorMessage['kind']> = Extract<InjectorMessage, { kind: K }>;

/** When something was done, on the engine's clock (milliseconds since the Unix epoch): it happened between the two. */
export interface Bracket {
	askedMs: number;
	doneMs: number;
}

/** A command that runs longer than this counts as failed. */
const ACT_WITHIN_MS = 60_000;

/** The harness's end of the agent that breaks machines at a known instant (agents/injector.ts). */
export class Injector {
	#nextId = 1;
	private constructor(
		private readonly lab: Machines,
		private link: AgentLink<InjectorCommand, InjectorMessage>,
		private readonly open: () => Promise<AgentLink<InjectorCommand, InjectorMessage>>,
	) {}

	/** Starts the agent. Throws LAB_FAILED where it does not answer. */
	static async open(lab: Machines): Promise<Injector> {
		const open = () => AgentLink.open<InjectorCommand, InjectorMessage>(lab, null, scriptPath('injector'), [lab.id]);
		const injector = new Injector(lab, await open(), open);
		await injector.#ask({ op: 'ping' }, 'pong');
		return injector;
	}

	/** The engine-side end of a host's cable to a segment; another one after every boot. Throws FAULT_FAILED where there is none. */
	async cableOf(host: string, network: string | null = null): Promise<string> {
		const nic = this.lab.nicOf(host, network);
		return (await this.#ask({ op: 'plug', pid: await this.lab.pidOf(host), interface: nic }, 'plugged')).link;
	}

	/** Every process of a machine, those of its containers too. */
	async processesOf(machine: string): Promise<FoundProcess[]> {
		return (await this.#ask({ op: 'processes', pid: await this.lab.pidOf(machine) }, 'processes')).processes;
	}

	/** Acts at a time of the engine's clock, or at once. Throws FAULT_FAILED where an act fails. */
	async act(acts: Act[], atMs = 0): Promise<Bracket> {
		const waitMs = Math.max(0, atMs - harnessNowMs());
		return this.#ask({ op: 'act', acts, atMs }, 'acted', waitMs + ACT_WITHIN_MS);
	}

	/** Cuts a machine's power, given its init and its cable, at a time of the engine's clock. Throws FAULT_FAILED where it did not take effect. */
	async cut(pid: number, link: string, atMs: number): Promise<Answer<'cut'>> {
		const waitMs = Math.max(0, atMs - harnessNowMs());
		return this.#ask({ op: 'cut', pid, link, atMs }, 'cut', waitMs + 10_000);
	}

	close(): void {
		this.link.close();
	}

	async #ask<K extends InjectorMessage['kind']>(
		command: WithoutId<InjectorCommand>,
		kind: K,
		timeoutMs?: number,
	): Promise<Answer<K>> {
		// What is in effect has to be undone, whatever became of the agent that did it.
		if (this.link.hasEnded) this.link = await this.open();
		const id = this.#nextId++;
		const isAnswer = (message: InjectorMessage): message is InjectorMessage => message.id === id;
		const answer = await this.link.ask({ ...command, id } as InjectorCommand, isAnswer, timeoutMs);
		if (answer.kind === kind) return answer as Answer<K>;
		const why = answer.kind === 'error' ? answer.message : `it answered ${answer.kind}`;
		throw new VipdrillError('FAULT_FAILED', `the fault injector could not ${command.op}: ${why}`);
	}
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
