/** Exit codes of every command (see ARCHITECTURE.md). */
export const EXIT = {
	pass: 0,
	failed: 1,
	inconclusive: 2,
	badInput: 3,
	labFailed: 4,
	// 128 and the signal's number, as shells report it.
	sighup: 129,
	sigint: 130,
	sigpipe: 141,
	sigterm: 143,
} as const;

/** Every code that an error of vipdrill's can have. */
export const ERROR_CODES = [
	'BAD_INPUT',
	'SETUP_NEEDED',
	'ENGINE_UNAVAILABLE',
	'LAB_FAILED',
	'WAIT_TIMED_OUT',
	'FAULT_FAILED',
	'WRITE_FAILED',
	'CLEANUP_FAILED',
	'INTERRUPTED',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The root of every error that vipdrill raises on purpose: a stable `code`, and a message that ends with the next step. */
export class VipdrillError extends Error {
	override readonly name: string = 'VipdrillError';
	constructor(
		readonly code: ErrorCode,
		message: string,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
	/** The process exit code this error stands for. */
	get exitCode(): number {
		return this.code === 'BAD_INPUT' ? EXIT.badInput : this.code === 'INTERRUPTED' ? EXIT.sigint : EXIT.labFailed;
	}
}

/** Where in a user's input something is wrong. `line` and `column` count from 1. */
export interface InputPosition {
	file: string;
	line?: number;
	column?: number;
}

/** One wrong value in a user's input. */
export interface InputProblem extends InputPosition {
	/** Dotted path or keyword, for instance `hosts[1].address`. */
	field: string;
	/** The value as it was written; left out where something is missing. */
	value?: unknown;
	/** What is wrong, as a sentence without its full stop. */
	problem: string;
	/** What to do about it, as a sentence without its full stop. */
	fix: string;
}

/** Renders a problem as `file:line: field: problem (got value). Fix.` */
export function formatProblem(p: InputProblem): string {
	const place = [p.file, p.line, p.column].filter((part) => part !== undefined).join(':');
	const got = p.value === undefined ? '' : ` (got ${JSON.stringify(p.value)})`;
	return `${place}: ${p.field}: ${p.problem}${got}. ${p.fix}.`;
}

/** Bad input: names file, line, field, value and the fix, for every problem found at once. Exit code 3; nothing was started. */
export class InputError extends VipdrillError {
	override readonly name = 'InputError';
	constructor(readonly problems: readonly [InputProblem, ...InputProblem[]]) {
		super('BAD_INPUT', problems.map(formatProblem).join('\n'));
	}
}

/** What an error says; of what is thrown and is none, itself. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What several parts of a clean-up failed with, of which each kept none of the others, as one error: CLEANUP_FAILED. */
export const cleanupFailed = (failed: readonly unknown[]): VipdrillError =>
	new VipdrillError('CLEANUP_FAILED', failed.map(messageOf).join('; '), {
		cause: failed.length === 1 ? failed[0] : new AggregateError(failed),
	});
