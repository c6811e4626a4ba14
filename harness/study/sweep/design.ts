import { InputError } from '../../base/errors.ts';
import { Random } from '../../labs/sim/random.ts';

/** Values of a field: a list, or a range, with the step of a grid where there is one. */
export type Axis = { field: string; values: string[] } | { field: string; from: number; to: number; unit: string };

/** One point: each field's value. */
export type Point = Record<string, string>;

const RANGE = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)([a-z%]*)(?::(\d+(?:\.\d+)?))?$/;
/** More points are a typing error. */
const MOST_POINTS = 10_000;

/** Reads `field=1,2,3`, `field=1..9:2` (with a step) or `field=0..20ms` (for a random design). Throws InputError where it is neither. */
export function parseAxis(text: string): Axis {
	const at = text.indexOf('=');
	const [field, values] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
	if (at < 1 || values === '')
		throw wrong(text, 'no field with values', 'Write for instance advert_int=1,2,3 or priority@docker2=50..90:10');
	const range = RANGE.exec(values);
	if (!range) return { field, values: values.split(',').map((value) => value.trim()) };
	const [from, to, unit, step] = [Number(range[1]), Number(range[2]), range[3] ?? '', range[4] && Number(range[4])];
	if (to < from) throw wrong(text, 'the range ends before it begins', 'Write the smaller number first');
	if (step === undefined || step === '') return { field, from, to, unit };
	if (step === 0) throw wrong(text, 'a step of 0', 'Write a step above 0');
	const count = Math.floor((to - from) / step + 1e-9) + 1;
	if (count > MOST_POINTS) throw wrong(text, `${count} values`, 'Use a larger step');
	return { field, values: Array.from({ length: count }, (_, i) => `${tidy(from + i * step)}${unit}`) };
}

/** Every combination. Throws InputError for a range without a step, or too many points. */
export function gridDesign(axes: readonly Axis[]): Point[] {
	let points: Point[] = [{}];
	for (const axis of axes) {
		if (!('values' in axis))
			throw wrong(axis.field, 'a grid needs to know the step of a range', 'Write from..to:step, or use --random');
		points = points.flatMap((point) => axis.values.map((value) => ({ ...point, [axis.field]: value })));
		if (points.length > MOST_POINTS) throw wrong(axis.field, `more than ${MOST_POINTS} points`, 'Use --random, or fewer values');
	}
	return points;
}

/** So many points at random, each field for itself: a value of its list, or evenly out of its range. The same seed gives the same points. */
export function randomDesign(axes: readonly Axis[], count: number, seed: string): Point[] {
	const random = new Random(`sweep\0${seed}`);
	const draw = (axis: Axis): string => {
		if ('values' in axis) return axis.values[random.below(axis.values.length)] ?? '';
		const isWhole = Number.isInteger(axis.from) && Number.isInteger(axis.to);
		const value = isWhole ? axis.from + random.below(axis.to - axis.from + 1) : axis.from + random.next() * (axis.to - axis.from);
		return `${tidy(value)}${axis.unit}`;
	};
	return Array.from({ length: count }, () => Object.fromEntries(axes.map((axis) => [axis.field, draw(axis)])));
}

/** Two decimals: keepalived knows no finer interval. */
const tidy = (value: number) => Math.round(value * 100) / 100;

function wrong(value: string, problem: string, fix: string): InputError {
	return new InputError([{ file: 'command line', field: '--vary', value, problem, fix }]);
}
