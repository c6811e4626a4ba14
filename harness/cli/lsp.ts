import { EXIT } from '../base/errors.ts';
import { serve } from '../lsp/server.ts';

/** Serves an editor over standard input and output until it ends. Exit code 1 where the editor was gone without a word, as the protocol asks. */
export async function run(): Promise<void> {
	const wasAsked = await serve(process.stdin, process.stdout);
	process.stdin.destroy();
	process.exitCode = wasAsked ? EXIT.pass : EXIT.failed;
}
