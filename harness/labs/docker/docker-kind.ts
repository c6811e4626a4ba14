import { InputError, type InputProblem } from '../../base/errors.ts';
import { scriptProblems } from '../../scenario/check-scripts.ts';
import type { LabKind } from '../lab.ts';
import { labNeeds } from '../needs.ts';

/** Real hosts. What the engine's kernel lacks (netem for `packet-delay`) shows only once it runs. */
export const DOCKER_KIND: LabKind = {
	name: 'docker',
	refuses: (drill, spec) => [...scriptProblems(drill, spec), ...problemsOf(() => labNeeds([drill], spec))],
};

function problemsOf(work: () => unknown): readonly InputProblem[] {
	try {
		work();
		return [];
	} catch (error) {
		if (error instanceof InputError) return error.problems;
		throw error;
	}
}
