import type { ServerResponse } from 'node:http';
import { assemble } from '../../report/formats/html.ts';
import { paragraph } from '../../report/html-parts.ts';
import type { LiveMessage } from '../../report/page/live-types.ts';
import { pageAssets } from '../../report/page-script.ts';
import { eventWithoutSecrets, withoutSecrets } from '../../results/redact.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { COMMON, LoopbackServer, sendPage } from './loopback-server.ts';

/** How long events are gathered before they are sent. */
const BATCH_MS = 200;

/** Serves the live page on loopback, and tells it by server-sent events what goes on. A page that comes late is told what it has missed of the trial. */
export class LiveServer implements AsyncDisposable {
	/** What a page that comes late must know: the cluster, the lines said, the trial under way and its events. */
	readonly #lines: LiveMessage[] = [];
	#begun: LiveMessage[] = [];
	#events: TimelineEvent[] = [];
	#batch: TimelineEvent[] = [];
	#timer: NodeJS.Timeout | null = null;
	readonly #readers = new Set<ServerResponse>();

	#server: LoopbackServer | null = null;

	private constructor(private readonly page: string) {}

	/** Listens on 127.0.0.1; port 0 takes a free one. Throws InputError where the port is taken. */
	static async start(port: number): Promise<LiveServer> {
		const page = assemble('Live', BODY, {}, await pageAssets('live'), "; connect-src 'self'");
		const live = new LiveServer(page);
		live.#server = await LoopbackServer.start(port, '--serve', (path, response) => live.#answer(path, response));
		return live;
	}

	get url(): string {
		return this.#server?.url ?? '';
	}

	/** The next cluster's turn. */
	cluster(name: string, hosts: readonly string[], vip: string): void {
		this.#begun = [{ kind: 'cluster', name, hosts: [...hosts], vip }];
		this.#tell(this.#begun);
	}

	trialBegins(drill: string, trial: number): void {
		this.#flush();
		this.#events = [];
		const message: LiveMessage = { kind: 'trial', drill, trial };
		this.#begun = [...this.#begun.filter(({ kind }) => kind === 'cluster'), message];
		this.#tell([message]);
	}

	event(event: TimelineEvent): void {
		const clean = eventWithoutSecrets(event);
		this.#events.push(clean);
		this.#batch.push(clean);
		this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
	}

	/** A line that the terminal shows too. */
	say(text: string): void {
		const message: LiveMessage = { kind: 'line', text: withoutSecrets(text) };
		this.#lines.push(message);
		this.#flush();
		this.#tell([message]);
	}

	/** Tells the pages that the run is over, and ends. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#flush();
		this.#tell([{ kind: 'end' }]);
		for (const reader of this.#readers) reader.end();
		await this.#server?.[Symbol.asyncDispose]();
	}

	#flush(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		if (this.#batch.length > 0) this.#tell([{ kind: 'events', events: this.#batch }]);
		this.#batch = [];
	}

	#tell(messages: readonly LiveMessage[], readers: Iterable<ServerResponse> = this.#readers): void {
		for (const reader of readers) for (const message of messages) reader.write(`data: ${JSON.stringify(message)}\n\n`);
	}

	#answer(path: string, response: ServerResponse): void {
		if (path === '/') return void sendPage(response, this.page);
		if (path !== '/events') return void response.writeHead(404).end();
		response.writeHead(200, { ...COMMON, 'content-type': 'text/event-stream' });
		this.#flush();
		const missed: LiveMessage[] = this.#events.length > 0 ? [{ kind: 'events', events: this.#events }] : [];
		this.#tell([{ kind: 'reset' }, ...this.#lines, ...this.#begun, ...missed], [response]);
		this.#readers.add(response);
		response.on('close', () => this.#readers.delete(response));
	}
}

const BODY = [
	'<main><div class="top"><h1>Live</h1><span class="badge inconclusive" id="state">connecting</span></div>',
	paragraph('Nothing runs yet.', 'soft').replace('<p', '<p id="where"'),
	'<section class="side"><div class="scroll" tabindex="0" role="region" aria-label="Present state"><table><caption class="hidden">Present state</caption><tbody id="now"></tbody></table></div><div id="drawing"></div></section>',
	'<h2>What the terminal says</h2><ol class="log" id="log"></ol>',
	'<p class="soft small" id="keys">Arrow keys move the cursor, plus and minus zoom, Enter shows the events.</p></main>',
].join('\n');
