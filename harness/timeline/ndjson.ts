import { InputError, type InputProblem } from '../base/errors.ts';
import { EVENT, type TimelineEvent } from './event.ts';
import { sortByTime } from './sort.ts';

const FIX = 'Record the trial again, or remove the line';

/** Numbers as exact as the observer's clock is: microseconds. */
const write = (value: unknown): string => JSON.stringify(typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);

/** One event as one line of NDJSON, without the line end: `type` and `atMs` first, the other keys sorted, numbers rounded to three decimals. */
export function formatEvent(event: TimelineEvent): string {
	let line = `{"type":${write(event.type)},"atMs":${write(event.atMs)}`;
	for (const key of Object.keys(event).sort()) {
		const value = event[key as keyof TimelineEvent];
		if (key !== 'type' && key !== 'atMs' && value !== undefined) line += `,${JSON.stringify(key)}:${write(value)}`;
	}
	return `${line}}`;
}

/**
 * Reads a stored timeline, in time order; blank lines are skipped. Throws InputError with file and line for every line that is no
 * event (at most the first ten), as a half-written last line of a killed run.
 */
export function parseTimeline(text: string, file: string): TimelineEvent[] {
	const events: TimelineEvent[] = [];
	const problems: InputProblem[] = [];
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const parsed = parseLine(line);
		if ('event' in parsed) events.push(parsed.event);
		else problems.push({ file, line: index + 1, fix: FIX, ...parsed.problem });
		if (problems.length === 10) break;
	}
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return sortByTime(events);
}

type Parsed = { event: TimelineEvent } | { problem: { field: string; value?: unknown; problem: string } };

function parseLine(line: string): Parsed {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return { problem: { field: 'event', value: line.slice(0, 80), problem: 'not a line of JSON' } };
	}
	const event = asOfToday(value);
	const issue = EVENT.safeParse(event).error?.issues[0];
	if (!issue) return { event: event as TimelineEvent };
	const [field] = issue.path;
	if (field === undefined) return { problem: { field: 'event', value, problem: 'a line must be a JSON object' } };
	const got = (event as Record<string | symbol | number, unknown>)[field];
	const problem = field === 'type' ? 'not a known event type' : issue.message;
	return { problem: { field: String(field), value: got, problem } };
}

/** An event of an older version in today's words: until 2026-11 a trial's start called its drill `scenario`. */
function asOfToday(value: unknown): unknown {
	const isOld = (event: object): event is { type: string; scenario: unknown } => 'scenario' in event && !('drill' in event);
	if (typeof value !== 'object' || value === null || !isOld(value) || value.type !== 'trial.started') return value;
	const { scenario, ...others } = value;
	return { ...others, drill: scenario };
}
