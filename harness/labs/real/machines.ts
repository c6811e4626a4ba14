import type Docker from 'dockerode';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import type { CommandOptions, CommandStream } from './command.ts';
import type { Script } from './shell.ts';

/**
 * The machines of a lab that exist: the cluster's hosts, its clients, and whatever stands beside them and breaks them. Drills on real hosts know
 * no more than this, so a lab of another kind of machines has this to implement. A machine goes by its name; null is the side from which the
 * machines themselves are switched, where their first processes and the far ends of their cables can be seen.
 */
export interface Machines {
	/** The lab's. */
	readonly id: string;
	readonly spec: ClusterSpec;

	/** Starts a command. Throws LAB_FAILED where the machine is off. */
	stream(machine: string | null, command: string[]): Promise<CommandStream>;
	/** Runs a command to its end and returns its output. Throws LAB_FAILED unless it exits 0 within the time-out. */
	exec(machine: string, command: string[], options?: CommandOptions): Promise<string>;
	/** The same on the side from which the machines are switched. */
	execBeside(command: string[], options?: CommandOptions): Promise<string>;
	/** Runs a shell script to its end, as `exec` does. */
	run(machine: string, script: Script, options?: CommandOptions): Promise<string>;
	runBeside(script: Script, options?: CommandOptions): Promise<string>;
	/** The API of the Docker engine on a host. */
	inner(host: HostSpec | string): Docker;

	isOn(machine: string): Promise<boolean>;
	/** Switches a host on and plugs it in. Idempotent: one that runs is left alone. Throws WAIT_TIMED_OUT after a minute. */
	switchOn(host: string): Promise<void>;
	/** The first process of a machine, as the switching side counts. Throws LAB_FAILED where the machine is off. */
	pidOf(machine: string): Promise<number>;
	/** Forgets the connections into a machine that went away, and which process it was. */
	forget(machine: string): void;

	/** What a host's NIC is called: that on the customers' segment, or on another. Throws FAULT_FAILED where it has none there. */
	nicOf(host: string, network?: string | null): string;
	/** A machine's hardware address on a segment, as above: a host's, or else the client's. */
	macOf(machine: string, network?: string | null): string;
	/** A machine's IPv4 address on a segment, as above: a host's, or else the client's. */
	addressOf(machine: string, network?: string | null): string;
}
