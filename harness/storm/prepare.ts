import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { VipdrillError } from '../base/errors.ts';
import { ensureDir, packageRoot, runtimeDirOf, stateDir } from '../base/paths.ts';
import { removeCgroup } from '../labs/docker/engine/isolation.ts';
import { findPrivateEngine } from '../labs/docker/engine/private.ts';
import type { StormOptions } from './options.ts';

/** All that a state folder has beside the engine's store. */
const RECORDS = ['.vipdrill-state', 'setup.json', 'kernel.json', 'privileges.json', 'ip-vs.json'];

/** Makes what a storm begins with, in its own folder: copies of the state folder that set-up made, for the private and the user's engine, and a stored run. Throws SETUP_NEEDED, ENGINE_UNAVAILABLE. */
export async function prepare({ home, engines, cheap, pairs }: StormOptions): Promise<void> {
	if (process.platform !== 'linux' || process.getuid?.() !== 0)
		throw new VipdrillError('SETUP_NEEDED', 'a storm needs Linux and root: it makes namespaces, mounts and control groups');
	await execa('npm', ['run', '--silent', 'build', '--', '--if-stale', '--if-possible'], { cwd: packageRoot });
	for (const folder of ['bare', 'work', 'state', 'tmp', 'bystander']) ensureDir(join(home, folder));
	await givenRun(home);
	const wantsStore = pairs || (!cheap && (engines.includes('private') || engines.includes('uml')));
	const wantsLocal = !cheap && !pairs && engines.includes('local');
	if (!wantsStore && !wantsLocal) {
		ensureDir(join(home, 'engine'));
		return;
	}
	if (!existsSync(join(home, 'engine', 'image'))) await copyState(home);
	if (wantsLocal && !existsSync(join(home, 'local'))) {
		const half = join(home, 'local.half');
		await copy(join(home, 'engine'), half);
		rmSync(join(half, 'volumes'), { recursive: true });
		renameSync(half, join(home, 'local'));
	}
}

async function copyState(home: string): Promise<void> {
	const from = join(stateDir, 'engine');
	if (!existsSync(from))
		throw new VipdrillError('SETUP_NEEDED', 'there is nothing to copy; run `npm run setup -- --engine private` first');
	if (await findPrivateEngine())
		throw new VipdrillError(
			'ENGINE_UNAVAILABLE',
			'the private engine runs, so its store can’t be copied; end it: `vipdrill engine stop`',
		);
	console.log(`copying the images of ${stateDir} to ${home}`);
	const records = ensureDir(join(home, 'records'));
	for (const name of RECORDS) if (existsSync(join(stateDir, name))) await copy(join(stateDir, name), join(records, name));
	const half = join(home, 'engine.half');
	rmSync(join(home, 'engine'), { recursive: true, force: true });
	await copy(from, half);
	renameSync(half, join(home, 'engine'));
}

/** Copies files with owners, links and holes: Node's own copy keeps no holes, and the guest's disk is mostly these. */
async function copy(from: string, to: string): Promise<void> {
	rmSync(to, { recursive: true, force: true });
	await execa('cp', ['--archive', '--sparse=always', from, to]);
}

/** A simulated run in two halves, for commands that read one. */
async function givenRun(home: string): Promise<void> {
	const given = join(home, 'given');
	rmSync(given, { recursive: true, force: true });
	mkdirSync(given, { recursive: true });
	for (const [name, shard] of [
		['one', '1/2'],
		['two', '2/2'],
	] as const) {
		const args = ['run', 'kill-master', '--lab', 'sim', '-n', '10', '--seed', 'storm', '--shard', shard, '-o', join(given, name)];
		await execa(process.execPath, [join(packageRoot, 'bin/vipdrill.js'), ...args], { cwd: packageRoot, reject: false });
		const [run = ''] = readdirSync(join(given, name));
		renameSync(join(given, name, run), join(given, `${name}.run`));
		rmSync(join(given, name), { recursive: true });
		renameSync(join(given, `${name}.run`), join(given, name));
	}
}

/** Removes the control groups of a storm's machine that has ended, however it did. */
export async function removeGroups(home: string): Promise<void> {
	for (const state of ['state', 'bare']) await removeCgroup(`/vipdrill/${basename(runtimeDirOf(join(home, state)))}`);
	const own = `vipdrill-storm-${basename(runtimeDirOf(home))}`;
	const tops = ['/sys/fs/cgroup', '/sys/fs/cgroup/memory'].filter(existsSync);
	const names = tops.flatMap((top) => readdirSync(top)).filter((name) => name === own || name.startsWith(`${own}-`));
	for (const name of new Set([own, ...names])) await removeCgroup(`/${name}`);
}
