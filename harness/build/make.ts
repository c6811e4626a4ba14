import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stampFile, stampOf } from '../../bin/stamp.js';
import { packageRoot } from '../base/paths.ts';
import { commitOfCheckout } from '../cli/version-line.ts';
import { AGENTS, type AgentName } from '../labs/docker/agent-names.ts';
import { findDrills } from '../load/find-drill.ts';
import { shippedDrills, shippedFile } from '../load/shipped-drills.ts';
import { bundle } from './bundle.ts';
import { licencesOf } from './licences.ts';
import { agentScript, pageParts } from './parts.ts';
import { playgroundPage } from './playground.ts';

/** Where the bundle is made. */
const dist = join(packageRoot, 'dist');
/** A run that goes on while another build replaces its bundle still loads parts of the old one; none takes longer than this. */
const OLD_PARTS_STAY_MS = 24 * 60 * 60_000;

/** Builds `dist/`: the command line, the public API, mocha's entry, worker, agents, page scripts, and the drills that ship as data. */
export async function buildAll(): Promise<void> {
	// What changes while this builds is not in the bundle, and must make it stale.
	const stamp = stampOf(packageRoot);
	rmSync(stampFile(packageRoot), { force: true });
	const [{ texts, inputs }, parts] = await Promise.all([bundle(dist), partsToWrite()]);
	for (const [path, text] of [...texts, ...parts]) write(path, text);
	write('THIRD-PARTY-LICENCES.txt', licencesOf(inputs));
	pruneOld(new Set(texts.keys()));
	write('stamp.txt', stamp);
}

/** All else that the bundle reads, by its path in `dist/`. */
async function partsToWrite(): Promise<[string, string][]> {
	const agents = (Object.keys(AGENTS) as AgentName[]).map(
		async (name): Promise<[string, string]> => [`agents/${name}.cjs`, await agentScript(name)],
	);
	const pages = (['report', 'live'] as const).map(async (page): Promise<[string, string][]> => {
		const { script, style } = await pageParts(page);
		return [
			[`page/${page}.js`, script],
			['page/style.css', style],
		];
	});
	const names = shippedDrills();
	const drills = await Promise.all(names.map(async (name) => [name, await findDrills(shippedFile(name))] as const));
	return [
		...(await Promise.all(agents)),
		...(await Promise.all(pages)).flat(),
		['playground.html', await playgroundPage()],
		['drills.json', JSON.stringify(Object.fromEntries(drills))],
		['calibration.json', readFileSync(join(packageRoot, 'harness/study/calibrate/calibration.json'), 'utf8')],
		['commit.json', JSON.stringify({ commit: commitOfCheckout() })],
	];
}

/** Builds `dist/` from nothing, with what only the published package needs: types, and scenario files that import `vipdrill`. */
export async function buildForPackage(): Promise<void> {
	rmSync(dist, { recursive: true, force: true });
	await buildAll();
	const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
	execFileSync(process.execPath, [tsc, '-p', join(packageRoot, 'harness/build/tsconfig.json')], { stdio: 'inherit' });
	for (const file of readdirSync(join(dist, 'types'), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith('.d.ts'),
	)) {
		const text = readFileSync(join(dist, 'types', file), 'utf8');
		write(join('types', file), text.replace(/(from '\.[^']*)\.ts'/g, "$1.js'"));
	}
	// It only acts.
	write('types/mocha.d.ts', 'export {};\n');
	const copy = (folder: string) => {
		for (const file of readdirSync(join(packageRoot, folder)).filter((name) => name.endsWith('.scenario.ts'))) {
			const text = readFileSync(join(packageRoot, folder, file), 'utf8');
			write(join(folder, file), text.replace(/'(\.\.\/)+harness\/index\.ts'/, "'vipdrill'"));
		}
	};
	copy('scenarios');
	copy('scenarios/findings');
}

/** Replaces a file of `dist/` as a whole: another process may be starting from it. */
function write(path: string, text: string): void {
	const file = join(dist, path);
	mkdirSync(dirname(file), { recursive: true });
	const beside = `${file}.${process.pid}`;
	writeFileSync(beside, text);
	renameSync(beside, file);
}

/** Removes the shared parts of old builds. */
function pruneOld(made: ReadonlySet<string>): void {
	for (const name of readdirSync(dist)) {
		const isOld = /^[\w-]+-[A-Z0-9]{8}\.js$/.test(name) && !made.has(name);
		if (isOld && Date.now() - statSync(join(dist, name)).mtimeMs > OLD_PARTS_STAY_MS) rmSync(join(dist, name));
	}
}
