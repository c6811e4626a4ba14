// What says whether the bundle in dist/ was made of these very sources. It runs at each start, so it looks at files and reads none but the stamp.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = 'dist/stamp.txt';
/** All that the bundle is made of; npm renews the last one whenever it installs. */
const MADE_OF = ['bin', 'harness', 'scenarios', 'fixtures', 'package.json', 'node_modules/.package-lock.json'];
/** Files that no bundle holds. */
const NOT_HELD = /\.(test|lab)\.ts$|\.schema\.json$/;

/**
 * A line for each file that the bundle is made of: its path, size, and the times when content and inode were changed. Any edit changes one of
 * them, also one that sets the time of change back.
 */
export function stampOf(root) {
	const lines = [];
	const add = (path) => {
		const { size, mtimeMs, ctimeMs } = statSync(join(root, path));
		lines.push(`${path} ${size} ${mtimeMs} ${ctimeMs}`);
	};
	const look = (folder) => {
		for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
			const path = `${folder}/${entry.name}`;
			if (entry.isDirectory()) {
				if (entry.name !== 'testdata') look(path);
			} else if (!NOT_HELD.test(entry.name)) add(path);
		}
	};
	for (const path of MADE_OF) {
		const found = statSync(join(root, path), { throwIfNoEntry: false });
		if (found?.isDirectory()) look(path);
		else if (found) add(path);
	}
	return `${lines.join('\n')}\n`;
}

/** Where the stamp of a build is. */
export const stampFile = (root) => join(root, STAMP);

/** Whether there is a bundle, and it is of these sources. An installed package has no sources, so its bundle is all there is. */
export function isBundleCurrent(root) {
	let built;
	try {
		built = readFileSync(stampFile(root), 'utf8');
	} catch {
		return false;
	}
	const hasSources = statSync(join(root, 'harness/index.ts'), { throwIfNoEntry: false }) !== undefined;
	return !hasSources || built === stampOf(root);
}
