/** What may hit a command, or what it stands on. */
export const STRIKES = [
	'SIGKILL',
	'SIGTERM',
	'SIGHUP',
	'SIGINT',
	'impatient',
	'oom',
	'full-out',
	'full-state',
	'full-tmp',
	'engine-kill',
	'engine-stop',
	'guest-kill',
] as const;

/** One of them. */
export type Strike = (typeof STRIKES)[number];

/** Signals that a command hears and ends on, with the exit code that it then has (ARCHITECTURE.md). */
export const HEARD = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130, impatient: 130 } as const;
