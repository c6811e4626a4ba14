import pc from 'picocolors';
import { formatMs } from '../../base/units.ts';
import { textTable } from '../../report/table.ts';
import { spread } from './front.ts';
import type { Design, Reached, Tuned } from './shape.ts';

const [WIDTH, HEIGHT] = [60, 12];
/** Designs of the front that are told one by one; the others are drawn. */
const SHOWN = 9;
/** Fewer a day are drawn as this: once in three million years. */
const LEAST_DRAWN = 1e-9;
const YEAR_DAYS = 365.25;

/** A rate in words: `3.2 a day`, `0.41 a year`, `1 in 20,000 years`. */
export function rateText(perDay: number): string {
	if (perDay === 0) return 'never';
	if (perDay >= 0.1) return `${perDay < 10 ? perDay.toFixed(1) : Math.round(perDay)} a day`;
	const perYear = perDay * YEAR_DAYS;
	if (perYear >= 0.1) return `${perYear.toFixed(perYear < 1 ? 2 : 1)} a year`;
	const years = 1 / perYear;
	return years > 1e6 ? 'less than 1 in 1,000,000 years' : `1 in ${Number(years.toPrecision(2)).toLocaleString('en')} years`;
}

/** Settings as a reader of keepalived.conf has them. */
const settingsText = (settings: Readonly<Record<string, string>>): string =>
	Object.entries(settings)
		.map(([field, value]) => `${field} ${value}`)
		.join(', ') || 'as it is';

/** What a search found, for a terminal. Ends with a line end. */
export function tuneText(tuned: Tuned, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const { cluster, goals, asItIs, front, winner, diff, lived, confirmed, searched } = tuned;
	const named = front.filter((one) => one.wins.length > 0 || isSame(one, winner));
	const few = spread(
		front,
		({ takeoverMs, falseMovesPerDay }) => [Math.log(takeoverMs), Math.log(Math.max(LEAST_DRAWN, falseMovesPerDay.high))],
		SHOWN,
	);
	const rows = [asItIs, ...front.filter((one) => named.includes(one) || few.includes(one))];
	const others = front.filter((one) => !rows.includes(one));
	const { head, body } = textTable(
		['', 'takeover p99', 'false failovers', 'packets/s', 'trials', 'goals', 'settings'].map((one, i) => ({
			head: one,
			numeric: i === 1 || i === 3 || i === 4,
		})),
		rows.map((one, i) => [
			one === winner || isSame(one, winner) ? '★' : letterOf(i),
			formatMs(one.takeoverMs),
			rateText(one.falseMovesPerDay.high),
			one.packetsPerSecond.toFixed(1),
			one.trials === 0 ? '—' : String(one.trials),
			one.trials === 0 ? 'not asked' : one.meetsAll ? 'met' : `missed ${one.reached.filter(({ isMet }) => !isMet).length}`,
			settingsText(one.settings),
		]),
	);
	return [
		c.bold(`${cluster} under ${surroundingsText(tuned)}: ${goals.join(' · ')}`),
		c.dim('• as it is, ★ the winner, ∘ designs of the front that the table leaves out'),
		'',
		...drawing(rows, others, winner),
		'',
		c.dim(head),
		...body.map((line, i) => (isSame(rows[i] ?? null, winner) ? c.green(line) : line)),
		'',
		...front
			.filter(({ wins }) => wins.length > 0)
			.map((one) => `${markOf(rows, one, winner)} wins by ${one.wins.join(', ')}: ${reachedText(one.reached)}`),
		...(winner
			? ['', c.bold('What changes'), ...diff.map(({ diff: text }) => text.trimEnd())]
			: ['', c.bold('No design of the search meets every goal.'), `Nearest: ${nearest(front)}`]),
		...(lived
			? [
					`Packet by packet, the winner lived ${lived.days} days and moved ${lived.falseMoves} times without need; expected: ${(lived.days * (winner?.falseMovesPerDay.high ?? 0)).toPrecision(2)} at most.`,
				]
			: []),
		...(confirmed ? confirmedLines(confirmed) : []),
		'',
		'Takeover of the table: by arithmetic, of a crash. False failovers: exact, by renewal of lost advertisements; the upper bound.',
		`${searched.byArithmetic} designs by arithmetic, ${searched.simulated} simulated, ${searched.trials} trials. Seed ${tuned.seed}, ${tuned.calibration}.`,
		...searched.refused.map((why) => `keepalived would refuse: ${why}.`),
		'',
	].join('\n');
}

const isSame = (a: Design | null, b: Design | null) =>
	a !== null && b !== null && settingsText(a.settings) === settingsText(b.settings);
/** The design as it is comes first. */
const letterOf = (i: number) => (i === 0 ? '•' : (String.fromCodePoint(96 + i) ?? '?'));
const markOf = (rows: readonly Design[], one: Design, winner: Design | null) =>
	isSame(one, winner) ? '★' : letterOf(rows.indexOf(one));

function surroundingsText({ surroundings: { loss, latencyMs, jitterMs, pauses } }: Tuned): string {
	const parts = [
		...(loss > 0 ? [`${Number((loss * 100).toPrecision(3))} % loss`] : []),
		...(latencyMs > 0 ? [`latency ${formatMs(latencyMs)}`] : []),
		...(jitterMs > 0 ? [`jitter ${formatMs(jitterMs)}`] : []),
		...(pauses ? [`${pauses.perDay} pauses a host and day of ${formatMs(pauses.fromMs)} to ${formatMs(pauses.toMs)}`] : []),
	];
	return parts.join(', ') || 'no loss, jitter or pauses';
}

function reachedText(reached: readonly Reached[]): string {
	return reached.map(({ goal, value, isMet }) => `${goal} ${isMet ? '✓' : '✗'} ${valueText(goal, value)}`).join('; ');
}

function valueText(goal: string, value: number | null): string {
	if (value === null) return 'no value';
	if (goal.startsWith('false')) return rateText(value);
	if (goal.startsWith('packets') || /availability|count|changes|failed|sent/.test(goal))
		return String(Number(value.toPrecision(4)));
	return formatMs(value);
}

function nearest(front: readonly Design[]): string {
	const one = front.toSorted((a, b) => (b.margin ?? Number.NEGATIVE_INFINITY) - (a.margin ?? Number.NEGATIVE_INFINITY))[0];
	return one ? `${settingsText(one.settings)}: ${reachedText(one.reached)}` : 'none';
}

/** Takeover to the right, false failovers upwards, both logarithmic: good is at the left below. */
function drawing(rows: readonly Design[], others: readonly Design[], winner: Design | null): string[] {
	const x = (one: Design) => Math.log(one.takeoverMs);
	const y = (one: Design) => Math.log(Math.max(LEAST_DRAWN, one.falseMovesPerDay.high));
	const all = [...rows, ...others];
	const [left, right] = [Math.min(...all.map(x)), Math.max(...all.map(x))];
	const [bottom, top] = [Math.min(...all.map(y)), Math.max(...all.map(y))];
	const grid = Array.from({ length: HEIGHT }, () => Array<string>(WIDTH).fill(' '));
	const place = (value: number, from: number, to: number, cells: number) =>
		to > from ? Math.round(((value - from) / (to - from)) * (cells - 1)) : 0;
	const put = (one: Design, letter: string) => {
		const line = grid[HEIGHT - 1 - place(y(one), bottom, top, HEIGHT)];
		if (line) line[place(x(one), left, right, WIDTH)] = letter;
	};
	for (const one of others) put(one, '∘');
	for (const [i, one] of rows.entries()) put(one, letterOf(i));
	if (winner) put(winner, '★');
	const label = (value: number) => rateText(Math.exp(value)).padStart(30);
	return [
		...grid.map((line, i) => `${i === 0 ? label(top) : i === HEIGHT - 1 ? label(bottom) : ''.padStart(30)} ${line.join('')}`),
		`${'false failovers ↑  takeover →'.padStart(30)} ${formatMs(Math.exp(left))}${formatMs(Math.exp(right)).padStart(WIDTH - formatMs(Math.exp(left)).length)}`,
	];
}

function confirmedLines({ trials, trusted, reached, pauses, held, engine, run }: NonNullable<Tuned['confirmed']>): string[] {
	return [
		'',
		`On real hosts (${engine}, ${run}): ${held === null ? 'not told' : held ? 'it held' : 'it did NOT hold'}: ${reachedText(reached)}; ${trusted} of ${trials} trials can be trusted.`,
		...(pauses
			? [`${pauses.trials} pauses of the owner of ${formatMs(pauses.lengthMs)} moved the floating IP ${pauses.moved} times.`]
			: []),
	];
}
