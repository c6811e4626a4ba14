import { InputError, type InputProblem } from '../../base/errors.ts';

/** Something that must be known. */
export interface Question {
	/** The flag that answers it, with its form, for instance `--vip ADDRESS`. */
	flag: string;
	/** The question, without its question mark. */
	ask: string;
	/** The answer where nobody gives one. */
	default?: string;
	/** What is wrong with an answer; null where nothing is. */
	wrong?(answer: string): string | null;
}

/** Who answers; null: nobody does. */
export interface Answers {
	answer(question: Question): Promise<string | null>;
	close(): void;
}

/** Takes what has a default. */
export const NO_ANSWERS: Answers = {
	answer: async ({ default: usual }) => usual ?? null,
	close: () => {},
};

/** Puts questions to flags first and then to whoever answers, and notes what is missing or not right. */
export class Interview {
	readonly #problems: InputProblem[] = [];

	constructor(private readonly answers: Answers) {}

	/** Null where the answer is missing or not right, which is noted. */
	async take(question: Question, given?: string): Promise<string | null> {
		const { flag, ask, wrong } = question;
		const field = flag.split(' ')[0] ?? flag;
		if (given !== undefined) {
			const problem = wrong?.(given) ?? null;
			if (problem === null) return given;
			this.#problems.push({ file: 'command line', field, value: given, problem, fix: `Write ${flag}` });
			return null;
		}
		const answer = await this.answers.answer(question);
		if (answer !== null) return answer;
		const fix = `Add ${flag}, or run it in a terminal, which asks`;
		this.#problems.push({ file: 'command line', field, problem: `missing: ${lowered(ask)}`, fix });
		return null;
	}

	/** Throws InputError with all that was noted. */
	finish(): void {
		const [first, ...others] = this.#problems;
		if (first) throw new InputError([first, ...others]);
	}
}

const lowered = (text: string) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
