import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { packageRoot } from '../base/paths.ts';
import { parseDurationMs } from '../base/units.ts';
import type { GateRule } from '../gate/baseline/verdict.ts';
import { engineChoices } from '../labs/docker/engine/choose.ts';
import type { Shard } from '../run/options.ts';

/** `--cluster DIR`. */
export const clusterOption = () =>
	new Option('-c, --cluster <dir>', 'folder with cluster.yaml, keepalived files and stack.yml').default(
		join(packageRoot, 'fixtures/seed'),
		'fixtures/seed',
	);

/** `--cluster DIR`, which may be given several times. */
export const clustersOption = () =>
	new Option('-c, --cluster <dir>', 'cluster folder; give it several times to compare clusters')
		.argParser((dir: string, before: string[] | undefined) => [...(before ?? []), dir])
		.default(undefined, 'fixtures/seed');

/** `--condition KEY=VALUE`, which may be given several times. */
export const conditionsOption = () =>
	new Option(
		'--condition <key=value>',
		'what every host lives under all the time, over what a drill says: latency, jitter (durations), loss (per cent), cpu, disk (programs a host)',
	).argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);

/** The clusters to run on where none is named. */
export const defaultClusters = [join(packageRoot, 'fixtures/seed')];

/** `--engine NAME`. */
export const engineOption = () =>
	new Option(
		'-e, --engine <name>',
		"auto: this machine's Docker engine, else a private one; in a guest (uml) where its kernel lacks ip_vs",
	)
		.choices(engineChoices)
		.default('auto');

/** `--engines A,B`, which may be given several times. */
export const enginesOption = (what: string) =>
	new Option('--engines <names>', `${what}: docker contexts, ssh://user@host, tcp://host:port, unix:///path, with commas between`)
		.argParser((text: string, before: string[] | undefined) => [...(before ?? []), ...engineNames(text)])
		.conflicts('engine');

/** Names with commas between. */
function engineNames(text: string): string[] {
	const names = text.split(',').map((name) => name.trim());
	if (names.includes(''))
		throw new InvalidArgumentError('write names with a comma between each two, for instance build1,ssh://root@build2.');
	return names;
}

/** `--jobs N`. */
export const jobsOption = () =>
	new Option('-j, --jobs <n>', 'processors to simulate on; what comes out does not depend on it')
		.argParser(positiveInteger)
		.default(availableParallelism(), 'all');

/** A swarm: of a docker context, or of the endpoint that the docker command uses. */
export interface On {
	context: string | null;
}

/** Node's own image, of Docker Hub. */
export const NODE_IMAGE = 'node:20-slim';

/** `--jobs N`, `--on swarm[:CONTEXT]` and `--image NAME`: where trials are simulated. */
export const withPoolOptions = (command: Command): Command =>
	command
		.addOption(
			new Option(
				'-j, --jobs <n>',
				'processors to simulate on, or tasks at once with --on; what comes out does not depend on it',
			).argParser(positiveInteger),
		)
		.addOption(onOption("simulate as a replicated job on a Docker swarm: that of the docker command's endpoint, or of a context"))
		.option('--image <name>', 'with --on: an image with Node 20 that every node has or can pull', NODE_IMAGE);

/** `--on swarm[:CONTEXT]`. */
export const onOption = (description: string) => new Option('--on <swarm[:context]>', description).argParser(on);

/** `swarm`, `swarm:NAME`. */
function on(text: string): On {
	const [, context = null] = /^swarm(?::(\S+))?$/.exec(text) ?? [undefined, ''];
	if (context === '') throw new InvalidArgumentError('write swarm, or swarm:NAME with the name of a docker context.');
	return { context };
}

/** `--calibration FILE`. */
export const calibrationOption = () =>
	new Option(
		'--calibration <file>',
		"the simulator's constants as `vipdrill calibrate` measured them; by default those that ship",
	);

/** What a report calls the calibration. */
export const calibrationName = (file: string | undefined): string => file ?? 'the calibration that ships';

/** A whole number of at least 1. */
export function positiveInteger(text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('use a whole number of at least 1.');
	return value;
}

/** A share in per cent, with or without its sign: `0.1` or `0.1%`. */
export function percentage(text: string): number {
	const value = Number(text.replace(/\s*%$/, ''));
	if (text.trim() === '' || !(value >= 0 && value < 100))
		throw new InvalidArgumentError('write per cent, from 0 to less than 100.');
	return value;
}

/** A duration with its unit, as milliseconds. */
export function duration(text: string): number {
	try {
		return parseDurationMs(text);
	} catch {
		throw new InvalidArgumentError('write a number with a unit, for instance 100ms or 0.5s.');
	}
}

/** `2/3`: the second of three parts. */
export function shard(text: string): Shard {
	const [, index = Number.NaN, of = Number.NaN] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
	if (index >= 1 && index <= of) return { index, of };
	throw new InvalidArgumentError('write which part and of how many, for instance 1/3, 2/3 or 3/3.');
}

/** A TCP port. */
export function port(text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 0 || value > 65_535)
		throw new InvalidArgumentError('use a port from 0 (a free one) to 65535, or put --serve behind the drills.');
	return value;
}

/** Adds what a comparison with a baseline is to ask beside that nothing is proved to be worse. */
export const withGateOptions = (command: Command): Command =>
	command
		.addOption(
			new Option('--unknown <what>', 'where a deciding metric could not be told: warn, or fail with exit code 2')
				.choices(['warn', 'fail'])
				.default('warn'),
		)
		.option('--prove-same', 'exit code 2 unless every metric is proved to be no worse; takes many trials');

/** The flags of `withGateOptions` as they are parsed. */
export interface GateFlags {
	unknown: GateRule['unknown'];
	proveSame?: boolean;
}

export const ruleOf = ({ unknown, proveSame = false }: GateFlags): GateRule => ({ unknown, proveSame });
