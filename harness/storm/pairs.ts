import { uniform } from '../scenario/plan.ts';

/** A command of a pair. */
export interface PairSide {
	name: string;
	args: readonly string[];
	/** Exit codes that it may have beside any other: nobody may spoil another's run, and who can't have something says so. */
	exits: readonly number[];
	/** How long it takes, about, in milliseconds: the second begins within that time. */
	usualMs: number;
}

/** Two commands at once on one state folder. */
export interface Pair {
	/** From 1. */
	number: number;
	sides: readonly [PairSide, PairSide];
	/** How long after the first the second begins. */
	afterMs: number;
}

/** The commands that change something others may see. */
export const SIDES: readonly PairSide[] = [
	{ name: 'setup', args: 'setup --engine private'.split(' '), exits: [0], usualMs: 500 },
	{
		name: 'run',
		args: 'run storm.scenario.mts -n 1 --seed storm -e private -o out'.split(' '),
		exits: [0, 1, 2],
		usualMs: 25_000,
	},
	{ name: 'up', args: 'up -e private'.split(' '), exits: [0], usualMs: 8000 },
	{ name: 'down', args: ['down'], exits: [0], usualMs: 1500 },
	{ name: 'clean', args: ['clean'], exits: [0], usualMs: 1500 },
	{ name: 'clean --undo', args: ['clean', '--undo'], exits: [0], usualMs: 1500 },
	{ name: 'engine start', args: ['engine', 'start'], exits: [0], usualMs: 2000 },
	// It is refused while somebody uses the engine.
	{ name: 'engine stop', args: ['engine', 'stop'], exits: [0, 4], usualMs: 1500 },
	{ name: 'doctor', args: ['doctor'], exits: [0], usualMs: 500 },
	{ name: 'run sim', args: 'run kill-master --lab sim -n 200 --seed storm -o out'.split(' '), exits: [0, 1], usualMs: 3000 },
	{
		name: 'sweep',
		args: 'sweep kill-master --vary advert_int=1,2 -n 20 --seed storm -o out'.split(' '),
		exits: [0],
		usualMs: 1500,
	},
];

/** All pairs of them, each with itself too, in an order of the seed; which is first, and by how much, is of the seed as well. */
export function planPairs(seed: string, sides: readonly PairSide[] = SIDES): Pair[] {
	const all = sides.flatMap((one, i) => sides.slice(i).map((other) => [one, other] as const));
	const roll = (pair: readonly PairSide[], what: string) => uniform(seed, ...pair.map(({ name }) => name), what);
	const ordered = [...all].sort((a, b) => roll(a, 'order') - roll(b, 'order'));
	return ordered.map((pair, i) => {
		const [one, other] = roll(pair, 'first') < 0.5 ? pair : ([pair[1], pair[0]] as const);
		return { number: i + 1, sides: [one, other], afterMs: roll(pair, 'after') * one.usualMs };
	});
}
