import { RootCommand, ShellCompDirective, script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { shippedDrills } from '../load/shipped-drills.ts';
import { machineNames } from './machine-names.ts';

/** Prints a shell's completion script. */
export function run(shell: string): void {
	const lines = printedBy(() => script(shell, 'vipdrill', 'vipdrill'));
	// The library's script for bash offers no files where nothing else is known; the others do.
	console.log(lines.join('\n').replace(/^complete -F /m, 'complete -o default -F '));
}

/** Prints, of these commands, what may stand in place of the last word, one a line, as those scripts read it. */
export async function complete(words: string[], commands: readonly Command[], machines = machineNames): Promise<void> {
	const root = new Words();
	// Only where it is a machine that is asked for: finding them takes an engine's answer.
	const entered = words[0] === 'shell' && words.length === 2 ? await machines() : [];
	for (const command of commands) add(root, command, command.name(), entered);
	root.parse(words);
}

/** As the library's, but that files are offered where nothing else is known: scenarios, folders of clusters and of runs. */
class Words extends RootCommand {
	override parse(words: string[]): void {
		const lines = printedBy(() => super.parse(words));
		const found = lines.slice(0, -1);
		const directive =
			found.length > 0 ? ShellCompDirective.ShellCompDirectiveNoFileComp : ShellCompDirective.ShellCompDirectiveDefault;
		for (const line of [...found, `:${directive}`]) console.log(line);
	}
}

/** The lines that the library prints by itself. */
function printedBy(work: () => void): string[] {
	const lines: string[] = [];
	const print = console.log;
	console.log = (line: string) => lines.push(line);
	try {
		work();
	} finally {
		console.log = print;
	}
	return lines;
}

type Offer = (value: string, description: string) => void;
const offering = (values: readonly string[]) => (offer: Offer) => {
	for (const value of values) offer(value, '');
};

/** Enters a command with its options, arguments and subcommands; one inside another has both names. */
function add(root: RootCommand, command: Command, name: string, machines: readonly string[]): void {
	if (name === 'complete') return;
	const known = root.command(name, command.description());
	for (const option of command.createHelp().visibleOptions(command)) {
		const long = option.long?.slice(2);
		if (long === undefined) continue;
		const short = option.short?.slice(1);
		const takesValue = option.required || option.optional;
		if (takesValue) known.option(long, option.description, offering(option.argChoices ?? []), short);
		else if (short === undefined) known.option(long, option.description);
		else known.option(long, option.description, short);
	}
	for (const argument of command.registeredArguments) {
		const isDrill = /^drills?$/.test(argument.name());
		const named = argument.name() === 'machine' ? machines : isDrill ? shippedDrills() : [];
		const values = argument.argChoices ?? named;
		known.argument(argument.name(), offering(values), argument.variadic);
	}
	for (const inner of command.commands) add(root, inner, `${name} ${inner.name()}`, machines);
}
