import type { Span } from '../../measure/spans.ts';
import type { TakeoverTheory } from '../../metrics/measurements.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { Distribution } from '../drawing/ecdf.ts';
import type { PackedHttp } from '../drawing/http-thin.ts';

/** What the page's script is handed, in a script element of type application/json. */
export interface PageData {
	runs: { label: string; hosts: string[]; vip: string }[];
	/** Of each drill, in the order of the sections: a PageDrill, deflated, in base64. */
	drills: string[];
	/** Of each drill likewise: its PageDrillLogs; empty where no host logged. */
	logs: string[];
	/** Whether the page stands beside the folder of the trials, so that it can lead to files there. */
	besideTrials: boolean;
}

/** The hosts' logs of each trial, by side and trial; null where nobody logged. */
export type PageDrillLogs = (PageLog | null)[][];

/** What the hosts logged in a trial, in time order. */
export interface PageLog {
	/** Each with the file of its whole log, in the run's folder. */
	hosts: { host: string; file: string }[];
	/** How many lines there were. */
	of: number;
	/** `host` is an index into `hosts`; times are milliseconds since the trial's origin. */
	lines: { atMs: number; host: number; unit: string; text: string }[];
}

/** A drill, in each run that has it. */
export interface PageDrill {
	sides: PageSide[];
	charts: PageChart[];
}

export interface PageSide {
	/** Index into `PageData.runs`. */
	run: number;
	trials: PageTrial[];
}

/** One chart of distributions. */
export interface PageChart {
	title: string;
	distributions: Distribution[];
}

export interface PageTrial {
	trial: number;
	/** The longest that customers were cut off, before or after the undoing. */
	outageMs: number;
	distrust: string[];
	facts: string[];
	requests: { heads: string[]; rows: string[][] };
	/** Null where it was not kept. */
	timeline: PageTimeline | null;
}

/** What a timeline is drawn from. Times are milliseconds since the trial's origin. */
export interface PageTimeline {
	/** Where all of it is, in the run's folder. */
	file: string;
	/** In time order, without those of HTTP and the hosts' logs. */
	events: TimelineEvent[];
	http: PackedHttp[];
	theory: TakeoverTheory | null;
	theoryFromMs: number;
	zeroMs: number;
	hasFault: boolean;
	whole: Span;
	window: Span;
}
