import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { InputError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { checkAccepted } from '../labs/lab.ts';
import { NOT_MODELLED, SIM_KIND } from '../labs/sim/unmodelled.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { metricOf } from '../metrics/metric-catalog.ts';
import { withoutSecrets } from '../results/redact.ts';
import { createFolder, newRunId } from '../run/run-folder.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { gridDesign, parseAxis, randomDesign } from '../study/sweep/design.ts';
import { checkField } from '../study/sweep/fields.ts';
import { heatMapSvg, heatMapText, type Shown } from '../study/sweep/heat-map.ts';
import { sweep } from '../study/sweep/sweep.ts';
import { renderSweepJson, SWEEP_SCHEMA_VERSION, type SweepReport, sweepCsv, sweepTable } from '../study/sweep/sweep-report.ts';
import { usesColor } from './color.ts';
import { calibrationName } from './options.ts';
import { SimProgress } from './sim-progress.ts';
import { leftByPool, openPool, type PoolFlags } from './trial-pool.ts';
import { interruptible } from './ways-out.ts';

interface SweepFlags extends PoolFlags {
	vary: string[];
	random?: number;
	cluster: string;
	trials: number;
	seed?: string;
	metric: string;
	statistic: Shown['statistic'];
	calibration?: string;
	out: string;
	json?: boolean;
}

/** Simulates drills over many configurations. */
export async function run(names: string[], flags: SweepFlags): Promise<void> {
	const spec = await loadCluster(flags.cluster);
	const drills = await findAllDrills(names, false);
	checkAccepted(SIM_KIND, drills, spec);
	const axes = flags.vary.map(parseAxis);
	for (const { field } of axes) checkField(field, spec);
	const metric = metricOf(flags.metric);
	if (!metric) throw noMetric(flags.metric);
	const seed = flags.seed ?? randomBytes(4).toString('hex');
	const points = flags.random === undefined ? gridDesign(axes) : randomDesign(axes, flags.random, seed);
	const tuning = tuningOf(await loadCalibration(flags.calibration));
	const dir = createFolder(flags.out, `sweep-${newRunId(new Date(), seed)}`);
	const signal = interruptible(leftByPool(flags));
	await using pool = await openPool(flags, signal);
	const progress = new SimProgress(process.stderr);
	const design = { points, drills, trials: flags.trials, seed };
	const done = await sweep({ spec, tuning }, design, pool, (some, of) => progress.show('cells', some, of));
	const refused = done.filter((point) => point.refused !== null);
	const [first] = refused;
	if (first && refused.length === done.length) throw allRefused(first.refused ?? '');
	const fields = axes.map(({ field }) => field);
	const report: SweepReport = withoutSecrets({
		schemaVersion: SWEEP_SCHEMA_VERSION,
		vipdrillVersion: version,
		cluster: spec.name,
		calibration: calibrationName(flags.calibration),
		seed,
		rerun: rerunOf(names, { ...flags, seed }),
		trials: flags.trials,
		fields,
		drills: drills.map(({ name }) => name),
		points: done,
		notModelled: [...NOT_MODELLED],
	});
	const [x, y = null, ...others] = fields.filter((field) => new Set(points.map((point) => point[field])).size > 1);
	const maps: Shown[] =
		x === undefined || flags.random !== undefined
			? []
			: drills.map(({ name }) => ({ drill: name, metric: metric.path, statistic: flags.statistic, x, y, others }));
	await Promise.all([
		writeFile(join(dir, 'sweep.json'), renderSweepJson(report)),
		writeFile(join(dir, 'sweep.csv'), sweepCsv(report)),
		...maps.map((shown) => writeFile(join(dir, `heat-map-${shown.drill}.svg`), heatMapSvg(done, shown))),
	]);
	if (flags.json) process.stdout.write(renderSweepJson(report));
	else {
		const color = usesColor();
		process.stdout.write(sweepTable(report));
		for (const shown of maps) process.stdout.write(`\n${heatMapText(done, shown, { color })}`);
		console.log(
			`\nSimulated on ${spec.name} with ${report.calibration}, seed ${seed}. What the model leaves out is in sweep.json.`,
		);
		console.log(`Again: ${report.rerun}\nReport: ${relative(process.cwd(), dir) || '.'}`);
	}
}

function rerunOf(
	names: readonly string[],
	{ vary, random, cluster, trials, seed, calibration }: SweepFlags & { seed: string },
): string {
	const how = random === undefined ? [] : [`--random ${random}`];
	const constants = calibration === undefined ? [] : [`--calibration ${calibration}`];
	const where = `--cluster ${relative(process.cwd(), cluster) || '.'}`;
	return [
		'vipdrill sweep',
		...names,
		...vary.map((text) => `--vary ${text}`),
		...how,
		where,
		`-n ${trials} --seed ${seed}`,
		...constants,
	].join(' ');
}

const noMetric = (value: string) =>
	new InputError([{ file: 'command line', field: '--metric', value, problem: 'no such metric', fix: 'See `vipdrill metrics`' }]);

const allRefused = (why: string) =>
	new InputError([
		{ file: 'command line', field: '--vary', problem: `keepalived would take no point of it: ${why}`, fix: 'Vary other values' },
	]);
