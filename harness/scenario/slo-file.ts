import { didYouMean } from '../base/did-you-mean.ts';
import { InputError, type InputProblem } from '../base/errors.ts';
import { formatPath, isRecord, readYaml, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import { parseSlo, SloSyntaxError } from './slo.ts';

/** The key of the objectives that every drill gets. */
const EVERY_DRILL = 'default';

/** A slo.yaml as read: objectives as they were written. */
export interface SloFile {
	forEveryDrill: string[];
	byDrill: Record<string, string[]>;
}

/**
 * Reads slo.yaml: lists of objectives under `default` and under the names of drills. Throws InputError with every problem at its line and
 * column: no such drill (of `drills`), an objective that cannot be read, another form.
 */
export function parseSloFile(file: string, text: string, drills: readonly string[]): SloFile {
	const source = readYaml(file, text);
	const problems = [...source.problems];
	const slos: SloFile = { forEveryDrill: [], byDrill: {} };
	if (isRecord(source.value)) {
		for (const [key, list] of Object.entries(source.value)) {
			if (key !== EVERY_DRILL && !drills.includes(key)) problems.push(unknownDrill(source, key, drills));
			else if (!Array.isArray(list) || list.length === 0) problems.push(notAList(source, [key]));
			else {
				problems.push(...list.flatMap((item, i) => objectiveProblems(source, text, [key, i], item)));
				if (key === EVERY_DRILL) slos.forEveryDrill = list;
				else slos.byDrill[key] = list;
			}
		}
	} else if (problems.length === 0) problems.push(notAList(source, []));
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return slos;
}

function unknownDrill(source: YamlSource, key: string, drills: readonly string[]): InputProblem {
	const meant = didYouMean(key, [EVERY_DRILL, ...drills]);
	const fix = meant === null ? 'Write default, or the name of a drill; vipdrill list has them' : `Did you mean ${meant}`;
	return { ...source.atKey([key]), field: key, problem: 'there is no such drill', fix };
}

function notAList(source: YamlSource, path: YamlPath): InputProblem {
	const fix = "Write a list, for instance default: ['takeover.p95 < 4s']";
	return { ...source.at(path), field: formatPath(path) || 'slo.yaml', problem: 'there is no list of objectives', fix };
}

function objectiveProblems(source: YamlSource, yaml: string, path: YamlPath, item: unknown): InputProblem[] {
	const start = source.at(path);
	const field = formatPath(path);
	if (typeof item !== 'string')
		return [{ ...start, field, problem: 'this is no objective', fix: "Write a text, for instance 'takeover.p95 < 4s'" }];
	const error = sloError(item);
	if (!error) return [];
	const { problem, fix, column } = error;
	return [{ ...start, ...placeIn(yaml, item, column, start.line), field, value: item, problem, fix }];
}

/** What is wrong with an objective; null where it can be read. */
export function sloError(text: string): SloSyntaxError | null {
	try {
		parseSlo(text);
		return null;
	} catch (error) {
		if (error instanceof SloSyntaxError) return error;
		throw error;
	}
}

/** Line and column of a place in a text that stands in a file literally, from a line on; nothing where it stands there in other words. */
export function placeIn(file: string, text: string, column: number, fromLine = 1): { line: number; column: number } | null {
	const lines = file.split('\n');
	const index = lines.findIndex((line, i) => i + 1 >= fromLine && line.includes(text));
	return index < 0 ? null : { line: index + 1, column: (lines[index] as string).indexOf(text) + column };
}
