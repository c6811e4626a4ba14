import { Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill schema                          which schemas there are
  vipdrill schema run > run.schema.json    what run.json holds, for a validator or a generator of types`;

/** `vipdrill schema`. */
export const schemaCommand = () =>
	new Command('schema')
		.description('print the JSON Schema of what vipdrill reads, writes or prints')
		.argument('[name]', 'for instance run; without one, the names are listed')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../schema.ts')));
