import { element } from './element.ts';
import type { PageLog } from './page-types.ts';

/** Lines that are shown before the cursor, and after it. */
const BEFORE = 6;
const AFTER = 6;

/** What keepalived and dockerd of each host logged about the cursor's time, under a timeline. */
export class LogPanel {
	readonly root: HTMLElement;
	readonly #lines = element('ol', { class: 'lines' });
	readonly #said = element('p', { class: 'soft small' });
	#shown = -1;

	/** `isLinked`: the logs' files stand where the page can lead to them. */
	constructor(
		private readonly log: PageLog,
		private readonly zeroMs: number,
		private readonly clock: (ms: number) => string,
		isLinked: boolean,
	) {
		const files = log.hosts.flatMap(({ host, file }, i) => [
			...(i === 0 ? [] : [', ']),
			isLinked
				? element('a', { href: file.split('/').map(encodeURIComponent).join('/') }, host)
				: element('span', {}, `${host} (${file})`),
		]);
		const cut = log.of > log.lines.length ? `${log.lines.length} of ${log.of} lines are in this page. ` : '';
		this.root = element(
			'details',
			{ class: 'journal', open: '' },
			element('summary', {}, 'Logs of keepalived and dockerd at the cursor'),
			element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Log lines at the cursor' }, this.#lines),
			this.#said,
			element('p', { class: 'soft small' }, `${cut}Whole logs: `, ...files),
		);
		this.point(null);
	}

	/** Shows the lines about a time from the fault; about the fault itself where there is no cursor. */
	point(ms: number | null): void {
		const { lines, hosts } = this.log;
		const atMs = (ms ?? 0) + this.zeroMs;
		const after = lines.findIndex((line) => line.atMs > atMs);
		const next = after < 0 ? lines.length : after;
		if (next === this.#shown) return;
		this.#shown = next;
		const from = Math.max(0, Math.min(next - BEFORE, lines.length - BEFORE - AFTER));
		this.#lines.replaceChildren(
			...lines.slice(from, from + BEFORE + AFTER).map(({ atMs: lineMs, host, unit, text }, i) => {
				const said = [
					element('b', {}, this.clock(lineMs - this.zeroMs)),
					` ${hosts[host]?.host ?? ''} ${unit} `,
					element('span', {}, text),
				];
				return element('li', from + i === next - 1 ? { class: 'near' } : {}, ...said);
			}),
		);
		const last = lines[next - 1];
		this.#said.textContent =
			last === undefined
				? 'Nothing was logged before that time.'
				: 'Marked: the last line before the cursor, or before the fault where there is none.';
	}
}
