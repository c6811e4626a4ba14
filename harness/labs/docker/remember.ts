import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { stateDir } from '../../base/paths.ts';
import { ensureState } from '../../base/state-folder.ts';

/** What was found out about engines and is dear to find out again: a JSON file a question in the state folder, an entry an engine. */
export class Remembered<T> {
	readonly #folder: string;
	readonly #file: string;
	readonly #entries: z.ZodType<Record<string, T>>;

	/** `question` names the file; an entry that `answer` does not allow counts as unknown, with its whole file. */
	constructor(question: string, answer: z.ZodType<T>, folder: string = stateDir) {
		this.#folder = folder;
		this.#file = join(folder, `${question}.json`);
		this.#entries = z.record(z.string(), answer);
	}

	get(key: string): T | undefined {
		return this.#read()[key];
	}

	set(key: string, answer: T): void {
		ensureState(this.#folder);
		writeFileSync(this.#file, `${JSON.stringify({ ...this.#read(), [key]: answer }, null, '\t')}\n`);
	}

	/** A memory that can't be read is none. */
	#read(): Record<string, T> {
		try {
			return this.#entries.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
		} catch {
			return {};
		}
	}
}
