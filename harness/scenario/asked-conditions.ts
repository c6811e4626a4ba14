import { InputError, type InputProblem } from '../base/errors.ts';
import type { Duration } from '../base/units.ts';
import { conditionProblems } from './check-conditions.ts';
import { msOf } from './ranges.ts';
import type { Conditions, DrillSpec } from './spec.ts';

const KEYS = ['latency', 'jitter', 'loss', 'cpu', 'disk'] as const;

/**
 * Reads conditions as the command line has them: `latency=5ms`, `loss=1` or `1%`, `cpu=2`. One that is given twice counts as given last. Throws InputError for a key that is
 * none, or a value that is no duration or number; ranges are a drill's own affair.
 */
export function parseConditions(texts: readonly string[]): Conditions {
	return Object.assign({}, ...texts.map(parseCondition));
}

function parseCondition(text: string): Conditions {
	const [key = '', value = ''] = text.split('=', 2).map((part) => part.trim());
	const known = KEYS.find((one) => one === key);
	if (!known) throw refused(text, 'there is no such condition', `Write one of ${KEYS.join(', ')}, for instance latency=5ms`);
	if (known === 'latency' || known === 'jitter') {
		if (msOf(value) === null)
			throw refused(text, 'it is not a duration', `Write a number with a unit, for instance ${known}=5ms`);
		return { [known]: value as Duration };
	}
	const number = Number(known === 'loss' ? value.replace(/%$/, '') : value);
	if (value === '' || !Number.isFinite(number)) throw refused(text, 'it is not a number', `Write for instance ${known}=1`);
	return { [known]: number };
}

const refused = (value: string, problem: string, fix: string) =>
	new InputError([{ file: 'command line', field: '--condition', value, problem, fix }]);

/** The drills with these conditions over their own. Throws InputError where a drill cannot run under them. */
export function underConditions(drills: readonly DrillSpec[], conditions: Conditions): DrillSpec[] {
	if (Object.keys(conditions).length === 0) return [...drills];
	const changed = drills.map((drill) => ({ ...drill, conditions: { ...drill.conditions, ...conditions } }));
	const problems = changed.flatMap((drill) =>
		conditionProblems(drill).map((problem): InputProblem => ({ file: `drill ${drill.name}`, ...problem })),
	);
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return changed;
}
