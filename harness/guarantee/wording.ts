import { formatMs } from '../base/units.ts';
import type { Figures, GuaranteedClass, Range, Simulation, Theory } from './shape.ts';

/** Milliseconds as `2.71 s` or `708 ms`; nothing as `0`. */
const short = (ms: number) => (ms === 0 ? '0' : formatMs(ms));

/** Several times with one unit where they have the same: `2.71–3.71 s`. */
function together(times: readonly number[], between: string): string {
	const words = times.map(short);
	const units = new Set(words.filter((word) => word !== '0').map((word) => word.split(' ').slice(1).join(' ')));
	if (units.size !== 1 || words.some((word) => word.split(' ').length > 2)) return words.join(between);
	const [unit] = units;
	return `${words.map((word) => word.split(' ')[0]).join(between)} ${unit}`;
}

/** Bounds in words; `—` where there are none to know. */
export function rangeText(range: Range | null): string {
	if (range === null) return '—';
	const { minMs, maxMs } = range;
	if (maxMs === null) return minMs === 0 ? 'no bound known' : `from ${short(minMs)}`;
	return minMs === maxMs ? short(minMs) : together([minMs, maxMs], '–');
}

/** Least, median and greatest value in words. */
export function figuresText(figures: Figures): string {
	if (figures === null) return '—';
	const { minMs, medianMs, maxMs } = figures;
	return minMs === maxMs ? short(minMs) : together([minMs, medianMs, maxMs], ' / ');
}

/** How long nobody was served in simulated trials; what lasted as long as the drill's failure may have lasted longer. */
export function outageText(simulation: Simulation | null): string {
	const outage = simulation?.outage ?? null;
	if (!simulation || outage === null) return '—';
	const isWhole = simulation.lastsMs > 0 && outage.minMs >= simulation.lastsMs;
	return isWhole ? `all ${short(simulation.lastsMs)}` : figuresText(outage);
}

/** Who takes over, by theory, in a few words. */
export function whoText({ outcome, problem, takesOver }: Theory): string {
	const names = takesOver.join(' or ');
	switch (outcome) {
		case 'never':
			return problem === 'two-owners' ? 'NEVER one owner' : 'NEVER';
		case 'stays':
			return 'nobody need';
		case 'unknown':
			return 'not known';
		case 'may-move':
			return `${names} or nobody`;
		default:
			return names;
	}
}

/** Who took over in simulated trials, and how often where it was not always the same. */
export function simulatedWhoText({ simulation }: Pick<GuaranteedClass, 'simulation'>): string {
	if (!simulation) return '—';
	const entries = Object.entries(simulation.takesOver);
	const name = (one: string) => (one === '-' ? 'nobody' : one);
	if (entries.length === 1) return name(entries[0]?.[0] ?? '-');
	return entries.map(([one, count]) => `${name(one)} ${count}×`).join(', ');
}

/** What is unbounded in a theory, and why, each reason once. */
export function openEnds({ detection, takeover, outage, twoOwners }: Theory): { what: string; why: string }[] {
	const all = { detection, takeover, 'time without service': outage, 'time with two owners': twoOwners };
	const open = Object.entries(all).flatMap(([what, range]) => (range?.unbounded ? [{ what, why: range.unbounded }] : []));
	const reasons = [...new Set(open.map(({ why }) => why))];
	return reasons.map((why) => ({
		what: open
			.filter((one) => one.why === why)
			.map(({ what }) => what)
			.join(', '),
		why,
	}));
}

/** How the simulation was made, in a sentence; null where nothing was simulated. */
export const simulatedText = (
	simulated: { trials: number; seed: string; calibration: string; noiseMs: number } | null,
): string | null =>
	simulated &&
	`Simulated: least / median / greatest of ${simulated.trials} trials each, seed ${simulated.seed}, ${simulated.calibration}; the machines in it are up to ${simulated.noiseMs} ms late.`;
