import { CommanderError } from 'commander';
import { InputError, type InputProblem } from '../../base/errors.ts';
import { runCommand } from '../commands/run.ts';

/** What is to be split, as its words were written. */
export interface AskedRun {
	/** Of `vipdrill run`, without the command itself and --cluster. */
	words: string[];
	names: string[];
	all: boolean;
	/** As it was written; null: the one that ships. */
	cluster: string | null;
	trials: number;
	untilCiMs: number | undefined;
	isSimulated: boolean;
	/** Paths of files that it reads, but for the cluster folder. */
	files: string[];
}

interface Flags {
	all?: boolean;
	cluster?: string[];
	seed?: string;
	lab: string;
	trials: number;
	untilCi?: number;
	maxTrials: number;
	slo?: string;
	calibration?: string;
}

/** What a part of a run cannot have, and what to do. */
const REFUSED: Readonly<Record<string, string>> = {
	shard: 'Leave it out: each part gets its own',
	baseline: 'Leave it out, and give it to vipdrill merge',
	matrix: 'Leave it out: a part of a run is too little to compare',
	untilDecided: 'Leave it out: nobody knows beforehand how many trials there will be',
	out: 'Leave it out: each part gets its own folder',
	on: 'Leave it out: a part is run where it is started',
	json: 'Leave it out: run.json is in each run folder',
	serve: 'Leave it out: nobody could look',
	pauseBefore: 'Leave it out: nobody could press Enter',
	keepOnFail: 'Leave it out: nobody could look',
};

/** Reads a call of `vipdrill run` by the command line's own parser. Throws InputError for what it would not take, and for what no part can have. */
export function askedRun([command, ...words]: readonly string[]): AskedRun {
	if (command !== 'run')
		throw new InputError([problem('<command>', command, 'only run can be split', 'Write run, its drills and its options')]);
	let said = '';
	const parser = runCommand()
		.exitOverride()
		.configureOutput({ writeOut: () => {}, writeErr: (text) => (said += text) })
		.action(() => {});
	try {
		parser.parse(words, { from: 'user' });
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		const [line = error.message] = said.split('\n');
		throw new InputError([problem('run', words.join(' '), line.replace(/^error: /, ''), 'See `vipdrill run --help`')]);
	}
	const flags = parser.opts<Flags>();
	const refused = Object.entries(REFUSED)
		.filter(([name]) => parser.getOptionValueSource(name) === 'cli')
		.map(([name, fix]) => problem(dashed(name), undefined, 'a run that is split cannot have it', fix));
	const noSeed = problem('--seed', undefined, 'each part would draw its own', 'Add --seed to the run');
	const many = problem(
		'--cluster',
		flags.cluster?.join(', '),
		'only a run on one cluster can be split',
		'Split it once for each cluster',
	);
	const [first, ...others] = [
		...refused,
		...(flags.seed === undefined ? [noSeed] : []),
		...((flags.cluster?.length ?? 0) > 1 ? [many] : []),
	];
	if (first) throw new InputError([first, ...others]);
	const isOpen = flags.untilCi !== undefined;
	return {
		words: withoutCluster(words),
		names: parser.args,
		all: flags.all ?? false,
		cluster: flags.cluster?.[0] ?? null,
		trials: isOpen ? flags.maxTrials : flags.trials,
		untilCiMs: flags.untilCi,
		isSimulated: flags.lab === 'sim',
		files: [
			...parser.args.filter((name) => /[/\\]|\.[cm]?[jt]s$/.test(name)),
			...[flags.slo, flags.calibration].flatMap((one) => one ?? []),
		],
	};
}

const problem = (field: string, value: unknown, text: string, fix: string): InputProblem => ({
	...{ file: 'command line', field, problem: text, fix },
	...(value === undefined ? {} : { value }),
});

const dashed = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `-c DIR`, `-cDIR`, `--cluster DIR`, `--cluster=DIR`. */
function withoutCluster(words: readonly string[]): string[] {
	return words.filter((word, i) => {
		const before = words[i - 1] ?? '';
		return !/^(-c|--cluster)$/.test(before) && !/^(-c.*|--cluster(=.*)?)$/.test(word);
	});
}
