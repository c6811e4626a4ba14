import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { EXIT, VipdrillError } from '../errors.ts';
import { withoutSecrets } from '../report/redact.ts';
import { version } from '../version.ts';
import { asWriteError } from '../write-error.ts';
import { analyzeCommand } from './analyze.ts';
import { calibrateCommand } from './calibrate.ts';
import { cleanCommand } from './clean.ts';
import { compareCommand } from './compare.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { engineCommand } from './engine.ts';
import { explainCommand } from './explain.ts';
import { fuzzCommand } from './fuzz.ts';
import { listCommand } from './list.ts';
import { mergeCommand } from './merge.ts';
import { metricsCommand } from './metrics.ts';
import { planCommand } from './plan.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { setupCommand } from './setup.ts';
import { shellCommand } from './shell.ts';
import { statusCommand } from './status.ts';
import { sweepCommand } from './sweep.ts';
import { tableCommand } from './table.ts';
import { upCommand } from './up.ts';
import { validateCommand } from './validate.ts';
import { guardProcess, leave, sayHowItEnded } from './ways-out.ts';

/** Parses the command line, runs one command, and turns whatever happens into an exit code. Ends the process once its output is taken. */
export async function main(argv: string[]): Promise<void> {
	const program = new Command('vipdrill')
		.description(
			'Drills a highly available Docker Swarm behind a keepalived floating IP until it fails, and measures for how long.',
		)
		.version(version)
		.exitOverride()
		.enablePositionalOptions()
		.showHelpAfterError('(add --help for the options)')
		.addHelpText('after', HELP);
	const commands = [
		setupCommand,
		doctorCommand,
		runCommand,
		listCommand,
		metricsCommand,
		explainCommand,
		planCommand,
		upCommand,
		statusCommand,
		shellCommand,
		downCommand,
		cleanCommand,
		engineCommand,
		analyzeCommand,
		reportCommand,
		compareCommand,
		mergeCommand,
		tableCommand,
		validateCommand,
		calibrateCommand,
		sweepCommand,
		fuzzCommand,
	];
	for (const command of commands) program.addCommand(command().exitOverride());
	guardProcess();
	try {
		await program.parseAsync(argv);
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
	console.error('vipdrill: unexpected error; please report it with this text');
	console.error(withoutSecrets(inspect(error)));
	return EXIT.labFailed;
}

const HELP = `
First steps:
  npm run setup                                  install and build what a lab needs
  vipdrill doctor                                what can run here, and what is missing
  vipdrill run kill-master                       three kills of the reference design's MASTER
  vipdrill run kill-master --cluster ./mine -n 30   the same on your own cluster folder
  vipdrill run --all --cluster fixtures/seed --cluster fixtures/hardened
                                                 every drill on two designs, side by side
  vipdrill clean                                 remove whatever an interrupted run left

Exit codes: 0 pass, 1 an expectation failed, 2 inconclusive, 3 bad input, 4 the lab, the
engine or the disk failed, or something could not be removed. 129, 130, 141, 143: ended by a hang-up, Ctrl-C, a closed pipe, SIGTERM,
after everything was removed.`;
