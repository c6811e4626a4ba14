import type Docker from 'dockerode';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { execIn } from './engine/exec.ts';
import { innerEngine } from './engine/inner.ts';
import { containerName } from './machine.ts';
import type { Privileges } from './privileges.ts';

/** A running lab's names and connections; what every part of it needs. */
export class LabContext {
	readonly #inner = new Map<string, ReturnType<typeof innerEngine>>();

	constructor(
		readonly id: string,
		readonly docker: Docker,
		readonly spec: ClusterSpec,
		readonly privileges: Privileges,
	) {}

	get networkName(): string {
		return `vipdrill-${this.id}`;
	}

	container(machine: string): string {
		return containerName(this.id, machine);
	}

	/** Runs a command on a machine of the lab. */
	exec(machine: string, command: string[], options: { input?: string; timeoutMs?: number } = {}): Promise<string> {
		return execIn(this.docker, this.container(machine), command, options);
	}

	/** The Docker engine inside a host. */
	inner(host: HostSpec | string): Docker {
		const name = typeof host === 'string' ? host : host.name;
		const known = this.#inner.get(name);
		if (known) return known;
		const fresh = innerEngine(this.docker, this.container(name));
		this.#inner.set(name, fresh);
		return fresh;
	}

	/** Drops the connections into a host whose engine went away. */
	forgetInner(name: string): void {
		this.#inner.get(name)?.close();
		this.#inner.delete(name);
	}

	close(): void {
		for (const name of [...this.#inner.keys()]) this.forgetInner(name);
	}
}
