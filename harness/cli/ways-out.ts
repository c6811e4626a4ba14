import { EXIT, VipdrillError } from '../base/errors.ts';
import { knownSecrets } from '../base/known-secrets.ts';
import { whatIsUnderWay } from '../base/under-way.ts';
import { withoutSecrets } from '../base/without-secrets.ts';
import { asWriteError } from '../base/write-error.ts';
import { formatList } from '../gate/wording.ts';
import { unexpected } from './unexpected.ts';

/** Within this time a signal counts once: it comes twice where npm passes a terminal's Ctrl-C on, or a shell its hang-up. */
const SAME_SIGNAL_MS = 500;
/** Clean-up that takes longer hangs: faults are undone and a lab is removed within a minute or two. */
const CLEAN_UP_WITHIN_MS = 5 * 60_000;
/** Errors during the clean-up that are told; each may bring the next. */
const TOLD_AT_MOST = 10;

const SIGNALS = [
	['SIGINT', EXIT.sigint],
	['SIGTERM', EXIT.sigterm],
	['SIGHUP', EXIT.sighup],
] as const;

/** Why the process ends before its work is done. */
interface End {
	exitCode: number;
	/** A sentence without its full stop. */
	why: string;
}

let end: End | null = null;
/** What the work under way removes before it ends: a lab, or nothing. Undefined where there is no such work, and the process may end at once. */
let removes: string | null | undefined;
let later = 0;
const abort = new AbortController();
const lastMs = new Map<string, number>();

/**
 * Hears whatever may end the process: SIGINT, SIGTERM, SIGHUP, an output that nobody takes any more (EPIPE, EIO, ENOSPC), an error that nobody
 * caught. Work that has called `interruptible` is told to stop and then cleans up; without any, the process ends at once.
 */
export function guardProcess(): void {
	for (const [name, exitCode] of SIGNALS) process.on(name, () => hear(name, exitCode));
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error) => begin(outputGone(error)));
		hideSecrets(stream);
	}
	process.on('uncaughtException', (error) => {
		const write = asWriteError(error);
		const why = write?.message.replace(/\.$/, '') ?? unexpected(error);
		if (end) tellLater(error);
		else begin({ exitCode: EXIT.labFailed, why });
	});
}

/** Whoever writes, and whatever: what is known to be secret is not printed. */
function hideSecrets(stream: NodeJS.WriteStream): void {
	const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
	const hiding = (chunk: unknown, ...rest: unknown[]) =>
		write(typeof chunk === 'string' ? knownSecrets.hidePrinted(chunk) : chunk, ...rest);
	stream.write = hiding as typeof stream.write;
}

/** Begins work that has to clean up after itself; the signal is pulled where it must stop. `what` names what it removes then; null where that is nothing. */
export function interruptible(what: string | null): AbortSignal {
	removes = what;
	return abort.signal;
}

/** Says what became of work that was ended, and how its clean-up went. Returns the exit code, that of a failed lab where something is left; null where nothing ended it. */
export function sayHowItEnded(error: unknown): number | null {
	if (!end) return null;
	const isOnlyThat = error === undefined || error === abort.signal.reason || isInterruption(error);
	if (isOnlyThat && removes) tell(`${firstLine(end.why)}; ${removes} ${removes.endsWith('s') ? 'were' : 'was'} removed`);
	if (isOnlyThat) return end.exitCode;
	tell(`${firstLine(end.why)}; and then: ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof VipdrillError && error.code === 'CLEANUP_FAILED') end.exitCode = EXIT.labFailed;
	return end.exitCode;
}

/** Ends the process once all that was printed is taken, however slowly. A signal then ends it at once. */
export async function leave(): Promise<never> {
	removes = undefined;
	// What the last write ran into is told a moment later.
	await new Promise((resolve) => setImmediate(resolve));
	await Promise.all([process.stdout, process.stderr].map(taken));
	process.exit(end?.exitCode ?? process.exitCode);
}

function hear(name: string, exitCode: number): void {
	const nowMs = performance.now();
	const before = lastMs.get(name) ?? Number.NEGATIVE_INFINITY;
	lastMs.set(name, nowMs);
	if (nowMs - before < SAME_SIGNAL_MS) return;
	if (!end) {
		begin({ exitCode, why: `interrupted (${name})` });
		return;
	}
	if (removes === undefined) process.exit(end.exitCode);
	later += 1;
	const what = formatList(whatIsUnderWay()) || `working on ${removes ?? 'the end'}`;
	if (later > 1) leaveAtOnce(`left at once, while ${what}`, end.exitCode);
	tell(`still ${what}; once more leaves it as it is`);
}

function begin(next: End): void {
	if (end) return;
	end = next;
	if (removes === undefined) {
		// As other programs do whose reader has gone: without a word.
		if (next.exitCode !== EXIT.sigpipe) tell(next.why);
		process.exit(next.exitCode);
	}
	tell(removes === null ? next.why : `${next.why}; removing ${removes}`);
	const late = `the clean-up did not end within ${CLEAN_UP_WITHIN_MS / 60_000} min`;
	setTimeout(() => leaveAtOnce(late, next.exitCode), CLEAN_UP_WITHIN_MS);
	abort.abort(new VipdrillError('INTERRUPTED', next.why));
}

function leaveAtOnce(why: string, exitCode: number): never {
	tell(`${why}; \`vipdrill clean\` removes what is left`);
	process.exit(exitCode);
}

function outputGone(error: NodeJS.ErrnoException): End {
	if (error.code === 'EPIPE') return { exitCode: EXIT.sigpipe, why: 'nobody reads the output any more (EPIPE)' };
	if (error.code === 'EIO') return { exitCode: EXIT.sighup, why: 'the terminal is gone (EIO)' };
	return { exitCode: EXIT.labFailed, why: `the output cannot be written (${error.code ?? error.message})` };
}

let told = 0;
function tellLater(error: unknown): void {
	told += 1;
	if (told <= TOLD_AT_MOST) tell(`an error during the clean-up: ${error instanceof Error ? error.message : String(error)}`);
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';

const tell = (text: string) => console.error(`vipdrill: ${withoutSecrets(text)}`);

const isInterruption = (error: unknown): boolean =>
	error instanceof Error && (error.name === 'AbortError' || (error instanceof VipdrillError && error.code === 'INTERRUPTED'));

/** Resolves once a stream's reader has taken everything, or is gone. */
async function taken(stream: NodeJS.WriteStream): Promise<void> {
	if (stream.writableLength === 0 || stream.destroyed) return;
	await new Promise<void>((resolve) => {
		stream.once('error', () => resolve());
		stream.write('', () => resolve());
	});
}
