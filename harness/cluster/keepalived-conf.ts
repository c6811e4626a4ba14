import type { InputProblem } from '../base/errors.ts';
import { tokenizeLine } from './keepalived-tokens.ts';

/** One statement of a keepalived.conf: its keyword, the further tokens of its line, and its `{ … }` block if it has one. */
export interface ConfStatement {
	keyword: string;
	args: string[];
	/** Line of the keyword, from 1. */
	line: number;
	block: ConfStatement[] | null;
}

/** A keepalived.conf as a tree; with `problems` the tree is incomplete and must not be trusted. */
export interface KeepalivedConf {
	file: string;
	statements: ConfStatement[];
	problems: InputProblem[];
}

interface OpenBlock {
	owner: ConfStatement;
	line: number;
	statements: ConfStatement[];
}

/**
 * Parses a keepalived.conf as keepalived's lib/parser.c does: line based, comments from `#` or `!` outside quotes, braces anywhere.
 * Never throws: unbalanced braces, open quotes and what vipdrill does not read (include, variables, `@id`) are in `problems`.
 */
export function parseKeepalivedConf(file: string, text: string): KeepalivedConf {
	const parser = new ConfParser(file);
	text.split('\n').forEach((line, index) => {
		parser.readLine(line.replace(/\r$/, ''), index + 1);
	});
	return parser.finish();
}

class ConfParser {
	readonly #conf: KeepalivedConf;
	readonly #open: OpenBlock[] = [];
	/** In a `$NAME=…` definition that a backslash continues. */
	#inDefinition = false;

	constructor(file: string) {
		this.#conf = { file, statements: [], problems: [] };
	}

	readLine(raw: string, line: number): void {
		if (this.#inDefinition) {
			this.#inDefinition = raw.trimEnd().endsWith('\\');
			return;
		}
		const rest = this.#refuseDirectives(raw.trim(), line);
		let words: string[] = [];
		for (const token of tokenizeLine(rest)) {
			if (token.kind === 'word') words.push(token.text);
			else if (token.kind === 'problem') {
				// What is wrong in a password is quoted nowhere.
				const value = words.includes('auth_pass') ? '(hidden)' : token.text;
				this.#problem(line, words[0] ?? value, value, token.problem, token.fix);
			} else {
				const statement = this.#flush(words, line);
				words = [];
				if (token.kind === 'open') this.#openBlock(statement, line);
				else this.#closeBlock(line);
			}
		}
		this.#flush(words, line);
	}

	finish(): KeepalivedConf {
		for (const { owner, line } of this.#open) {
			const name = [owner.keyword, ...owner.args].join(' ');
			this.#problem(line, name, '{', 'the block that opens here is never closed', 'Add the missing }');
		}
		return this.#conf;
	}

	/** Reports what keepalived would expand before it parses; returns what is left of the line, so that braces still balance. */
	#refuseDirectives(line: string, number: number): string {
		const definition = /^\$[A-Za-z_]\w*\s*=/.exec(line);
		if (definition) {
			this.#inDefinition = line.endsWith('\\');
			return this.#refuse(number, definition[0].replace(/\s*=$/, ''), 'variables', '');
		}
		const [directive = ''] = /^(include[rmwba]?(?=\s)|@\^?\S*|~(SEQ|LST)\b(\([^)]*\))?)/.exec(line) ?? [];
		if (directive === '') return line;
		if (directive.startsWith('@')) return this.#refuse(number, directive, '@id conditions', line.slice(directive.length));
		if (directive.startsWith('~')) return this.#refuse(number, directive, directive.slice(0, 4), line.slice(directive.length));
		return this.#refuse(number, directive, 'include', '', line.slice(directive.length).trim());
	}

	#refuse(line: number, field: string, what: string, rest: string, value: string = field): string {
		this.#problem(line, field, value, `vipdrill does not read ${what} yet`, 'Inline it: write out what this host gets');
		return rest;
	}

	#flush(words: string[], line: number): ConfStatement | null {
		const [keyword, ...args] = words;
		if (keyword === undefined) return null;
		const statement: ConfStatement = { keyword, args, line, block: null };
		this.#current().push(statement);
		return statement;
	}

	#openBlock(statement: ConfStatement | null, line: number): void {
		// A brace on its own line belongs to the statement before it.
		const owner = statement ?? this.#current().at(-1);
		if (!owner || owner.block) {
			const statements: ConfStatement[] = [];
			this.#open.push({ owner: { keyword: '{', args: [], line, block: statements }, line, statements });
			this.#problem(line, '{', '{', 'a block opens without a keyword', 'Write the keyword before the brace, or remove the brace');
			return;
		}
		owner.block = [];
		this.#open.push({ owner, line, statements: owner.block });
	}

	#closeBlock(line: number): void {
		if (!this.#open.pop())
			this.#problem(line, '}', '}', 'there is no block to close', 'Remove this }, or add the { that it closes');
	}

	#current(): ConfStatement[] {
		return this.#open.at(-1)?.statements ?? this.#conf.statements;
	}

	#problem(line: number, field: string, value: string, problem: string, fix: string): void {
		this.#conf.problems.push({ file: this.#conf.file, line, field, value, problem, fix });
	}
}
