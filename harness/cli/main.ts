import { CommanderError } from 'commander';
import { EXIT, VipdrillError } from '../base/errors.ts';
import { withoutSecrets } from '../base/without-secrets.ts';
import { asWriteError } from '../base/write-error.ts';
import { program } from './program.ts';
import { unexpected } from './unexpected.ts';
import { guardProcess, leave, sayHowItEnded } from './ways-out.ts';

/** Parses the command line, runs one command, and turns whatever happens into an exit code. Ends the process once its output is taken. */
export async function main(argv: string[]): Promise<void> {
	guardProcess();
	try {
		await program().parseAsync(argv);
		sayHowItEnded(undefined);
	} catch (error) {
		process.exitCode = sayHowItEnded(error) ?? report(error);
	}
	// Sockets into machines that are gone may linger; nothing is left to wait for but whoever reads the output.
	await leave();
}

function report(error: unknown): number {
	// commander has printed its own message; only --help and --version are no mistakes.
	if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.badInput;
	if (error instanceof VipdrillError) {
		console.error(`vipdrill: ${withoutSecrets(error.message)}`);
		return error.exitCode;
	}
	const write = asWriteError(error);
	if (write) return report(write);
	console.error(`vipdrill: ${withoutSecrets(unexpected(error))}`);
	return EXIT.labFailed;
}
