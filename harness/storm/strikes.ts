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

/** What each is, for people. */
const STRIKE_WORDS: Readonly<Record<Strike, string>> = {
	SIGKILL: 'SIGKILL to the command',
	SIGTERM: 'SIGTERM to the command',
	SIGHUP: 'SIGHUP to the command',
	SIGINT: 'SIGINT to the command',
	impatient: 'SIGINT three times, so that it leaves its clean-up',
	oom: 'the memory limit of its control group: the kernel kills the largest process in it',
	'full-out': 'the disk of its output is full',
	'full-state': 'the disk of the state folder is full',
	'full-tmp': 'the disk of temporary files is full',
	'engine-kill': 'SIGKILL to the engine’s dockerd; an engine that is the user’s starts again',
	'engine-stop': 'SIGTERM to the engine’s dockerd; an engine that is the user’s starts again',
	'guest-kill': 'SIGKILL to the guest’s kernel',
};

/** Signals that a command hears and ends on, with the exit code that it then has (ARCHITECTURE.md). */
export const HEARD = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130, impatient: 130 } as const;
