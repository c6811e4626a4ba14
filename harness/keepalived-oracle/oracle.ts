import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../base/paths.ts';
import type { Case } from './case.ts';
import { compare, summarize } from './compare.ts';
import { generate } from './generate.ts';
import { vary } from './vary.ts';
import { World } from './world.ts';

/**
 * `npm run oracle -- [folder…] [--count 10000] [--seed oracle] [--json]`: does vipdrill say of a configuration what `keepalived -t` says? It asks both of
 * its own corpus, of the files of the folders (by default keepalived's samples of its Debian package), of variations of them, and of files made from the keyword table.
 * Needs root, keepalived and Linux. Ends with 1 where they disagree and no reason is known.
 */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		count: { type: 'string', default: '10000' },
		seed: { type: 'string', default: 'oracle' },
		json: { type: 'boolean', default: false },
		all: { type: 'boolean', default: false },
	},
});

const INSIDE = 'VIPDRILL_ORACLE_INSIDE';
/** Configurations of this project's own, and keepalived's samples as Debian installs them. */
const OWN = join(packageRoot, 'harness/keepalived-oracle/corpus');
const SAMPLES = '/usr/share/doc/keepalived/samples';

if (process.env[INSIDE]) await inside();
else {
	const args = ['--net', '--mount', '--propagation', 'private', process.execPath, ...process.execArgv, ...process.argv.slice(1)];
	const { status, error } = spawnSync('unshare', args, { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } });
	if (error) console.error(`unshare does not start: ${error.message}`);
	process.exitCode = status ?? 4;
}

async function inside(): Promise<void> {
	const real = [OWN, ...(positionals.length > 0 ? positionals : [SAMPLES].filter(existsSync))].flatMap(filesOf);
	const cases = sized(real, Number(values.count), values.seed);
	const world = new World();
	try {
		const results = await compare(cases, world);
		const summary = summarize(results);
		if (values.json) console.log(JSON.stringify(summary, null, '\t'));
		else for (const line of summary.lines.slice(0, values.all ? undefined : 100)) console.log(line);
		process.exitCode = summary.unexplained > 0 ? 1 : 0;
	} finally {
		world.close();
	}
}

/** The real files, all that the table makes, and variations up to the number that is wanted. */
function sized(real: readonly Case[], count: number, seed: string): Case[] {
	const made = generate();
	const share = Math.max(0, Math.floor((count - real.length) * 0.6));
	const some =
		made.length <= share
			? made
			: made.filter((_, i) => Math.floor((i * share) / made.length) !== Math.floor(((i - 1) * share) / made.length));
	return [...real, ...some, ...vary(real, count - real.length - some.length, seed)];
}

function filesOf(path: string): Case[] {
	const paths = statSync(path).isDirectory()
		? readdirSync(path)
				.sort()
				.map((name) => join(path, name))
		: [path];
	return paths
		.filter((one) => statSync(one).isFile() && /conf/.test(basename(one)))
		.map((one) => ({ name: one, from: 'real' as const, text: readFileSync(one, 'utf8') }));
}
