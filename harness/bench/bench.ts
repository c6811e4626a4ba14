import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { ensureDir, packageRoot } from '../base/paths.ts';
import { toHostMode } from '../cluster/compose.ts';
import { cleanLabs } from '../labs/docker/clean.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { GUEST, STARTED_HERE } from '../labs/docker/engine/providers/kinds.ts';
import { type ChosenEngine, openEngine } from '../labs/docker/engine/select.ts';
import { imageTag } from '../labs/docker/images.ts';
import { detectPrivileges } from '../labs/docker/privileges.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { requireSetup } from '../run/run-drills.ts';
import { benchPage } from './page.ts';
import { benchPlayground } from './playground.ts';
import { fallenRatios, type Ratios } from './ratios.ts';
import { benchScale } from './scale.ts';
import { benchSim, benchSimHere, type Workload } from './sim.ts';
import { benchPool, benchPoolHere } from './sim-pool.ts';
import { median } from './timing.ts';

/**
 * `npm run bench [rounds] [engine]`: the bring-up of the reference design to a page served through the VIP, step by step. On the kernel of
 * the machine (`private`, the default, or `local`) against the plain shell floor for the same steps, side by side on one engine; the order
 * alternates, because the second of a pair finds warmer caches. On `uml` from the guest's boot to the proved mesh. Keeps
 * reports/bench-<engine>.json. `npm run bench sim [quick]`: trials a second of the simulator, on one core, beside its bare floor; then simulated,
 * measured and judged, on all processors beside one. Keeps reports/bench-sim.json, and warns of each ratio that has fallen by a quarter since
 * sim-ratios.json was written.
 * `npm run bench page RUN`: a stored run's page in Chromium, how large it is and how long it takes. Keeps reports/bench-page.json.
 * `npm run bench playground [minutes] [edges]`: the playground in Chromium: first result, trials, edits and memory while that long is typed. Keeps
 * reports/bench-playground.json.
 * `npm run bench scale [trials] [rounds]`: what a job on a swarm costs, part by part, and whole jobs on the lab's own three-node swarm beside the model of scale-model.ts.
 * Keeps reports/bench-scale.json.
 */
if (process.argv[2] === 'scale') {
	const on = await openEngine(STARTED_HERE[0] as EngineChoice);
	try {
		await requireSetup(on);
		const measured = await benchScale(on, Number(process.argv[3] ?? 8000), Number(process.argv[4] ?? 3));
		const { model, saturatesAt, greatestSpeedUp } = measured;
		console.table({ ...model, saturatesAt, greatestSpeedUp });
		console.table(measured.rows);
		console.table(measured.worthwhile);
		console.table(measured.million);
		console.log(`kept in ${keep('scale', { bench: 'scale', ...measured })}`);
	} finally {
		await on.release();
	}
	process.exit(0);
}
if (process.argv[2] === 'sim') {
	const quick = process.argv[3] === 'quick';
	const models = await benchSim(quick ? 3 : 5, quick ? 300 : 1000);
	console.table(models.rows);
	const runs = await benchPool(quick ? 600 : 1500);
	console.table(runs.rows);
	const ratios = { ...models.ratios, ...runs.ratios };
	console.table(ratios);
	console.log(`kept in ${keep('sim', { bench: 'simulator', ratios, models: models.rows, runs: runs.rows })}`);
	for (const sentence of fallenRatios(ratios, readRatios('sim-ratios.json'))) console.log(`warning: ${sentence}`);
	process.exit(0);
}
if (process.argv[2] === 'sim-row') {
	const [workload, rounds, forMs] = process.argv.slice(3);
	console.log(JSON.stringify(await benchSimHere(workload as Workload, Number(rounds), Number(forMs))));
	process.exit(0);
}
if (process.argv[2] === 'sim-pool') {
	console.log(JSON.stringify(await benchPoolHere(Number(process.argv[3]), Number(process.argv[4]))));
	process.exit(0);
}
if (process.argv[2] === 'page') {
	const pages = await benchPage(process.argv[3] ?? '', 5);
	console.table(pages);
	console.log(`kept in ${keep('page', { bench: 'page', pages })}`);
	process.exit(0);
}
if (process.argv[2] === 'playground') {
	const playground = await benchPlayground(5, Number(process.argv[3] ?? 1), process.argv[4] === 'edges');
	console.table(playground.memory);
	console.log(JSON.stringify({ ...playground, memory: undefined }));
	console.log(`kept in ${keep('playground', { bench: 'playground', ...playground })}`);
	process.exit(0);
}
/** Some twenty times what the floor takes on two processors. */
const FLOOR_WITHIN_S = 180;
const rounds = Number(process.argv[2] ?? 3);
const asked = (process.argv[3] ?? STARTED_HERE[0]) as EngineChoice;
const cluster = join(packageRoot, 'fixtures/seed');
const spec = await loadCluster(cluster);
if (asked === GUEST) {
	const totals: { bootMs: number; vipdrillMs: number; steps: { step: string; durationMs: number }[] }[] = [];
	for (let round = 1; round <= rounds; round += 1) {
		const startedMs = performance.now();
		const guest = await openEngine(GUEST);
		const bootMs = Math.round(performance.now() - startedMs);
		const { vipdrillMs, steps } = await bringUp(guest);
		await guest.release();
		totals.push({ bootMs, vipdrillMs, steps });
		console.log(`round ${round}: guest's boot ${bootMs} ms, bring-up to the proved mesh ${vipdrillMs} ms`);
		for (const { step, durationMs } of steps) console.log(`  ${String(durationMs).padStart(6)} ms  ${step}`);
	}
	keep(asked, { bench: 'boot to proved mesh', n: rounds, results: totals });
	process.exit(0);
}
const engine = await openEngine(asked);
try {
	await requireSetup(engine);
	const privileges = await detectPrivileges(engine.docker);
	const rights =
		privileges === 'privileged'
			? ['--privileged']
			: [
					'--cap-add',
					'ALL',
					'--cap-drop',
					'SYS_RESOURCE',
					...['seccomp', 'apparmor', 'systempaths'].flatMap((o) => ['--security-opt', `${o}=unconfined`]),
				];
	const results: { floorMs: number; vipdrillMs: number; steps: { step: string; durationMs: number }[]; publishMode: string }[] =
		[];
	for (let round = 1; round <= rounds; round += 1) {
		const vipdrillFirst = round % 2 === 0;
		const before = vipdrillFirst ? await bringUp(engine) : null;
		const floorMs = await floor(rights, before?.publishMode ?? results[0]?.publishMode ?? 'host');
		const { vipdrillMs, steps, publishMode } = before ?? (await bringUp(engine));
		results.push({ floorMs, vipdrillMs, steps, publishMode });
		console.log(`round ${round}: floor ${floorMs} ms, vipdrill ${vipdrillMs} ms, ratio ${(vipdrillMs / floorMs).toFixed(2)}`);
	}
	const ratio = median(results.map((r) => r.vipdrillMs)) / median(results.map((r) => r.floorMs));
	const file = keep(asked, { bench: 'bring-up', n: rounds, medianRatio: ratio, results });
	console.log(`ratio of the medians ${ratio.toFixed(2)} (n = ${rounds}); kept in ${file}`);
} finally {
	await engine.release();
}
process.exit(0);

/** Ratios to compare with, from a file beside this one. */
function readRatios(name: string): Ratios {
	return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Ratios;
}

function keep(name: string, result: object): string {
	const file = join(ensureDir(join(packageRoot, 'reports')), `bench-${name}.json`);
	writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
	return file;
}

async function bringUp(on: ChosenEngine) {
	const startedMs = performance.now();
	await using lab = await DockerLab.start({ engine: on, spec, signal: new AbortController().signal, renderer: 'silent' });
	const vipdrillMs = Math.round(performance.now() - startedMs);
	return { vipdrillMs, steps: lab.environment.bringUp, publishMode: lab.environment.publishMode };
}

async function floor(rights: string[], publishMode: string): Promise<number> {
	const { compose, serviceName } = spec.service;
	const composeFile = join(tmpdir(), `vipdrill-floor-${process.pid}.yml`);
	writeFileSync(composeFile, stringify(publishMode === 'host' ? toHostMode(compose, serviceName) : compose));
	const images = [imageTag('host'), imageTag('client'), imageTag('web')];
	try {
		const script = join(packageRoot, 'harness/bench/floor.sh');
		// timeout(1) ends everything that the script has started, and so what would keep its output open.
		const args = [
			`--kill-after=5`,
			String(FLOOR_WITHIN_S),
			script,
			engine.dockerHost,
			...images,
			cluster,
			composeFile,
			...rights,
		];
		const { stdout } = await execa('timeout', args);
		return Math.round(Number(stdout.trim().split('\n').at(-1)) * 1000);
	} finally {
		await cleanLabs(engine.docker, 'floor');
	}
}
