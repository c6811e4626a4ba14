import type { Strike } from './strikes.ts';

/** What a command works on: no engine, or which. */
export const ENGINES = ['none', 'private', 'local', 'uml'] as const;
export type StormEngine = (typeof ENGINES)[number];

/** A command that the storm hits. Its working folder is new; in it are `given/one` and `given/two`, the halves of a simulated run, and `storm.scenario.mts`. */
export interface Subject {
	name: string;
	engine: StormEngine;
	/** `{package}` stands for the package's folder. */
	args: readonly string[];
	/** Commands that come first and are left alone. */
	before?: readonly (readonly string[])[];
	/** What it prints once it is up; it then runs until somebody ends it. */
	endless?: RegExp;
	/** Exit codes that it may have when nothing hits it. */
	exits: readonly number[];
	/** How often it is drawn, beside others. */
	weight: number;
	/** What it leaves on purpose, which `down` ends. */
	leaves?: 'lab' | 'engine';
	/** The state folder without images, which may be lost. */
	bare?: true;
	/** It writes files into its working folder. */
	writes?: true;
}

const SEED = '{package}/fixtures/seed';
const INIT =
	'init mine --yes --host a=10.0.0.11 --host b=10.0.0.12 --vip 10.0.0.200 --subnet 10.0.0.0/24 --interface eth0 --service web --image nginx --published 80 --target 80 -n 20';

const cheap = (name: string, line: string, more: Partial<Subject> = {}): Subject => ({
	name,
	engine: 'none',
	args: line.split(' '),
	exits: [0],
	weight: 4,
	writes: true,
	...more,
});
const lab = (engine: StormEngine, name: string, line: string, more: Partial<Subject> = {}): Subject => ({
	name: `${name} (${engine})`,
	engine,
	args: `${line} -e ${engine}`.split(' '),
	// What it says of the cluster is not the storm's matter, and a busy machine may spoil a trial.
	exits: [0, 1, 2],
	weight: 2,
	writes: true,
	...more,
});
/** A command without `--engine`, beside an engine that it finds. */
const beside = (engine: StormEngine, name: string, line: string, before: string, more: Partial<Subject> = {}): Subject => ({
	name: `${name} (${engine})`,
	engine,
	args: line.split(' '),
	before: [before.split(' ')],
	exits: [0],
	weight: 1,
	...more,
});

/** The commands that the storm hits. */
export const SUBJECTS: readonly Subject[] = [
	cheap('doctor', 'doctor', { exits: [0, 4], weight: 6 }),
	cheap('init', INIT),
	cheap('lint', `lint ${SEED} --format json`, { weight: 6 }),
	cheap('sweep', 'sweep kill-master --vary advert_int=1,2 -n 20 -o out'),
	cheap('survive', 'survive {package}/fixtures/fast --only pause --budget 150 -o out --card card.svg'),
	cheap('tune', `tune ${SEED} --slo takeover.p99<1s --budget 200`),
	cheap('score', `score ${SEED} -n 5 --trend trend.json --badge badge.svg`, { weight: 1 }),
	cheap('guarantee', `guarantee ${SEED} -n 10 --format markdown -o guarantee.md`, { weight: 2 }),
	cheap('fuzz', 'fuzz --runs 30 --seed storm -o out', { exits: [0, 1], weight: 2 }),
	cheap('run sim', 'run kill-master --lab sim -n 60 --seed storm -o out'),
	cheap('merge', 'merge given/one given/two --out whole', { exits: [0, 1], weight: 6 }),
	cheap('report', 'report given/one -f html -o page.html', { weight: 6 }),
	cheap('analyze', 'analyze given/one', { weight: 6 }),
	cheap('compare', 'compare given/one given/two --html page.html', { exits: [0, 1, 2], weight: 6 }),
	cheap('table', 'table given/one -w table.md', { weight: 6 }),
	cheap('diff', `diff ${SEED} {package}/fixtures/fast`, { exits: [0, 1] }),
	cheap('playground', `playground ${SEED}`, { endless: /127\.0\.0\.1/ }),
	cheap('status', 'status', { weight: 6 }),
	cheap('clean', 'clean', { weight: 6 }),
	cheap('down', 'down', { weight: 6 }),
	cheap('engine start', 'engine start', { engine: 'private', bare: true, leaves: 'engine', weight: 6 }),
	cheap('engine stop', 'engine stop', { engine: 'private', bare: true, before: [['engine', 'start']], weight: 6 }),
	cheap('clean --all', 'clean --all', { engine: 'private', bare: true, before: [['engine', 'start']], weight: 6 }),
	cheap('setup', 'setup --engine private', { engine: 'private' }),
	lab('private', 'run', 'run storm.scenario.mts -n 1 --seed storm -o out', { weight: 16 }),
	lab('private', 'up', 'up', { exits: [0], leaves: 'lab', weight: 8 }),
	beside('private', 'down', 'down', 'up -e private', { weight: 4 }),
	beside('private', 'clean', 'clean', 'up -e private', { weight: 4 }),
	lab('local', 'run', 'run storm.scenario.mts -n 1 --seed storm -o out', { weight: 5 }),
	lab('local', 'up', 'up', { exits: [0], leaves: 'lab' }),
	beside('local', 'clean', 'clean', 'up -e local'),
	lab('local', 'setup', 'setup', { exits: [0] }),
	lab('uml', 'run', 'run storm.scenario.mts -n 1 --seed storm -o out', { weight: 2 }),
	lab('uml', 'up', 'up', { exits: [0], leaves: 'lab', weight: 1 }),
	beside('uml', 'clean', 'clean', 'up -e uml'),
];

/** What may hit a command: memory and signals any, a full disk those that write, an engine's end those that use it. */
export function strikesOn({ engine, writes, endless, bare, leaves, before }: Subject): Strike[] {
	const strikes: Strike[] = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT', 'impatient', 'oom'];
	// A full disk ends no server, so nothing would.
	if (writes && !endless) strikes.push('full-out');
	if (engine === 'none') return strikes;
	strikes.push('full-tmp');
	if (engine !== 'local') strikes.push('full-state');
	const hasEngine = !bare || leaves === 'engine' || before !== undefined;
	if (hasEngine) strikes.push('engine-kill', 'engine-stop');
	if (engine === 'uml') strikes.push('guest-kill');
	return strikes;
}
