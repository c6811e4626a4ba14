import { z } from 'zod';
import { VipdrillError } from '../../../base/errors.ts';
import { setupCommandLine } from '../../../base/hints.ts';
import { stateDir } from '../../../base/paths.ts';
import { Remembered } from '../remember.ts';
import type { Engine } from './engine.ts';
import { GUEST } from './providers/kinds.ts';

/** The guest did not start, or ended by itself: it does not do on this machine, and set-up goes on without it unless it is asked for by name. */
export class GuestFailed extends VipdrillError {
	/** `reason` is the message in one line, for later runs. */
	constructor(
		message: string,
		readonly reason: string,
		options?: ErrorOptions,
	) {
		super('ENGINE_UNAVAILABLE', message, options);
	}
}

/** What a guest did (a clause without its subject), with the last lines of its console. */
export const guestFailed = (what: string, consoleEnd: string, cause: unknown): GuestFailed =>
	new GuestFailed(`the guest ${what}; its console said last:\n${consoleEnd}`, `it ${what} (${lastWords(consoleEnd)})`, { cause });

/** What a console says of its kernel's end, in one line: the panic with the line before it, which is its cause; else the last line. */
export function lastWords(consoleEnd: string): string {
	const lines = consoleEnd
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
	const panic = lines.findIndex((line) => line.includes('Kernel panic'));
	const words = panic < 0 ? lines.slice(-1) : lines.slice(Math.max(0, panic - 1), panic + 1);
	return words.join('; ') || 'its console said nothing';
}

/** An engine that was to run the guest. */
type Ground = Pick<Engine, 'knownAs' | 'docker'>;

/**
 * What became of guests when they were tried, in the state folder: the same guest (by its disk's name) fails again on the same engine and
 * kernel, so nobody needs to try it unasked. Each has an entry: why it failed, or null where it has booted since.
 */
export class GuestMemory {
	readonly #remembered: Remembered<string | null>;

	constructor(folder: string = stateDir) {
		this.#remembered = new Remembered('guest', z.string().nullable(), folder);
	}

	async failed(ground: Ground, disk: string, reason: string): Promise<void> {
		const { key } = await entryOf(ground, disk);
		this.#remembered.set(key, reason);
	}

	async booted(ground: Ground, disk: string): Promise<void> {
		const { key } = await entryOf(ground, disk);
		if (this.#remembered.get(key) !== undefined) this.#remembered.set(key, null);
	}

	/** Why a guest can't run there, each a sentence that ends with the remedy; empty where it did not fail. */
	async failures(ground: Ground, disk: string): Promise<string[]> {
		return this.#sentences(await entryOf(ground, disk));
	}

	/** The same of an engine that does not run. */
	recalledFailures(knownAs: NonNullable<Engine['knownAs']>, disk: string): string[] {
		return this.#sentences(entryNamed(knownAs, disk));
	}

	#sentences({ key, kernel }: Entry): string[] {
		const reason = this.#remembered.get(key);
		if (!reason) return [];
		const remedy = `\`${setupCommandLine('--engine', GUEST)}\` tries it again and shows its console`;
		return [`the guest was tried on this kernel (${kernel}), and ${reason}; ${remedy}`];
	}
}

interface Entry {
	key: string;
	kernel: string;
}

async function entryOf({ knownAs, docker }: Ground, disk: string): Promise<Entry> {
	if (knownAs) return entryNamed(knownAs, disk);
	const { ID: id, KernelVersion: kernel } = (await docker.info()) as { ID: string; KernelVersion: string };
	return entryNamed({ id, kernel }, disk);
}

const entryNamed = ({ id, kernel }: NonNullable<Engine['knownAs']>, disk: string): Entry => ({
	key: `${id} ${kernel} ${disk}`,
	kernel,
});
