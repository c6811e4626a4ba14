import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot, runtimeDirOf, stateDir } from '../base/paths.ts';

/** A private engine in a state folder of its own, with the images of this state folder's engine. */
export interface TwinEngine {
	state: string;
	/** As in DOCKER_HOST. */
	dockerHost: string;
	/** Kills it with all that runs on it, as a machine does that loses power. */
	kill(): void;
	/** Starts it, also again. */
	start(): Promise<void>;
	/** Ends it and removes its folder. */
	remove(): Promise<void>;
}

/**
 * Makes one in a new folder, and starts it. The layers are hard links, so the folder must be on the same file system: no engine writes into a
 * layer of an image (docs.docker.com, "OverlayFS storage driver"). Copying a gigabyte would take a minute.
 */
export async function twinEngine(state: string): Promise<TwinEngine> {
	const [from, to] = [join(stateDir, 'engine'), join(state, 'engine')];
	const layers = join(from, 'image/overlay2/layerdb/sha256');
	const ids = readdirSync(layers).map((chain) => readFileSync(join(layers, chain, 'cache-id'), 'utf8'));
	mkdirSync(join(to, 'overlay2/l'), { recursive: true });
	writeFileSync(join(state, '.vipdrill-state'), "A test's.\n");
	// Of images alone: what containers have mounted is another engine's.
	cpSync(join(from, 'image'), join(to, 'image'), { recursive: true, filter: (path) => !path.includes('/layerdb/mounts') });
	await execa('cp', ['-al', ...ids.map((id) => join(from, 'overlay2', id)), join(to, 'overlay2')]);
	for (const id of ids)
		symlinkSync(`../${id}/diff`, join(to, 'overlay2/l', readFileSync(join(to, 'overlay2', id, 'link'), 'utf8')));
	const vipdrill = async (...args: string[]) => {
		await execa('node', [join(packageRoot, 'bin/vipdrill.js'), ...args], { env: { VIPDRILL_STATE: state }, timeout: 60_000 });
	};
	const runtime = runtimeDirOf(state);
	const twin: TwinEngine = {
		state,
		dockerHost: `unix://${join(runtime, 'docker.sock')}`,
		kill() {
			const { pid } = JSON.parse(readFileSync(join(runtime, 'engine.json'), 'utf8')) as { pid: number };
			process.kill(pid, 'SIGKILL');
		},
		start: () => vipdrill('engine', 'start', '--engine', 'private'),
		remove: () => vipdrill('clean', '--all', '--force'),
	};
	await twin.start();
	return twin;
}
