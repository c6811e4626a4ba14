import { trialSpans } from '../measure/spans.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { logFile, logLines } from './log-files.ts';
import { pack } from './pack.ts';
import type { PageDrillLogs, PageLog } from './page/page-types.ts';
import type { RunWithTimelines } from './page-data.ts';

/** Lines a trial that the page may hold; the most that leave it small enough are taken. */
const LINES = [400, 150, 50, 15];
/** Of a line; the files have it whole. */
const CHARS = 220;
/** dockerd's own time, which says no more than the line's. */
const OWN_TIME = /^time="[^"]*" /;
/** Lines from so long before the fault are of more use than those from after the trial has settled. */
const LEAD_MS = 2000;

/** The hosts' logs of each drill's trials as texts for the page (deflated, base64), in as many lines as `bytes` allow; empty texts where nobody logged, or nothing fits. */
export function packLogs(names: readonly string[], runs: readonly RunWithTimelines[], bytes: number): string[] {
	for (const most of LINES) {
		const packed = names.map((name) => packDrillLogs(drillLogs(name, runs, most)));
		if (packed.reduce((sum, text) => sum + text.length, 0) <= bytes) return packed;
	}
	return names.map(() => '');
}

const packDrillLogs = (logs: PageDrillLogs): string => (logs.flat().every((log) => log === null) ? '' : pack(logs));

/** In the order of `PageDrill.sides` and their trials. */
function drillLogs(name: string, runs: readonly RunWithTimelines[], most: number): PageDrillLogs {
	return runs.flatMap(({ report, timelines }) => {
		const drill = report.drills.find((d) => d.name === name);
		return drill ? [drill.trials.map(({ timeline }) => trialLog(timeline, timelines.get(timeline ?? ''), most))] : [];
	});
}

function trialLog(timeline: string | null, events: readonly TimelineEvent[] | undefined, most: number): PageLog | null {
	const all = events ? logLines(events) : [];
	if (timeline === null || all.length === 0 || !events) return null;
	const fromMs = (trialSpans(events).fault?.atMs ?? 0) - LEAD_MS;
	const before = all.filter(({ atMs }) => atMs < fromMs).length;
	const first = Math.max(0, Math.min(before, all.length - most));
	const hosts = [...new Set(all.map(({ host }) => host))].sort();
	return {
		hosts: hosts.map((host) => ({ host, file: logFile(timeline, host) })),
		of: all.length,
		lines: all.slice(first, first + most).map(({ atMs, host, unit, text }) => ({
			...{ atMs: Math.round(atMs), host: hosts.indexOf(host), unit },
			text: cut(text.replace(OWN_TIME, '')),
		})),
	};
}

const cut = (text: string) => (text.length > CHARS ? `${text.slice(0, CHARS)} …` : text);
