import type { RunWatcher } from '../run/options.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { type BoardCluster, boardLines } from './live/board.ts';
import type { RunClock } from './run-clock.ts';

const CLEAR_LINE = '\r\u001b[2K';
const CLEAR_LINE_ABOVE = '\u001b[1A\u001b[2K';

/** Some lines at the foot of a terminal, renewed each second, with the printed lines above them: the hosts' lanes while a trial runs, and where the run is. */
export class LiveLine implements RunWatcher {
	#timer: NodeJS.Timeout | null = null;
	/** How many lines stand at the foot. */
	#shown = 0;
	#events: TimelineEvent[] = [];
	#cluster: BoardCluster = { hosts: [], vip: '' };

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

	/** The next cluster's turn. */
	clusterBegins(cluster: BoardCluster): void {
		this.#cluster = cluster;
	}

	event(event: TimelineEvent): void {
		this.#events.push(event);
	}

	trialBegins(...[drill, trial]: Parameters<RunWatcher['trialBegins']>): void {
		this.#events = [];
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
		const lines = [...boardLines(this.#events, this.#cluster), line].map((text) => [...clean(text)].slice(0, room).join(''));
		this.terminal.write(this.#clearing() + lines.map(this.dim).join('\n'));
		this.#shown = lines.length;
	}

	#hide(): void {
		if (this.#shown > 0) this.terminal.write(this.#clearing());
		this.#shown = 0;
	}

	#clearing(): string {
		return CLEAR_LINE + CLEAR_LINE_ABOVE.repeat(Math.max(0, this.#shown - 1));
	}
}

/** What others wrote must not steer the terminal. */
const clean = (text: string) => text.replace(/\p{Cc}+/gu, ' ');
