import { trialSpans } from '../measure/spans.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { sortByTime } from '../timeline/sort.ts';
import { closeUp } from './close-up.ts';
import { STYLE } from './html-style.ts';
import { timelineSvg } from './html-timeline.ts';
import type { DrillReport, RunReport, TrialReport } from './run-report.ts';

/** A trial and the drill that it is of. */
export interface ShownTrial {
	drill: DrillReport;
	trial: TrialReport;
}

/** The trial that says most about a run: of the worst drill, the one with the longest outage; null where there is none. */
export function worstTrial({ drills }: RunReport): ShownTrial | null {
	const badness = { fail: 2, inconclusive: 1, pass: 0 };
	const all = drills.flatMap((drill) => drill.trials.map((trial) => ({ drill, trial })));
	const outage = ({ trial }: ShownTrial) => trial.measurements.http.outageMs ?? 0;
	const [worst] = all.sort((a, b) => badness[b.drill.verdict] - badness[a.drill.verdict] || outage(b) - outage(a));
	return worst ?? null;
}

/** A trial's fault, close up, as an SVG file of its own: light and dark by the reader's preference, no scripts, nothing from the network. */
export function timelineFile(report: RunReport, { trial }: ShownTrial, events: readonly TimelineEvent[]): string {
	const sorted = sortByTime(events);
	const { trial: whole, fault } = trialSpans(sorted);
	const svg = timelineSvg({
		events: sorted,
		measurements: trial.measurements,
		hosts: report.cluster.hosts.map(({ name }) => name),
		vip: report.cluster.vip,
		window: fault ? closeUp(trial, fault.atMs, whole) : whole,
	});
	const [, width = '1100', height = '300'] = /viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"/.exec(svg) ?? [];
	const outer = `xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
	return `<svg ${outer}><style>${STYLE}</style><rect width="${width}" height="${height}" fill="var(--card)"/>${svg}</svg>\n`;
}
