import { Command, CommanderError } from 'commander';
import { setupCommandLine } from '../base/hints.ts';
import { analyzeCommand } from './commands/analyze.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { cleanCommand } from './commands/clean.ts';
import { compareCommand } from './commands/compare.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { engineCommand } from './commands/engine.ts';
import { explainCommand } from './commands/explain.ts';
import { fuzzCommand } from './commands/fuzz.ts';
import { guaranteeCommand } from './commands/guarantee.ts';
import { initCommand } from './commands/init.ts';
import { lintCommand } from './commands/lint.ts';
import { listCommand } from './commands/list.ts';
import { lspCommand } from './commands/lsp.ts';
import { mergeCommand } from './commands/merge.ts';
import { metricsCommand } from './commands/metrics.ts';
import { planCommand } from './commands/plan.ts';
import { playgroundCommand } from './commands/playground.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { scoreCommand } from './commands/score.ts';
import { setupCommand } from './commands/setup.ts';
import { shardCommand } from './commands/shard.ts';
import { shellCommand } from './commands/shell.ts';
import { statusCommand } from './commands/status.ts';
import { surviveCommand } from './commands/survive.ts';
import { sweepCommand } from './commands/sweep.ts';
import { tableCommand } from './commands/table.ts';
import { tuneCommand } from './commands/tune.ts';
import { upCommand } from './commands/up.ts';
import { validateCommand } from './commands/validate.ts';
import { versionLine } from './version-line.ts';

const COMMANDS = [
	setupCommand,
	doctorCommand,
	runCommand,
	lintCommand,
	lspCommand,
	listCommand,
	metricsCommand,
	explainCommand,
	planCommand,
	guaranteeCommand,
	diffCommand,
	playgroundCommand,
	initCommand,
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
	shardCommand,
	tableCommand,
	validateCommand,
	calibrateCommand,
	sweepCommand,
	surviveCommand,
	tuneCommand,
	scoreCommand,
	fuzzCommand,
	schemaCommand,
	completionCommand,
];

/** The command line: every command with its options and help, and none of its work. Throws CommanderError for what it does not know, and after help and version. */
export function program(): Command {
	const whole = new Command('vipdrill')
		.description(
			'Drills a highly available Docker Swarm behind a keepalived floating IP until it fails, and measures for how long.',
		)
		.option('-V, --version', 'output the version number')
		// Asking git takes time, which nobody but this option is to spend.
		.on('option:version', () => {
			process.stdout.write(`${versionLine()}\n`);
			throw new CommanderError(0, 'commander.version', '');
		})
		.exitOverride()
		.enablePositionalOptions()
		.showHelpAfterError('(add --help for the options)')
		.addHelpText('after', help);
	for (const command of COMMANDS) whole.addCommand(command().exitOverride());
	return whole.addCommand(completeCommand(), { hidden: true });
}

const help = () => `
First steps:
  ${setupCommandLine().padEnd(46)} install and build what a lab needs
  vipdrill doctor                                what can run here, and what is missing
  vipdrill run kill-master                       three kills of the reference design's MASTER
  vipdrill run kill-master --cluster ./mine -n 30   the same on your own cluster folder
  vipdrill run --all --cluster fixtures/seed --cluster fixtures/hardened
                                                 every drill on two designs, side by side
  vipdrill clean                                 remove whatever an interrupted run left

Exit codes: 0 pass, 1 an expectation failed, 2 inconclusive, 3 bad input, 4 the lab, the
engine or the disk failed, or something could not be removed. 129, 130, 141, 143: ended by a hang-up, Ctrl-C, a closed pipe, SIGTERM,
after everything was removed.`;
