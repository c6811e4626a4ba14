import { formatMs } from '../base/units.ts';
import type { Figures, Range, Simulation, Theory } from './shape.ts';

/** How far simulated figures may be from what timers say, milliseconds. */
export interface Noise {
	/** By how much machines are late. */
	noiseMs: number;
	/** Between two requests: outages are no finer than a few of them. */
	gapMs: number;
}

/** An outage runs from one good request to another, and the first good one after it may be alone. */
const GAPS = 3;

/** Whether the drill undoes its failure before all can have happened that theory tells of. */
export const isTooShort = (
	{ takeover }: Theory,
	{ lastsMs, isReturn }: { lastsMs: number; isReturn: boolean },
	{ noiseMs }: Noise,
): boolean => !isReturn && lastsMs > 0 && (takeover?.maxMs ?? 0) + noiseMs > lastsMs;

/** Where simulated trials are not as theory says, one sentence each; null where theory says nothing that could be held against them. */
export function disagreements(theory: Theory, simulation: Simulation, { noiseMs, gapMs }: Noise): string[] | null {
	if (theory.outcome === 'unknown') return null;
	return [
		...whoDiffers(theory, simulation, noiseMs),
		...outcomeDiffers(theory, simulation),
		...outside('detection', theory.detection, simulation.detection, noiseMs),
		...outside('takeover', theory.takeover, simulation.takeover, noiseMs),
		...outside('outage', theory.outage, simulation.outage, noiseMs + GAPS * gapMs),
		...outside('time with two owners', theory.twoOwners, simulation.twoOwners, noiseMs),
	];
}

function whoDiffers({ outcome, problem, takesOver, runnersUp }: Theory, simulation: Simulation, noiseMs: number): string[] {
	// Of hosts that do not hear each other, whoever it may be.
	if (outcome === 'never' && takesOver.length === 0 && problem === 'two-owners') return [];
	const near = runnersUp.filter(({ behindMs }) => behindMs <= noiseMs).map(({ host }) => host);
	const mayStay = outcome === 'stays' || outcome === 'may-move' || takesOver.length === 0;
	const allowed = new Set([...takesOver, ...near, ...(mayStay ? ['-'] : [])]);
	return Object.entries(simulation.takesOver)
		.filter(([name]) => !allowed.has(name))
		.map(([name, count]) => `${name === '-' ? 'nobody' : name} took over in ${count} of ${simulation.trials} trials`);
}

/** A never must hold in every trial, and nothing else may look like one. */
function outcomeDiffers(theory: Theory, { problems, trials, twoOwners }: Simulation): string[] {
	const { outcome, problem, takesOver } = theory;
	// Hosts that do not hear each other are several owners from the start; a failure may leave one of them.
	if (outcome === 'never' && problem === 'two-owners' && takesOver.length === 0)
		return (twoOwners?.minMs ?? 0) > 0 ? [] : ['one owner all the time in some trials'];
	if (outcome === 'never' && problem !== null)
		return problems[problem] === trials ? [] : [`${problem} in ${problems[problem]} of ${trials} trials`];
	const expected = [...(theory.twoOwners ? ['two-owners'] : []), ...(theory.outage?.maxMs === null ? ['deaf-owner'] : [])];
	return (['nobody', 'deaf-owner', 'two-owners'] as const)
		.filter((one) => problems[one] > 0 && !expected.includes(one))
		.map((one) => `${one} in ${problems[one]} of ${trials} trials`);
}

function outside(what: string, range: Range | null, figures: Figures, slackMs: number): string[] {
	if (!range || !figures) return [];
	const { minMs, maxMs } = range;
	return [
		...(figures.minMs < minMs - slackMs ? [`${what} ${formatMs(figures.minMs)}, by theory not below ${formatMs(minMs)}`] : []),
		...(maxMs !== null && figures.maxMs > maxMs + slackMs
			? [`${what} ${formatMs(figures.maxMs)}, by theory not above ${formatMs(maxMs)}`]
			: []),
	];
}
