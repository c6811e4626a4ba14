import type { RunWatcher } from '../run/run-drill.ts';
import type { RunClock } from './run-clock.ts';

const CLEAR_LINE = '\r\u001b[2K';

/** One line at the foot of a terminal that says where a run is, renewed each second, with the printed lines above it. */
export class LiveLine implements RunWatcher {
	#timer: NodeJS.Timeout | null = null;
	#shown = false;

	constructor(
		private readonly clock: RunClock,
		private readonly terminal: Pick<NodeJS.WriteStream, 'write' | 'columns'>,
		private readonly dim: (text: string) => string,
	) {}

	/** Prints a line above. */
	say(text: string): void {
		this.#hide();
		this.terminal.write(`${text}\n`);
		this.#show();
	}

	trialBegins(...[drill, trial]: Parameters<RunWatcher['trialBegins']>): void {
		this.clock.trialBegins(drill, trial, performance.now());
		this.#timer ??= setInterval(() => this.#show(), 1000).unref();
		this.#show();
	}

	phase(text: string): void {
		this.clock.phase(text);
		this.#show();
	}

	/** Leaves the terminal to others until the next trial. */
	trialEnds(): void {
		this.clock.trialEnds(performance.now());
		this.close();
	}

	close(): void {
		if (this.#timer) clearInterval(this.#timer);
		this.#timer = null;
		this.#hide();
	}

	#show(): void {
		const line = this.clock.line(performance.now());
		if (line === null) return;
		// A line that wraps could not be cleared again.
		const room = Math.max(20, (this.terminal.columns ?? 80) - 1);
		this.terminal.write(`${CLEAR_LINE}${this.dim([...line].slice(0, room).join(''))}`);
		this.#shown = true;
	}

	#hide(): void {
		if (this.#shown) this.terminal.write(CLEAR_LINE);
		this.#shown = false;
	}
}
