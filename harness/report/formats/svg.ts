import { CustomChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeMarkup as text, xmlCharacters } from '../../base/escape.ts';
import { formatMs } from '../../base/units.ts';
import { trialSpans } from '../../measure/spans.ts';
import type { DrillReport, RunReport, TrialReport } from '../../results/run-report.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { isRequest } from '../../timeline/is-request.ts';
import { sortByTime } from '../../timeline/sort.ts';
import { closeUp } from '../close-up.ts';
import { thinHttp } from '../drawing/http-thin.ts';
import { lanesOf } from '../drawing/lanes.ts';
import { PALETTE } from '../drawing/palette.ts';
import { timelineHeight, timelineOption } from '../drawing/timeline-option.ts';
import { goodbyeMs } from '../page-data.ts';

use([CustomChart, DataZoomInsideComponent, GridComponent, SVGRenderer]);

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

const WIDTH = 1100;
const HEAD = 46;
const MARGIN = 14;
const CELL_MS = 100;

/** A trial's fault, close up, as an SVG file of its own: light and dark by the reader's preference, no scripts, nothing from the network. */
export function timelineFile(report: RunReport, { drill, trial }: ShownTrial, events: readonly TimelineEvent[]): string {
	const sorted = sortByTime(events);
	const { trial: whole, fault } = trialSpans(sorted);
	const { measurements } = trial;
	const http = thinHttp(sorted, CELL_MS);
	const hosts = report.cluster.hosts.map(({ name }) => name);
	const withoutHttp = sorted.filter((event) => !isRequest(event));
	const lanes = lanesOf({ events: withoutHttp, http, hosts, vip: report.cluster.vip, toMs: whole.toMs });
	const height = timelineHeight(lanes);
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH - 2 * MARGIN, height });
	chart.setOption(
		timelineOption({
			...{ lanes, http, whole, theory: measurements.theory, theoryFromMs: goodbyeMs(measurements) },
			...{ zeroMs: fault?.atMs ?? 0, hasFault: fault !== null, window: fault ? closeUp(trial, fault.atMs, whole) : whole },
		}),
	);
	const drawn = xmlCharacters(chart.renderToSVGString()).replace(/^<svg [^>]*>/, `<svg x="${MARGIN}" y="${HEAD}">`);
	chart.dispose();
	return framed(`${drill.name}, trial ${trial.trial}`, summaryOf(report, trial), drawn, HEAD + height);
}

function summaryOf({ cluster }: RunReport, { measurements: m }: TrialReport): string {
	const moved =
		m.newOwner === null || m.takeoverMs === null
			? []
			: [`${m.formerOwner ?? 'nobody'} → ${m.newOwner} after ${formatMs(m.takeoverMs)}`];
	return [
		`cluster ${cluster.name}`,
		...moved,
		`HTTP outage ${formatMs(m.http.outageMs)}`,
		`${m.http.failed} of ${m.http.sent} requests failed`,
	].join(' · ');
}

function framed(title: string, summary: string, drawn: string, height: number): string {
	const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
	const style = `${PALETTE} text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif !important; }`;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="title summary"><style>${style}</style>`,
		`<title id="title">${text(title)}</title><desc id="summary">${text(summary)}</desc>`,
		`<rect width="${WIDTH}" height="${height}" rx="12" fill="var(--card)"/>`,
		`<text x="18" y="24" font-size="15" font-weight="650" fill="var(--ink)">${text(title)}</text>`,
		`<text x="18" y="42" font-size="12" fill="var(--soft)">${text(summary)}</text>`,
		`${drawn}</svg>\n`,
	].join('');
}
