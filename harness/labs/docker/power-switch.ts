import { VipdrillError } from '../../errors.ts';
import { scriptPath } from './agent-machine.ts';
import type { PowerCommand, PowerMessage } from './agents/protocol.ts';
import type { LabContext } from './context.ts';
import { AgentLink } from './observer/agent-link.ts';

/** When a machine's power went, on the engine's clock (milliseconds since the Unix epoch). */
export type PowerCut = Extract<PowerMessage, { kind: 'cut' }>;

/** Makes hosts dead at a known instant and brings them back. */
export class PowerSwitch {
	#nextId = 1;
	private constructor(
		private readonly lab: LabContext,
		private readonly link: AgentLink<PowerCommand, PowerMessage>,
	) {}

	static async open(lab: LabContext): Promise<PowerSwitch> {
		const power = new PowerSwitch(lab, await AgentLink.open(lab, null, scriptPath('power')));
		await power.#ask({ op: 'ping' });
		return power;
	}

	/** Prepares a host for a cut; to be called after every boot. Returns its handle. */
	async plug(host: string, nic: string): Promise<number> {
		const { State: state } = await this.lab.docker.getContainer(this.lab.container(host)).inspect();
		await this.#ask({ op: 'plug', pid: state.Pid, interface: nic });
		return state.Pid;
	}

	/** Cuts a plugged host's power at a time of the engine's clock. Throws FAULT_FAILED where it did not take effect. */
	async cut(pid: number, atEpochMs: number, waitMs: number): Promise<PowerCut> {
		const answer = await this.#ask({ op: 'cut', pid, atMs: atEpochMs }, waitMs + 10_000);
		if (answer.kind !== 'cut') throw new VipdrillError('FAULT_FAILED', `the power switch answered ${answer.kind} to cut`);
		return answer;
	}

	/** Switches a host on. Idempotent: one that runs is left alone. */
	async on(host: string): Promise<void> {
		try {
			await this.lab.docker.getContainer(this.lab.container(host)).start();
		} catch (error) {
			// 304: it runs already.
			if ((error as { statusCode?: number }).statusCode !== 304) throw error;
		}
	}

	close(): void {
		this.link.close();
	}

	async #ask(command: WithoutId<PowerCommand>, timeoutMs?: number): Promise<PowerMessage> {
		const id = this.#nextId++;
		const isAnswer = (message: PowerMessage): message is PowerMessage => message.id === id;
		const answer = await this.link.ask({ ...command, id } as PowerCommand, isAnswer, timeoutMs);
		if (answer.kind === 'error')
			throw new VipdrillError('FAULT_FAILED', `the power switch could not ${command.op}: ${answer.message}`);
		return answer;
	}
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
