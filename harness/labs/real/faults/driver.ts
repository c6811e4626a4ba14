import type { Fault } from '../../../scenario/fault.ts';
import type { Target } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import type { Bracket, Injector } from '../injector.ts';
import type { Machines } from '../machines.ts';
import type { Script } from '../shell.ts';

/** What faults act on. */
export interface FaultWorld {
	lab: Machines;
	injector: Injector;
	/** The present time on the engine's clock, milliseconds since the Unix epoch. */
	nowMs: () => number;
	/** The hosts that a target means right now. Throws FAULT_FAILED where it means none. */
	resolve: (target: Target) => string[];
	/** A host is about to end: what watches it from inside is not to complain. */
	willEnd: (host: string) => void;
	/** A host has ended, with everything in it. */
	ended: (host: string, atMs: number) => void;
	/** A host boots again; faults that lived in its kernel are there again when this resolves. */
	boots: (host: string, askedMs: number) => Promise<void>;
}

/** A fault that is, or may be, in effect: everything that its undoing needs, also for another process than the one that injected it. */
export interface FaultRecord<F extends Fault = Fault, M = unknown> {
	/** Position of the fault in the drill's list, from 0. */
	index: number;
	fault: F;
	/** What the target resolved to. */
	hosts: string[];
	/** What else the undo needs; plain JSON. */
	memo: M;
}

/** A fault that is ready: nothing has happened yet, and nothing slow is left for the moment itself. */
export interface PreparedFault<M = unknown> {
	memo: M;
	/** Makes it happen at a time of the engine's clock (0: at once). It took effect within the bracket. Throws FAULT_FAILED. */
	fire: (atMs: number) => Promise<Bracket>;
	/** What goes on afterwards until the fault has run its course. Throws FAULT_FAILED where it has not. */
	confirm?: () => Promise<void>;
}

/** How a lab of real hosts injects and undoes one kind of fault. */
export interface FaultDriver<F extends Fault = Fault, M = unknown> {
	prepare(world: FaultWorld, fault: F, hosts: string[], index: number): Promise<PreparedFault<M>>;
	/** Restores the state before. Idempotent, also where the fault never took effect; leaves hosts that are off alone. */
	undo(world: FaultWorld, record: FaultRecord<F, M>): Promise<void>;
	/** Puts what a boot of one of its hosts has swept away in place again. */
	afterBoot?(world: FaultWorld, record: FaultRecord<F, M>, host: string): Promise<void>;
}

/** The memo of a fault whose kind and hosts say it all. */
export type Nothing = Record<string, never>;

/** The hosts that are on. */
export async function thoseOn({ lab }: FaultWorld, hosts: readonly string[]): Promise<string[]> {
	const on = await Promise.all(hosts.map((host) => lab.isOn(host)));
	return hosts.filter((_, i) => on[i]);
}

/** A shell script that is the same for all hosts, or each host's own. */
type HostScript = Script | ((host: string) => Script);

const scriptOf = (script: HostScript, host: string): Script => (typeof script === 'function' ? script(host) : script);

/** Runs a shell script on each of the hosts that are on. Throws LAB_FAILED where one fails. */
export async function onEach(world: FaultWorld, hosts: readonly string[], script: HostScript, timeoutMs?: number): Promise<void> {
	const on = await thoseOn(world, hosts);
	await Promise.all(on.map((host) => world.lab.run(host, scriptOf(script, host), timeoutMs ? { timeoutMs } : {})));
}

/** What fires a fault that consists of the same act on each host, given its init. */
export async function fireOnEach(
	{ lab, injector }: FaultWorld,
	hosts: readonly string[],
	act: (pid: number, host: string) => Act,
) {
	const acts = await Promise.all(hosts.map(async (host) => act(await lab.pidOf(host), host)));
	return (atMs: number) => injector.act(acts, atMs);
}

/** What fires a fault that consists of a shell script on each host. */
export function fireScript(world: FaultWorld, hosts: readonly string[], script: HostScript) {
	return fireOnEach(world, hosts, (pid, host) => scriptAct(pid, scriptOf(script, host)));
}

/** A script in the namespaces of the machine with this init, or with null beside the injector. */
export const scriptAct = (pid: number | null, script: Script): Act => ({ do: 'script', pid, script: script.text });

/** A process of a machine, given the machine's init; both as the engine counts. */
export interface ProcessOf {
	pid: number;
	to: number;
}

/** What fires a fault that consists of a signal to processes, in this order. */
export const fireSignal =
	({ injector }: FaultWorld, processes: readonly ProcessOf[], signal: NodeJS.Signals) =>
	(atMs: number) =>
		injector.act(
			processes.map((process) => ({ do: 'signal', ...process, signal })),
			atMs,
		);
