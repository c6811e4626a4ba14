import { Command, Option } from 'commander';
import { port } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
The page lints, works out the guarantee and simulates in the browser, with the code of this command line: the same seed gives the same figures.
It makes no request, and what is edited in it is written nowhere; export it as a zip.

Examples:
  vipdrill playground                       an example to begin with
  vipdrill playground ./mine                a cluster folder, or a folder with keepalived.conf files

Ends with Ctrl-C. Exit codes: 3 where there is no such folder, or the port is taken.`;

/** `vipdrill playground`. */
export const playgroundCommand = () =>
	new Command('playground')
		.description('edit a cluster in the browser and see at once what is wrong and what it guarantees; on loopback only')
		.argument('[folder]', 'begins with its files')
		.addOption(new Option('--port <port>', 'to listen on').argParser(port).default(0, 'a free one'))
		.addHelpText('after', HELP)
		.action(lazily(() => import('../playground.ts')));
