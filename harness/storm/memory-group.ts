import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../base/until.ts';

const V1 = '/sys/fs/cgroup/memory';
const V2 = '/sys/fs/cgroup';
const STRIKES_WITHIN_MS = 15_000;
const EMPTY_WITHIN_MS = 5000;

/** A control group whose memory can be taken away, so that the kernel kills what is in it. Needs root; both versions of control groups do. */
export class MemoryGroup {
	readonly #folder: string;
	readonly #isV1 = existsSync(V1);

	constructor(name: string) {
		const top = this.#isV1 ? V1 : V2;
		if (!this.#isV1) writeFileSync(join(top, 'cgroup.subtree_control'), '+memory');
		this.#folder = join(top, name);
		mkdirSync(this.#folder, { recursive: true });
	}

	/** Where a process writes its number to enter. */
	get door(): string {
		return join(this.#folder, 'cgroup.procs');
	}

	/** Takes the memory away until `isStruck`. Returns false where the kernel killed nothing in time. */
	async starve(isStruck: () => boolean): Promise<boolean> {
		const [usage, limit] = this.#isV1 ? ['memory.usage_in_bytes', 'memory.limit_in_bytes'] : ['memory.current', 'memory.max'];
		const squeeze = async () => {
			if (isStruck()) return true;
			const used = Number(readFileSync(join(this.#folder, usage), 'utf8'));
			// Version 1 refuses less than what can't be reclaimed, and kills at the next page that somebody wants.
			for (const share of [0.5, 0.9, 1]) if (this.#tryLimit(limit, Math.ceil(used * share))) break;
			return undefined;
		};
		const struck = until('the kernel kills for want of memory', squeeze, { timeoutMs: STRIKES_WITHIN_MS, intervalMs: 50 });
		return struck.catch(() => false);
	}

	#tryLimit(file: string, bytes: number): boolean {
		try {
			writeFileSync(join(this.#folder, file), String(bytes));
			return true;
		} catch {
			return false;
		}
	}

	/** Gives the memory back: an engine that a command has started is in its group, too. */
	relax(): void {
		this.#tryLimit(this.#isV1 ? 'memory.limit_in_bytes' : 'memory.max', this.#isV1 ? -1 : Number.MAX_SAFE_INTEGER);
	}

	/** Removes the group. Returns false where somebody is still in it. */
	async remove(): Promise<boolean> {
		const gone = async () => {
			rmdirSync(this.#folder);
			return true;
		};
		return until('the group is empty', gone, { timeoutMs: EMPTY_WITHIN_MS }).catch(() => false);
	}
}
