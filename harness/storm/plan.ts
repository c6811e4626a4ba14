import { uniform } from '../scenario/plan.ts';
import type { Strike } from './strikes.ts';
import { type StormEngine, type Subject, strikesOn } from './subjects.ts';

/** One blow: what hits which command, and when. */
export interface Kill {
	/** From 1. */
	number: number;
	subject: Subject;
	strike: Strike;
	/** When, as a share of the time that the command takes when nothing hits it; from 0 to 1. */
	at: number;
	/** Whether the same command is run once more afterwards, undisturbed. Commands that take long are not, each time. */
	again: boolean;
}

/** Of commands on a lab, so many are run once more. */
const AGAIN_SHARE = 0.34;

/** Decides the kills of a storm. A seed gives the same kills, and kill k the same whatever their number. */
export function planStorm(
	{ seed, kills, engines }: { seed: string; kills: number; engines: readonly StormEngine[] },
	subjects: readonly Subject[],
): Kill[] {
	const drawn = subjects.filter(({ engine }) => engines.includes(engine));
	return Array.from({ length: kills }, (_, i) => {
		const roll = (what: string) => uniform(seed, i + 1, what);
		const subject = drawByWeight(drawn, roll('subject'));
		const strikes = strikesOn(subject);
		const strike = strikes[Math.floor(roll('strike') * strikes.length)] ?? 'SIGKILL';
		const again = !isLab(subject) || roll('again') < AGAIN_SHARE;
		return { number: i + 1, subject, strike, at: roll('at'), again };
	});
}

/** Whether a command has a lab of real hosts, or one before it. */
export const isLab = ({ args, before, engine, leaves }: Subject): boolean =>
	engine !== 'none' && ((args[0] === 'run' && !args.includes('sim')) || leaves === 'lab' || before?.[0]?.[0] === 'up');

function drawByWeight(subjects: readonly Subject[], roll: number): Subject {
	let left = roll * subjects.reduce((sum, { weight }) => sum + weight, 0);
	for (const subject of subjects) {
		left -= subject.weight;
		if (left < 0) return subject;
	}
	const last = subjects.at(-1);
	if (!last) throw new Error('no command is left to hit; name more engines');
	return last;
}
