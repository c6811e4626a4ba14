import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { VipdrillError } from '../base/errors.ts';
import { readOptions, type StormOptions } from './options.ts';
import { prepare, removeGroups } from './prepare.ts';
import { storm } from './run-storm.ts';

/**
 * `npm run storm -- [--kills 300] [--minutes 60] [--seed S] [--engines none,private,local,uml] [--only K] [--cheap] [--pairs] [--home DIR] [--out DIR]`:
 * hits commands of vipdrill at random instants, on a machine made for it, and says what was left. See docs/storm.md. Ends with 1 where something was.
 */

/** The options of a storm whose process is in the machine that is made for it. */
const INSIDE = 'VIPDRILL_STORM_INSIDE';

/**
 * The first process of the machine: it has a /run of its own, so that no engine of the real one is reached, and takes dead processes away that nobody
 * waits for. The network namespace's sysfs is mounted writable, as in `labs/docker/engine/isolation.ts`.
 */
const BOOT = `
set -e
mount -n -t tmpfs -o mode=755 run /run
mkdir /run/sysfs
mount -n -t sysfs sysfs /run/sysfs
ip link set lo up
"$@" &
storm=$!
trap 'kill "$storm"' TERM
code=0
wait "$storm" || code=$?
exit "$code"
`;

async function outside(options: StormOptions): Promise<number> {
	await prepare(options);
	const made = ['--net', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
	const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
	const env = { ...process.env, [INSIDE]: JSON.stringify(options) };
	const machine = spawn('unshare', [...made, 'sh', '-c', BOOT, 'vipdrill-storm', ...again], { stdio: 'inherit', env });
	// The storm itself hears a terminal's Ctrl-C.
	process.on('SIGINT', () => {});
	for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => machine.kill('SIGKILL'));
	const code = await new Promise<number>((resolve, reject) => {
		machine.once('error', reject);
		machine.once('exit', (exitCode) => resolve(exitCode ?? 4));
	});
	await removeGroups(options.home);
	return code;
}

try {
	const inside = process.env[INSIDE];
	if (inside) process.exitCode = await storm(JSON.parse(inside) as StormOptions);
	else process.exitCode = await outside(readOptions(process.argv.slice(2), randomBytes(4).toString('hex')));
} catch (error) {
	console.error(`storm: ${(error as Error).message}`);
	process.exitCode = error instanceof VipdrillError ? error.exitCode : 4;
}
process.exit();
