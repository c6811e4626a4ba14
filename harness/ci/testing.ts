import { analyzeCommand } from '../cli/analyze.ts';
import { compareCommand } from '../cli/compare.ts';
import { doctorCommand } from '../cli/doctor.ts';
import { explainCommand } from '../cli/explain.ts';
import { mergeCommand } from '../cli/merge.ts';
import { metricsCommand } from '../cli/metrics.ts';
import { planCommand } from '../cli/plan.ts';
import { reportCommand } from '../cli/report.ts';
import { runCommand } from '../cli/run.ts';
import { setupCommand } from '../cli/setup.ts';

const COMMANDS = [
	...[runCommand, mergeCommand, reportCommand, setupCommand, compareCommand],
	...[analyzeCommand, doctorCommand, explainCommand, metricsCommand, planCommand],
].map((make) => make());

/** The long options of a command. Throws Error for a command that this does not know. */
export function optionsOf(name: string): string[] {
	const command = COMMANDS.find((candidate) => candidate.name() === name);
	if (!command) throw new Error(`no test knows the command ${name}`);
	return command.options.flatMap(({ long }) => long ?? []);
}

/**
 * What is wrong with the calls of vipdrill in a shell script: options that the commands named in it don't have. Options of other programs stand
 * on lines of their own.
 */
export function unknownOptions(script: string): string[] {
	const joined = script.replaceAll(/\\\n\s*/g, ' ');
	const lines = joined.split('\n').filter((line) => /vipdrill(\.js"?)? [a-z]|(args|baseline)\+?=\(/.test(line));
	const names = lines.flatMap((line) => /vipdrill(?:\.js"?)? ([a-z]+)/.exec(line)?.[1] ?? []);
	const known = new Set(names.flatMap(optionsOf));
	// Drills, as `--all`, may stand in a variable; what is quoted is a value.
	return lines.flatMap((line) => line.match(/(?<=[\s(])--[a-z-]+/g) ?? []).filter((option) => !known.has(option));
}
