import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { builtDir, isCheckout, packageRoot } from '../base/paths.ts';
import { version } from '../base/version.ts';

/** What `--version` prints: the version, and the commit where it is known. A checkout is asked; the package has it from its build. */
export function versionLine(): string {
	const commit = isCheckout ? commitOfCheckout() : commitOfBuild();
	return commit === null ? version : `${version} (commit ${commit})`;
}

/** The commit of a checkout, and whether files differ from it; null where git does not know the folder. */
export function commitOfCheckout(): string | null {
	try {
		const git = (...args: string[]) =>
			execFileSync('git', ['-C', packageRoot, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
		// A folder inside somebody else's repository is not of its commits.
		if (realpathSync(git('rev-parse', '--show-toplevel')) !== realpathSync(packageRoot)) return null;
		const dirty = git('status', '--porcelain') === '' ? '' : ', changed since';
		return `${git('rev-parse', '--short=12', 'HEAD')}${dirty}`;
	} catch {
		return null;
	}
}

function commitOfBuild(): string | null {
	if (builtDir === null) return null;
	return (JSON.parse(readFileSync(join(builtDir, 'commit.json'), 'utf8')) as { commit: string | null }).commit;
}
