import { Argument, Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill completion bash > ~/.local/share/bash-completion/completions/vipdrill
  vipdrill completion zsh > "\${fpath[1]}/_vipdrill"
  vipdrill completion fish > ~/.config/fish/completions/vipdrill.fish`;

/** `vipdrill completion`. */
export const completionCommand = () =>
	new Command('completion')
		.description('print the script by which a shell completes commands, options, drills and machines')
		.addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
		.addHelpText('after', HELP)
		.action(lazily(() => import('../completion.ts')));

/** `vipdrill complete -- WORDS`, which those scripts call. */
export const completeCommand = () =>
	new Command('complete').argument('[words...]').action(async (words: string[], _options: unknown, command: Command) => {
		await (await import('../completion.ts')).complete(words, command.parent?.commands ?? []);
	});
