import { InputError } from '../../base/errors.ts';
import { parseDurationMs } from '../../base/units.ts';
import type { Surroundings } from './surroundings.ts';

const PAUSES = /^(\d+(?:\.\d+)?)\/(day|hour):(?:([\d.]+)(us|ms|s|m)?\.\.)?([\d.]+)(us|ms|s|m)$/;
const HOURS = 24;

/** Reads `24/day:0..300ms` (evenly between two lengths) or `1/hour:200ms` (each as long). Throws InputError where it is neither, or ends before it begins. */
export function parsePauses(text: string): NonNullable<Surroundings['pauses']> {
	const found = PAUSES.exec(text.trim());
	if (!found) throw wrong(text, 'it cannot be read');
	const [, rate = '', per, from, fromUnit, to = '', unit = ''] = found;
	const toMs = parseDurationMs(`${to}${unit}`);
	const fromMs = from === undefined ? toMs : parseDurationMs(`${from}${fromUnit ?? unit}`);
	if (fromMs > toMs) throw wrong(text, 'the greatest length is less than the least');
	return { perDay: Number(rate) * (per === 'hour' ? HOURS : 1), fromMs, toMs };
}

const wrong = (value: string, problem: string) =>
	new InputError([
		{
			file: 'command line',
			field: '--pauses',
			value,
			problem,
			fix: 'Write how often a host stands still, and how long, for instance 24/day:0..300ms',
		},
	]);
