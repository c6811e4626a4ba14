import { inspect } from 'node:util';

/** A mistake of vipdrill's own, in a sentence for users: no stack trace, unless `VIPDRILL_DEBUG` asks for one. */
export function unexpected(error: unknown): string {
	if (process.env.VIPDRILL_DEBUG) return `a mistake of vipdrill's own ended this: ${inspect(error)}`;
	const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	return `a mistake of vipdrill's own ended this: ${what}. Please report it; VIPDRILL_DEBUG=1 shows where it happened`;
}
