import type { Client, HttpOutcome, HttpSample } from '../../../timeline/event.ts';
import type { World } from '../world.ts';
import type { Attempt } from './path.ts';

/** One request: its place in its stream, and when it is due. */
export interface Request {
	seq: number;
	dueUs: number;
}

/** Writes down what became of requests of one stream. */
export class Requests {
	constructor(
		private readonly world: World,
		private readonly client: Client,
		private readonly stream: HttpSample['stream'],
		private readonly emit: (event: HttpSample) => void,
	) {}

	done({ seq, dueUs }: Request, outcome: HttpOutcome, doneUs: number, answered: Attempt | null): void {
		const task = outcome === 'ok' ? (answered?.task ?? null) : null;
		this.emit({
			type: 'http.sample',
			atMs: dueUs / 1000,
			client: this.client,
			stream: this.stream,
			seq,
			dueMs: dueUs / 1000,
			sentMs: dueUs / 1000,
			doneMs: doneUs / 1000,
			outcome,
			status: outcome === 'ok' ? 200 : null,
			node: task ? (this.world.machines[task.node]?.name ?? null) : null,
			task: task?.id ?? null,
			tainted: false,
		});
	}
}
