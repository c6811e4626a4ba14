import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { builtDir } from '../base/paths.ts';
import { readFolder } from '../load/read-folder.ts';
import { startingWith } from '../playground/start.ts';
import { LoopbackServer, sendPage } from './live/loopback-server.ts';
import { interruptible } from './ways-out.ts';

/** Serves the playground with a folder's files until it is interrupted. The folder is read anew whenever the page is loaded. */
export async function run(folder: string | undefined, flags: { port: number }): Promise<void> {
	const read = () => (folder === undefined ? null : readFolder(folder));
	// What is wrong with the folder is told before anything listens.
	read();
	const empty = await emptyPage();
	const signal = interruptible(null);
	await using server = await LoopbackServer.start(flags.port, '--port', (path, response) => {
		if (path !== '/') return void response.writeHead(404).end();
		const files = read();
		sendPage(response, files === null ? empty : startingWith(empty, basename(resolve(folder ?? '.')), files));
	});
	console.log(`The playground is at ${server.url} until Ctrl-C.`);
	await new Promise((stop) => {
		if (signal.aborted) stop(null);
		signal.addEventListener('abort', stop, { once: true });
	});
}

/** The page as it was built, or made now where the sources run. */
async function emptyPage(): Promise<string> {
	if (builtDir === null) return (await import('../build/playground.ts')).playgroundPage();
	return readFileSync(join(builtDir, 'playground.html'), 'utf8');
}
