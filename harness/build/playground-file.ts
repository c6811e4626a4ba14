import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/paths.ts';
import { writeAtomically } from '../base/write-file.ts';
import { playgroundPage } from './playground.ts';

/** `npm run playground`: the page as one file, to be published anywhere. */
const file = join(packageRoot, 'playground/index.html');
mkdirSync(join(file, '..'), { recursive: true });
const page = await playgroundPage();
await writeAtomically(file, page);
console.log(`playground/index.html: ${(Buffer.byteLength(page) / 1024).toFixed(0)} kB`);
