import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { version } from '../base/version.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { type Finding, fuzz } from '../study/fuzz/fuzz.ts';
import { scenarioFile } from '../study/fuzz/scenario-file.ts';
import { calibrationName, calibrationOption, clusterOption, positiveInteger } from './options.ts';
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

const HELP = `
Each batch of schedules draws a random subset of the kinds of fault. A schedule that breaks an invariant in three simulated trials of three
is shrunk to the shortest that still does, and saved as a scenario file. Schedules that no design of this size gets over
(more hosts at a time than a majority of managers can miss) are passed over, and so is what an earlier finding explains.

Examples:
  vipdrill fuzz                                            2,000 schedules on the reference design
  vipdrill fuzz --cluster fixtures/hardened --runs 10000
  vipdrill run reports/findings/NAME.scenario.ts --lab docker   does it happen on real hosts?

Exit codes: 0 nothing was found, 1 something was, 3 bad input.`;

export const fuzzCommand = () =>
	new Command('fuzz')
		.description('try random fault schedules in the simulator; save those that break an invariant, shrunk, as scenario files')
		.addOption(clusterOption())
		.option('--runs <n>', 'schedules to try', positiveInteger, 2000)
		.option('--findings <n>', 'end after so many', positiveInteger, 10)
		.option('-s, --seed <text>', 'decides everything random; it is printed')
		.option('--host-mode', 'each host publishes the service for itself, as the lab does where its kernel lacks ip_vs')
		.addOption(calibrationOption())
		.option('-o, --out <dir>', 'where scenario files are saved', 'reports/findings')
		.option('--json', 'print the findings as JSON')
		.addHelpText('after', HELP)
		.action(run);

async function run(flags: FuzzFlags): Promise<void> {
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
	const index = relative(out, join(packageRoot, 'harness/index.ts'));
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
