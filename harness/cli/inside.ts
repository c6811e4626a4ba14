import type { Readable } from 'node:stream';
import { InputError } from '../base/errors.ts';
import { formatMs } from '../base/units.ts';
import { formatList } from '../gate/wording.ts';
import type { PausedTrial } from '../labs/lab.ts';
import type { FinishedRun } from '../run/options.ts';
import { PAUSED_AT_MOST_MS } from '../run/run-drill.ts';
import type { LabName } from '../timeline/environment.ts';

/** The flags of `run` by which somebody looks inside. */
export interface InsideFlags {
	keepOnFail?: boolean;
	pauseBefore?: 'heal';
}

/** What else of a run decides whether there is something to look into. */
interface Circumstances {
	lab: LabName;
	labs: number;
	clusters: number;
	/** Whether somebody can press Enter. */
	canAsk: boolean;
}

/** Throws InputError where there would be nothing to look into, or nobody who looks. */
export function checkInside({ keepOnFail, pauseBefore }: InsideFlags, { lab, labs, clusters, canAsk }: Circumstances): void {
	const refuse = (field: string, problem: string, fix: string) => new InputError([{ file: 'command line', field, problem, fix }]);
	const flags = [...(keepOnFail ? ['--keep-on-fail'] : []), ...(pauseBefore ? ['--pause-before'] : [])];
	const [first] = flags;
	if (first && lab === 'sim')
		throw refuse(first, 'a simulated lab has no machines to look into', 'Leave it out, or run on real hosts (--lab docker)');
	if (keepOnFail && clusters > 1)
		throw refuse('--keep-on-fail', 'the lab that stays would disturb the next cluster', 'Run it once for each cluster');
	if (pauseBefore && labs > 1)
		throw refuse('--pause-before', 'with several labs nobody could tell which one goes on', 'Use --labs 1 and one engine');
	if (pauseBefore && !canAsk)
		throw refuse('--pause-before', 'it waits for Enter, and nobody can press it here (no terminal, or CI)', 'Leave it out');
}

/** Whether somebody sits at a terminal. */
export const canAsk = (input: { isTTY?: boolean } = process.stdin, env: NodeJS.ProcessEnv = process.env): boolean =>
	Boolean(input.isTTY) && !env.CI;

/** What a paused trial says: what is in effect, how to enter, how it goes on. */
export function pauseText({ lab, machines, faults }: PausedTrial): string {
	const inEffect = faults.length === 0 ? 'no fault is in effect any more' : `in effect: ${faults.join('; ')}`;
	return [
		`Paused before the heal; ${inEffect}. Look inside from another terminal:`,
		`  ${shellLine(lab, machines)}`,
		`Enter goes on; by itself it goes on after ${formatMs(PAUSED_AT_MOST_MS)}. The trial will count as not to be trusted.`,
	].join('\n');
}

/** What a run says of labs that stay: why, how to enter, how to let go. */
export function keptText(kept: FinishedRun['kept']): string {
	const each = kept.flatMap(({ id, machines, why }) => [
		`Lab ${id} stays as it is, for ${why}`,
		`Look inside: ${shellLine(id, machines)}`,
	]);
	return [...each, 'Let go of it with `vipdrill down`; `vipdrill status` lists it.'].join('\n');
}

function shellLine(lab: string, machines: readonly string[]): string {
	const [first = 'client', ...others] = machines;
	const command = `vipdrill shell ${lab}/${first}`;
	return others.length > 0 ? `${command}    (or ${formatList(others)})` : command;
}

/** Waits until somebody presses Enter, ends the input, or `atMostMs` is over. Rejects with the signal's reason once that is pulled. */
export async function untilEnter(
	signal: AbortSignal,
	input: Readable & { unref?(): unknown } = process.stdin,
	atMostMs = PAUSED_AT_MOST_MS,
): Promise<void> {
	signal.throwIfAborted();
	let stop = () => {};
	try {
		await new Promise<void>((resolve, reject) => {
			const pulled = () => reject(signal.reason);
			const goOn = () => resolve();
			const timer = setTimeout(goOn, atMostMs);
			stop = () => {
				clearTimeout(timer);
				signal.removeEventListener('abort', pulled);
				input.off('data', goOn).off('end', goOn);
			};
			signal.addEventListener('abort', pulled);
			input.on('data', goOn).on('end', goOn);
			input.resume();
		});
	} finally {
		stop();
		// An open terminal must not keep the process from its end.
		input.pause();
		input.unref?.();
	}
}
