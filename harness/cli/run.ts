import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { exitCodeOf } from '../gate/verdict.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { loadCluster } from '../load-cluster.ts';
import { renderJson } from '../report/json.ts';
import { renderTerminal } from '../report/terminal.ts';
import { formatTrialLine } from '../report/trial-line.ts';
import { runDrills } from '../run/run-drills.ts';
import { findDrills } from './find-drill.ts';
import { interruptible } from './interrupt.ts';
import { clusterOption, engineOption, positiveInteger } from './options.ts';

interface RunFlags {
	cluster: string;
	engine: EngineChoice;
	trials: number;
	seed?: string;
	out: string;
	json?: boolean;
}

export const runCommand = () =>
	new Command('run')
		.description('run a drill: bring the cluster up, break it, measure, report, remove everything')
		.argument('<drill>', 'name of a drill that ships (see `vipdrill list`), or path of a scenario file')
		.addOption(clusterOption())
		.addOption(engineOption())
		.option('-n, --trials <n>', 'how often to repeat it', positiveInteger, 3)
		.option('-s, --seed <text>', 'decides everything random; a run prints its own')
		.option('-o, --out <dir>', 'where the run folder is made', 'reports')
		.option('--json', 'print run.json instead of the tables')
		.action(run);

async function run(name: string, flags: RunFlags): Promise<void> {
	const spec = await loadCluster(flags.cluster);
	const drills = await findDrills(name);
	const seed = flags.seed ?? randomBytes(4).toString('hex');
	const cluster = relative(process.cwd(), resolve(flags.cluster)) || '.';
	const { signal, exitCode } = interruptible();
	const isTerminal = Boolean(process.stdout.isTTY);
	try {
		const say = flags.json ? () => {} : (text: string) => console.log(text);
		for (const drill of drills) say(`${drill.name} on ${spec.name}: ${drill.event} ${flags.trials} trials, seed ${seed}.`);
		const { report, dir } = await runDrills({
			spec,
			drills,
			trials: flags.trials,
			seed,
			engine: flags.engine,
			reportsDir: resolve(flags.out),
			rerun: `vipdrill run ${name} --cluster ${cluster} --trials ${flags.trials} --seed ${seed} --engine ${flags.engine}`,
			signal,
			renderer: flags.json ? 'silent' : isTerminal ? 'default' : 'simple',
			progress: (text) => say(`  ${text}`),
			onTrial: (trial, environment) => say(formatTrialLine(trial, environment)),
		});
		if (flags.json) process.stdout.write(renderJson(report));
		else process.stdout.write(`\n${renderTerminal(report, { color: isTerminal && !process.env.NO_COLOR })}`);
		say(`\nReport: ${relative(process.cwd(), dir)}/index.html, run.json, junit.xml, trials/\nAgain:  ${report.rerun}`);
		process.exitCode = exitCodeOf(report.verdict);
	} catch (error) {
		const code = exitCode();
		if (code === null) throw error;
		console.error('vipdrill: interrupted; the lab was removed');
		process.exitCode = code;
	}
}
