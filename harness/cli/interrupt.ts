import { EXIT, VipdrillError } from '../errors.ts';

/** An abort signal that Ctrl-C (or SIGTERM) pulls, and an error that nobody caught. The work then stops and cleans up; a second one ends the process at once. */
export function interruptible(): { signal: AbortSignal; exitCode: () => number | null } {
	const abort = new AbortController();
	let code: number | null = null;
	for (const [name, exitCode] of [
		['SIGINT', EXIT.sigint],
		['SIGTERM', EXIT.sigterm],
	] as const) {
		process.on(name, () => {
			if (code !== null) {
				console.error('vipdrill: left at once; run `vipdrill clean` to remove what is left');
				process.exit(exitCode);
			}
			code = exitCode;
			console.error('vipdrill: interrupted; removing the lab (again to leave at once)');
			abort.abort(new VipdrillError('INTERRUPTED', 'interrupted; the lab was removed'));
		});
	}
	process.once('uncaughtException', (error) => {
		code ??= EXIT.labFailed;
		console.error(`vipdrill: a mistake of vipdrill's own ended this: ${error.stack ?? error}`);
		abort.abort(new VipdrillError('INTERRUPTED', 'ended by a mistake of vipdrill’s own; the lab was removed'));
	});
	return { signal: abort.signal, exitCode: () => code };
}
