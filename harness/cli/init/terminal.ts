import { createInterface } from 'node:readline/promises';
import { InputError } from '../../base/errors.ts';
import type { Answers, Question } from './interview.ts';

/** A person at a terminal: asked until the answer is right. */
export class TerminalAnswers implements Answers {
	readonly #lines: ReturnType<typeof createInterface>;
	#hasEnded = false;

	constructor(
		input: NodeJS.ReadableStream,
		private readonly output: NodeJS.WritableStream,
	) {
		this.#lines = createInterface({ input, output });
		this.#lines.once('close', () => {
			this.#hasEnded = true;
		});
	}

	/** Rejects with InputError where the input ends. */
	async answer({ ask, flag, default: usual, wrong }: Question): Promise<string> {
		for (;;) {
			const given = (await this.#line(`${ask}${usual === undefined || usual === '' ? '' : ` [${usual}]`}: `)).trim();
			if (given === '' && usual !== undefined) return usual;
			const problem = given === '' ? `an answer is needed (${flag})` : (wrong?.(given) ?? null);
			if (problem === null) return given;
			this.output.write(`  ${problem}\n`);
		}
	}

	close(): void {
		this.#lines.close();
	}

	#line(prompt: string): Promise<string> {
		return new Promise((resolve, reject) => {
			const end = () => {
				const fix = 'Start again, or answer with flags';
				reject(new InputError([{ file: 'terminal', field: 'answer', problem: 'the input ended', fix }]));
			};
			if (this.#hasEnded) {
				end();
				return;
			}
			this.#lines.once('close', end);
			this.#lines.question(prompt).then((line) => {
				this.#lines.off('close', end);
				resolve(line);
			}, reject);
		});
	}
}
