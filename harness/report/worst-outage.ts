import { formatMs } from '../base/units.ts';
import { ownerStretches, ownershipIntervals } from '../measure/ownership.ts';
import type { Span } from '../measure/spans.ts';
import type { OutageWindow } from '../metrics/measurements.ts';
import type { DrillReport, RunReport, TrialReport } from '../results/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { sortByTime } from '../timeline/sort.ts';

/** The longest that customers were cut off in a run. */
export interface WorstOutage {
	drill: string;
	trial: number;
	durationMs: number;
	/** Its end was not seen. */
	atLeast: boolean;
	/** What it was due to, in a sentence. */
	cause: string;
}

interface Found {
	drill: DrillReport;
	trial: TrialReport;
	outage: OutageWindow;
	healing: boolean;
}

/** The worst outage on fresh connections over all trials that are trusted, and its cause as far as the timeline tells; null where nobody was cut off. */
export function worstOutage(
	{ drills, cluster }: RunReport,
	timelines: ReadonlyMap<string, readonly TimelineEvent[]>,
): WorstOutage | null {
	const all = drills.flatMap((drill) =>
		drill.trials
			.filter(({ measurements }) => measurements.trust.trusted)
			.flatMap((trial) => [
				...trial.measurements.http.outages.map((outage): Found => ({ drill, trial, outage, healing: false })),
				...(trial.measurements.failback?.http.outages ?? []).map((outage): Found => ({ drill, trial, outage, healing: true })),
			]),
	);
	const [worst] = all.sort((a, b) => b.outage.durationMs - a.outage.durationMs);
	if (!worst || worst.outage.durationMs <= 0) return null;
	const { drill, trial, outage } = worst;
	return {
		...{ drill: drill.name, trial: trial.trial, durationMs: outage.durationMs, atLeast: outage.firstGoodMs === null },
		cause: causeOf(worst, timelines.get(trial.timeline ?? '') ?? [], cluster.vip),
	};
}

function causeOf({ trial, outage, healing }: Found, events: readonly TimelineEvent[], vip: string): string {
	const fromMs = outage.lastGoodMs ?? (outage.firstGoodMs ?? 0) - outage.durationMs;
	const window = { fromMs, toMs: outage.firstGoodMs ?? fromMs + outage.durationMs };
	const before = trial.faults.filter(({ atMs }) => atMs <= window.toMs);
	const faults = before.filter(({ atMs }) => atMs >= window.fromMs - 1000);
	const named = (faults.length > 0 ? faults : before.slice(-1)).map(
		({ fault, hosts, target }) => `${fault} of ${hosts.join(', ') || target}`,
	);
	const what = named.join(' and ');
	const when = what === '' ? 'Without a fault' : `${healing ? 'After the undoing of' : 'After'} ${what}`;
	const parts = partsOf(sortByTime(events), window, vip);
	const why = parts.length > 0 ? parts.join('; ') : trialWords(trial, healing);
	return `${when}, ${why}.`;
}

/** What went on while customers were cut off. */
function partsOf(events: readonly TimelineEvent[], window: Span, vip: string): string[] {
	if (events.length === 0) return [];
	const stretches = ownerStretches(ownershipIntervals(events, vip), window);
	const lengths = new Map<string, number>();
	for (const { hosts, fromMs, toMs } of stretches) {
		const who = hosts.join(' and ');
		lengths.set(who, (lengths.get(who) ?? 0) + toMs - fromMs);
	}
	const long = [...lengths].filter(([, ms]) => ms >= 50).sort(([, a], [, b]) => b - a);
	const nobody = long.filter(([who]) => who === '').map(([, ms]) => `nobody held the VIP for ${formatMs(ms)}`);
	const owners = long
		.filter(([who]) => who !== '')
		.map(([who, ms], i) => `${who} ${i === 0 ? 'held the VIP ' : ''}for ${formatMs(ms)}`);
	const held = owners.length === 0 ? [] : [`${owners.join(', ')}, and requests failed all the same`];
	const failures = new Map<string, number>();
	for (const e of events)
		if (
			e.type === 'http.sample' &&
			e.stream === 'fresh' &&
			e.client !== 'routed' &&
			e.outcome !== 'ok' &&
			e.dueMs >= window.fromMs &&
			e.dueMs < window.toMs
		)
			failures.set(e.outcome, (failures.get(e.outcome) ?? 0) + 1);
	const outcomes = [...failures].sort(([, a], [, b]) => b - a).map(([outcome, n]) => `${n} ${outcome}`);
	return [...nobody, ...held, ...(outcomes.length > 0 ? [`in all ${outcomes.join(', ')}`] : [])];
}

/** What the figures alone say. */
function trialWords({ measurements: m }: TrialReport, healing: boolean): string {
	if (healing) return 'while the cluster came back; the timeline that would say more was not kept';
	const owner =
		m.newOwner !== null && m.takeoverMs !== null
			? `${m.newOwner} took the VIP over after ${formatMs(m.takeoverMs)}`
			: 'the VIP did not move';
	return `${owner}; the timeline that would say more was not kept`;
}
