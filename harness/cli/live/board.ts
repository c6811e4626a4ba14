import { thinHttp } from '../../report/drawing/http-thin.ts';
import { lanesOf, statesAt } from '../../report/drawing/lanes.ts';
import type { HttpSample, TimelineEvent } from '../../timeline/event.ts';
import { isRequest } from '../../timeline/is-request.ts';

/** How long the strip of a host looks back, and what one sign of it stands for. */
const STRIP_SIGNS = 30;
const SIGN_MS = 1000;
/** Over which requests are counted. */
const NOW_MS = 1000;

/** Whose trial it is. */
export interface BoardCluster {
	hosts: readonly string[];
	vip: string;
}

/**
 * A running trial in a few lines: for each host the last half minute (`█` it holds the VIP, `─` it is up, `~` under a fault, `x` down, a space
 * where nothing is known) and its state, then the faults under way and the requests of the last second. Empty before the first event.
 */
export function boardLines(seen: readonly TimelineEvent[], { hosts, vip }: BoardCluster): string[] {
	if (seen.length === 0) return [];
	const nowMs = seen.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
	const events = seen.filter((event) => !isRequest(event)).sort((a, b) => a.atMs - b.atMs);
	const lanes = lanesOf({ events, http: thinHttp([], NOW_MS), hosts, vip, toMs: nowMs + 1 });
	const textsAt = (ms: number) => new Map(statesAt(lanes, ms, 0).map(({ lane, text }) => [`${lane.group} ${lane.label}`, text]));
	const moments = Array.from({ length: STRIP_SIGNS }, (_, i) => nowMs - (STRIP_SIGNS - 1 - i) * SIGN_MS).map((ms) => textsAt(ms));
	const now = textsAt(nowMs);
	const width = Math.max(...hosts.map((host) => host.length), 'faults'.length);
	const rows = hosts.map((host) => {
		const strip = moments.map((texts) => signOf(texts, host)).join('');
		const of = (label: string) => (now.get(`${host} ${label}`) ?? '—').replace(`${label} `, '');
		const holds = of('VIP') === '—' ? '   ' : 'VIP';
		return `${host.padEnd(width)}  ${strip}  ${holds}  ${of('VRRP').padEnd(6)}  dockerd ${of('dockerd').padEnd(8)}  ${of('machine')}`;
	});
	return [
		...rows,
		`${'faults'.padEnd(width)}  ${now.get('faults ') ?? '—'}`,
		`${'HTTP'.padEnd(width)}  ${requestsNow(seen, nowMs)}`,
	];
}

function signOf(texts: ReadonlyMap<string, string>, host: string): string {
	const machine = texts.get(`${host} machine`) ?? '—';
	if (machine === '—') return ' ';
	if (machine === 'down') return 'x';
	if (texts.get(`${host} VIP`) !== '—') return '█';
	return machine === 'up' ? '─' : '~';
}

/** How the requests on fresh connections came out that were done in the last second. */
function requestsNow(seen: readonly TimelineEvent[], nowMs: number): string {
	const done = seen.filter(
		(e): e is HttpSample =>
			e.type === 'http.sample' && e.stream === 'fresh' && e.doneMs > nowMs - NOW_MS && e.outcome !== 'not-sent',
	);
	if (done.length === 0) return 'no request was done in the last second';
	const failed = new Map<string, number>();
	for (const { outcome } of done) if (outcome !== 'ok') failed.set(outcome, (failed.get(outcome) ?? 0) + 1);
	const good = done.filter(({ outcome }) => outcome === 'ok').length;
	return [`${good} of ${done.length} good in the last second`, ...[...failed].map(([outcome, n]) => `${n} ${outcome}`)].join(
		', ',
	);
}
