import type { Chain, Place } from './place.ts';

/** A stretch of characters that were written in one piece. `fixed`: they all stand for one place, as the value of a built-in does. */
interface Run {
	length: number;
	at: Place;
	chain: Chain;
	fixed: boolean;
}

/** A line on its way through the expansion: its characters, and where each of them was written. Never changes. */
export class Traced {
	private constructor(
		readonly text: string,
		private readonly runs: readonly Run[],
	) {}

	/** Text as it stands at a place of a file. */
	static written(text: string, file: string, line: number, column: number, chain: Chain): Traced {
		return new Traced(text, [{ length: text.length, at: { file, line, column, length: text.length }, chain, fixed: false }]);
	}

	/** Text that stands nowhere: what is made at a place. */
	static made(text: string, at: Place, chain: Chain): Traced {
		return new Traced(text, [{ length: text.length, at, chain, fixed: true }]);
	}

	static join(parts: readonly Traced[]): Traced {
		const full = parts.filter(({ text }) => text.length > 0);
		const [first, ...others] = full;
		if (first && others.length === 0) return first;
		return new Traced(
			full.map(({ text }) => text).join(''),
			full.flatMap(({ runs }) => runs),
		);
	}

	get length(): number {
		return this.text.length;
	}

	slice(start: number, end: number = this.text.length): Traced {
		if (start === 0 && end >= this.text.length) return this;
		const [only] = this.runs;
		if (only && this.runs.length === 1 && end > start) {
			const length = Math.min(end, this.text.length) - start;
			const at = only.fixed ? only.at : { ...only.at, column: only.at.column + start, length };
			return new Traced(this.text.slice(start, end), [{ length, at, chain: only.chain, fixed: only.fixed }]);
		}
		const runs: Run[] = [];
		let at = 0;
		for (const run of this.runs) {
			const from = Math.max(start, at);
			const to = Math.min(end, at + run.length);
			if (to > from) {
				const moved = run.fixed ? run.at : { ...run.at, column: run.at.column + from - at, length: to - from };
				runs.push({ ...run, length: to - from, at: moved });
			}
			at += run.length;
		}
		return new Traced(this.text.slice(start, end), runs.length > 0 ? runs : this.#edge(start));
	}

	/** Puts other text in the place of a part. */
	replace(start: number, end: number, by: Traced): Traced {
		return Traced.join([this.slice(0, start), by, this.slice(end)]);
	}

	/** The same text, brought here in another way. */
	broughtBy(chain: Chain): Traced {
		return new Traced(
			this.text,
			this.runs.map((run) => ({ ...run, chain })),
		);
	}

	/** Where its first character was written, and how far that piece goes. */
	get at(): Place {
		return (this.runs[0] ?? NOWHERE).at;
	}

	get chain(): Chain {
		return (this.runs[0] ?? NOWHERE).chain;
	}

	/** An empty slice still has a place. */
	#edge(index: number): Run[] {
		let at = 0;
		for (const run of this.runs) {
			if (index <= at + run.length) {
				const column = run.at.column + (run.fixed ? 0 : index - at);
				return [{ ...run, length: 0, at: { ...run.at, column, length: 0 } }];
			}
			at += run.length;
		}
		return this.runs.slice(-1).map((run) => ({ ...run, length: 0, at: { ...run.at, length: 0 } }));
	}
}

const NOWHERE: Run = { length: 0, at: { file: '', line: 1, column: 1, length: 0 }, chain: [], fixed: true };
