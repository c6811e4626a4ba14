import type { InputProblem } from '../base/errors.ts';

/** What is wrong in a drill; its file is for whoever knows it to add. `column` counts within `value`, an objective's text. */
export type DrillProblem = Omit<InputProblem, 'file' | 'line'>;

/** A problem of a drill whose file nobody knows. */
export function inDrill({ name }: { name: unknown }, { column: _, ...problem }: DrillProblem): InputProblem {
	return { file: typeof name === 'string' ? `drill ${name.slice(0, 100)}` : 'a drill', ...problem };
}
