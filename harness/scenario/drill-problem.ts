import type { InputProblem } from '../base/errors.ts';
import type { DrillProblem } from './check-drill.ts';

/** A problem of a drill whose file nobody knows. */
export function inDrill({ name }: { name: unknown }, { column: _, ...problem }: DrillProblem): InputProblem {
	return { file: typeof name === 'string' ? `drill ${name.slice(0, 100)}` : 'a drill', ...problem };
}
