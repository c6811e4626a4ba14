import { relative } from 'node:path';
import { isCheckout, packageRoot } from './paths.ts';

/** Where the user stands, and what of vipdrill is there. */
interface Place {
	/** Working folder; null where it is gone. */
	folder: string | null;
	root: string;
	isCheckout: boolean;
}

/** The command that sets up from where the user stands, with its arguments. */
export function setupCommandAt({ folder, root, isCheckout }: Place, args: readonly string[]): string {
	const rest = args.length > 0 ? ` ${args.join(' ')}` : '';
	if (!isCheckout) return `npx vipdrill setup${rest}`;
	const isInside = folder !== null && !relative(root, folder).startsWith('..');
	if (!isInside) return `node ${root}/bin/vipdrill.js setup${rest}`;
	return `npm run setup${args.length > 0 ? ` --${rest}` : ''}`;
}

/** The command that sets up, as the user can call it: by npm in the checkout, by npx with an installed package. */
export const setupCommandLine = (...args: string[]): string =>
	setupCommandAt({ folder: workingFolder(), root: packageRoot, isCheckout }, args);

function workingFolder(): string | null {
	try {
		return process.cwd();
	} catch {
		return null;
	}
}
