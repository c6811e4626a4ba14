import { didYouMean } from '../../base/did-you-mean.ts';
import { InputError, type InputProblem } from '../../base/errors.ts';
import { parseDurationMs } from '../../base/units.ts';
import { isRecord, readYaml, type YamlSource } from '../../base/yaml-source.ts';

/** One kind of failure, and how often it comes. */
export interface MixEntry {
	/** For instance `power-loss`. */
	failure: string;
	/** The drill that shows it, on the host that holds the floating IP. */
	drill: string;
	/** How often in a year: of each host, or of the cluster as a whole. */
	perYear: number;
	of: 'host' | 'cluster';
	/** How long it lasts until somebody mends it; null where the drill's own time is what it is. */
	lastsMs: number | null;
	/** Where the rate is from. */
	source: string;
}

const ASSUMED = 'an assumption; set your own';

const entry = (
	failure: string,
	drill: string,
	perYear: number,
	of: MixEntry['of'],
	lastsMs: number | null,
	source = ASSUMED,
): MixEntry => ({ failure, drill, perYear, of, lastsMs, source });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The mix where nobody says another. One rate has a published source; the others are plain guesses that a reader can see and replace. */
export const DEFAULT_MIX: readonly MixEntry[] = [
	entry(
		'power-loss',
		'kill-master',
		0.56,
		'host',
		10 * MINUTE_MS,
		"about 1,000 machines failed of 1,800 in a new cluster's first year (J. Dean, Google I/O 2008); how long it lasts is an assumption",
	),
	entry('link-down', 'nic-down-master', 0.1, 'host', 2 * HOUR_MS),
	entry('one-way-loss', 'one-way-partition', 0.05, 'host', HOUR_MS),
	entry('dockerd-stops', 'dockerd-stop-master', 4, 'host', 30_000),
	entry('dockerd-crashes', 'dockerd-crash-master', 0.5, 'host', null),
	entry('task-dies', 'web-task-crash', 12, 'host', null),
	entry('service-stops', 'proxy-stops', 0.5, 'host', null),
	entry('keepalived-dies', 'keepalived-crash', 0.1, 'host', HOUR_MS),
	entry('short-freeze', 'pause-master', 52, 'host', null),
	entry('long-freeze', 'freeze-master', 1, 'host', null),
	entry('reboots', 'rolling-reboot', 12, 'cluster', null),
];

const KEYS = ['perYear', 'of', 'lasts', 'drill', 'source'] as const;

/**
 * Reads a mix from YAML: under each failure's name what differs from the default, or the whole of one of your own (`drill`, `perYear`). `perYear: 0` leaves one out.
 * Throws InputError with every problem at its line.
 */
export function parseMix(file: string, text: string, drills: readonly string[]): MixEntry[] {
	const source = readYaml(file, text);
	const problems = [...source.problems];
	const mix = new Map(DEFAULT_MIX.map((one) => [one.failure, one]));
	if (!isRecord(source.value)) {
		if (problems.length === 0)
			problems.push({
				...source.at([]),
				field: 'failures',
				problem: 'there are no failures',
				fix: 'Write for instance power-loss: { perYear: 1 }',
			});
	} else
		for (const [failure, value] of Object.entries(source.value)) {
			const found = entryProblems(source, failure, value, { drills, isKnown: mix.has(failure) });
			problems.push(...found);
			if (found.length === 0) mix.set(failure, entryOf(file, failure, value as Written, mix.get(failure)));
		}
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return [...mix.values()];
}

interface Written {
	perYear?: number;
	of?: MixEntry['of'];
	lasts?: string;
	drill?: string;
	source?: string;
}

const entryOf = (file: string, failure: string, written: Written, before?: MixEntry): MixEntry => ({
	failure,
	drill: written.drill ?? before?.drill ?? '',
	perYear: written.perYear ?? before?.perYear ?? 0,
	of: written.of ?? before?.of ?? 'host',
	lastsMs: written.lasts === undefined ? (before?.lastsMs ?? null) : parseDurationMs(written.lasts),
	source: written.source ?? `yours, of ${file}`,
});

function entryProblems(
	source: YamlSource,
	failure: string,
	value: unknown,
	{ drills, isKnown }: { drills: readonly string[]; isKnown: boolean },
): InputProblem[] {
	const at = (key: string | null, problem: string, fix: string): InputProblem => {
		const path = key === null ? [failure] : [failure, key];
		const got = key !== null && isRecord(value) ? value[key] : undefined;
		const field = path.join('.');
		return { ...source.atKey(path), field, ...(got === undefined ? {} : { value: String(got) }), problem, fix };
	};
	if (!isRecord(value)) return [at(null, 'it says nothing', 'Write for instance { perYear: 1, lasts: 10m }')];
	const problems = Object.keys(value)
		.filter((key) => !(KEYS as readonly string[]).includes(key))
		.map((key) => at(key, 'there is no such key', `Write one of ${KEYS.join(', ')}`));
	const { perYear, of, lasts, drill } = value;
	if (perYear === undefined ? !isKnown : !(typeof perYear === 'number' && Number.isFinite(perYear) && perYear >= 0))
		problems.push(at(perYear === undefined ? null : 'perYear', 'it has no rate', 'Write perYear: and a number of 0 or more'));
	if (of !== undefined && of !== 'host' && of !== 'cluster')
		problems.push(at('of', 'a rate is of each host or of the cluster', 'Write host or cluster'));
	if (lasts !== undefined && !isDuration(lasts))
		problems.push(at('lasts', 'it is no duration', 'Write a number with a unit, for instance 10m'));
	if (drill === undefined && !isKnown) problems.push(at(null, 'nothing says which drill shows it', 'Write drill: and its name'));
	if (drill !== undefined && !(typeof drill === 'string' && drills.includes(drill))) {
		const meant = didYouMean(String(drill), drills);
		problems.push(at('drill', 'there is no such drill', meant === null ? '`vipdrill list` has them' : `Did you mean ${meant}`));
	}
	return problems;
}

function isDuration(value: unknown): boolean {
	try {
		return typeof value === 'string' && parseDurationMs(value) > 0;
	} catch {
		return false;
	}
}
