import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EXIT } from '../base/errors.ts';
import { isCheckout, packageRoot } from '../base/paths.ts';
import { version } from '../base/version.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { type Finding, fuzz } from '../study/fuzz/fuzz.ts';
import { scenarioFile } from '../study/fuzz/scenario-file.ts';
import { calibrationName } from './options.ts';
import { SimProgress } from './sim-progress.ts';
import { interruptible } from './ways-out.ts';

interface FuzzFlags {
	cluster: string;
	runs: number;
	findings: number;
	seed?: string;
	calibration?: string;
	out: string;
	json?: boolean;
	hostMode?: boolean;
}

/** Tries random fault schedules in the simulator. */
export async function run(flags: FuzzFlags): Promise<void> {
	const loaded = await loadCluster(flags.cluster);
	const spec = flags.hostMode ? { ...loaded, service: { ...loaded.service, publishMode: 'host' as const } } : loaded;
	const tuning = tuningOf(await loadCalibration(flags.calibration));
	const seed = flags.seed ?? randomBytes(4).toString('hex');
	const signal = interruptible(null);
	const progress = new SimProgress(process.stderr);
	const out = resolve(flags.out);
	const say = (text: string) => (flags.json ? undefined : console.log(text));
	const found = await fuzz(spec, tuning, {
		runs: flags.runs,
		findings: flags.findings,
		seed,
		signal,
		onDone: (done, of) => progress.show('schedules', done, of),
		onFinding: ({ explained }) => {
			progress.close();
			say(`${explained}\n`);
		},
	});
	const provenance = {
		cluster: `${spec.name}${flags.hostMode ? ' in host mode' : ''}`,
		calibration: calibrationName(flags.calibration),
		vipdrillVersion: version,
	};
	if (found.length > 0) await mkdir(out, { recursive: true });
	const files = found.map((finding) => ({ finding, file: fileOf(found, finding, out) }));
	const index = isCheckout ? relative(out, join(packageRoot, 'harness/index.ts')) : 'vipdrill';
	for (const { finding, file } of files) await writeFile(file, scenarioFile(finding, provenance, index));
	const shown = (path: string) => relative(process.cwd(), path);
	const cluster = relative(process.cwd(), flags.cluster) || '.';
	if (flags.json)
		console.log(
			JSON.stringify(
				files.map(({ finding, file }) => ({ ...finding, file: shown(file) })),
				null,
				2,
			),
		);
	say(
		`${found.length} findings on ${spec.name}${flags.hostMode ? ' in host mode' : ''} in at most ${flags.runs} schedules, seed ${seed}. Only simulated: what is not modelled can change them.`,
	);
	for (const { file } of files) say(`On real hosts: vipdrill run ${shown(file)} --cluster ${cluster} --lab docker`);
	say(
		`Again: vipdrill fuzz --cluster ${cluster} --runs ${flags.runs} --findings ${flags.findings} --seed ${seed}${flags.hostMode ? ' --host-mode' : ''}`,
	);
	process.exitCode = found.length > 0 ? EXIT.failed : EXIT.pass;
}

/** By its name, numbered where another before it has the same. */
function fileOf(found: readonly Finding[], finding: Finding, dir: string): string {
	const before = found.slice(0, found.indexOf(finding)).filter(({ name }) => name === finding.name).length;
	if (before > 0) finding.name = `${finding.name}-${before + 1}`;
	return join(dir, `${finding.name}.scenario.ts`);
}
