import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { formatMs } from '../base/units.ts';
import { version } from '../base/version.ts';
import { textTable } from '../report/table.ts';
import { type Calibration, calibrate, renderCalibration } from '../study/calibrate/calibration.ts';
import { readRealTrials } from '../study/calibrate/read-trials.ts';

const HELP = `
Measures what only reality tells (boot, dockerd's start, how late timers go off …) in stored runs of --lab docker. Timelines
tell most; without them, run.json tells the boot and the timers. What fewer than five durations tell is left as it is, and named.

Examples:
  vipdrill calibrate reports/RUN                           print what a run says
  vipdrill calibrate reports/RUN1 reports/RUN2 -o mine.json   keep it; vipdrill run --lab sim --calibration mine.json uses it`;

export const calibrateCommand = () =>
	new Command('calibrate')
		.description('measure the constants of the simulator in stored runs on real hosts')
		.argument('<runs...>', 'run folders')
		.option('-o, --out <file>', 'keep them there')
		.option('--json', 'print them as JSON')
		.addHelpText('after', HELP)
		.action(async (runs: string[], { out, json }: { out?: string; json?: boolean }) => {
			const calibration = calibrate(await readRealTrials(runs), version);
			if (out !== undefined) await writeFile(out, renderCalibration(calibration));
			process.stdout.write(json ? renderCalibration(calibration) : calibrationText(calibration));
			if (out !== undefined && !json) console.log(`Kept in ${out}`);
		});

function calibrationText({ runs, constants, notMeasured }: Calibration): string {
	const columns = [
		{ head: 'constant', numeric: false },
		...['n', 'min', 'mean', 'max'].map((head) => ({ head, numeric: true })),
		{ head: 'measured', numeric: false },
	];
	const rows = Object.entries(constants).map(([key, { n, minMs, meanMs, maxMs, how }]) => [
		key,
		String(n),
		formatMs(minMs),
		formatMs(meanMs),
		formatMs(maxMs),
		how,
	]);
	const { head, body } = textTable(columns, rows);
	const places = runs.map(
		({ id, cluster, engine, trials, timelines, publishMode }) =>
			`run ${id} on ${cluster}: engine ${engine}, ${publishMode} mode, ${trials} trials, ${timelines} of them with timelines`,
	);
	return `${[...places, '', ...(rows.length > 0 ? [head, ...body] : []), '', `not measured, as in the source: ${notMeasured.join(', ')}`].join('\n')}\n`;
}
