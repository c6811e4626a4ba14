import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startOf } from '../owner.ts';

/** The mark of an engine that is kept whether or not anybody uses it. */
const KEPT = 'kept';

/** Which processes use an engine: a file for each use in a folder, named after the process, so that what a killed one leaves says so itself. */
export class Users {
	#count = 0;
	/** `folder` need not exist yet. */
	constructor(private readonly folder: string) {}

	/** Enters this process, as often as it likes. Returns how to take that back. */
	enter(): () => void {
		mkdirSync(this.folder, { recursive: true });
		this.#count += 1;
		const file = join(this.folder, `${process.pid}-${startOf(process.pid)}-${this.#count}`);
		writeFileSync(file, '');
		return () => rmSync(file, { force: true });
	}

	/** Keeps the engine without users too. */
	keep(): void {
		mkdirSync(this.folder, { recursive: true });
		writeFileSync(join(this.folder, KEPT), '');
	}

	get isKept(): boolean {
		return this.#names().includes(KEPT);
	}

	/** The PIDs that use it and live, each once; this process's own too. */
	living(): number[] {
		const uses = this.#names()
			.map((name) => /^(\d+)-(\d+)-\d+$/.exec(name))
			.flatMap((match) => (match ? [{ pid: Number(match[1]), start: match[2] ?? '' }] : []));
		return [...new Set(uses.filter(isAlive).map(({ pid }) => pid))];
	}

	#names(): string[] {
		try {
			return readdirSync(this.folder);
		} catch {
			return [];
		}
	}
}
