import { createInterface } from 'node:readline/promises';
import { InputError, type InputProblem } from '../../base/errors.ts';

/** Something that must be known. */
export interface Question {
	/** The flag that answers it, with its form, for instance `--vip ADDRESS`. */
	flag: string;
	/** The question, without its question mark. */
	ask: string;
	/** What the answer is where nobody gives one. */
	default?: string;
	/** What is wrong with an answer, and what to write instead; null where nothing is. */
	wrong(answer: string): string | null;
}

/** Who answers. `answer` null: nobody can. */
export interface Answers {
	answer(question: Question): Promise<string | null>;
	/** Throws InputError where something remained without an answer. */
	finish(): void;
	close(): void;
}

/** Takes what has a default, and notes the rest. */
export class NoAnswers implements Answers {
	readonly #missing: InputProblem[] = [];

	async answer({ flag, ask, default: usual }: Question): Promise<string | null> {
		if (usual !== undefined) return usual;
		const fix = `Add ${flag}, or run it in a terminal, which asks`;
		this.#missing.push({ file: 'command line', field: flag.split(' ')[0] ?? flag, problem: `missing: ${lowered(ask)}`, fix });
		return null;
	}

	finish(): void {
		const [first, ...others] = this.#missing;
		if (first) throw new InputError([first, ...others]);
	}

	close(): void {}
}

/** A person at a terminal: asked until the answer is right. */
export class TerminalAnswers implements Answers {
	readonly #lines: ReturnType<typeof createInterface>;
	#ended = false;

	constructor(
		input: NodeJS.ReadableStream,
		private readonly output: NodeJS.WritableStream,
	) {
		this.#lines = createInterface({ input, output });
		this.#lines.once('close', () => {
			this.#ended = true;
		});
	}

	async answer({ ask, flag, default: usual, wrong }: Question): Promise<string | null> {
		for (;;) {
			const given = (await this.#line(`${ask}${usual === undefined ? '' : ` [${usual}]`}? `)).trim();
			const answer = given === '' ? (usual ?? '') : given;
			const problem = answer === '' ? `an answer is needed (${flag})` : wrong(answer);
			if (problem === null) return answer;
			this.output.write(`  ${problem}\n`);
		}
	}

	finish(): void {}

	close(): void {
		this.#lines.close();
	}

	/** Rejects where the input ends. */
	async #line(prompt: string): Promise<string> {
		const gone = new InputError([
			{ file: 'terminal', field: 'answer', problem: 'the input ended', fix: 'Start again, or answer with flags' },
		]);
		if (this.#ended) throw gone;
		return new Promise((resolve, reject) => {
			const end = () => reject(gone);
			this.#lines.once('close', end);
			this.#lines.question(prompt).then((line) => {
				this.#lines.off('close', end);
				resolve(line);
			}, reject);
		});
	}
}

const lowered = (text: string) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
