import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { EXIT, InputError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { writeAtomically } from '../base/write-file.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { NOT_MODELLED, SIM_KIND } from '../labs/sim/unmodelled.ts';
import { unreadStatements } from '../labs/sim/unread.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { loadMix } from '../load/load-mix.ts';
import { shippedDrills } from '../load/shipped-drills.ts';
import { withoutSecrets } from '../results/redact.ts';
import { fittingDrills } from '../run/fitting.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { DEFAULT_MIX, type MixEntry, parseMix } from '../study/score/mix.ts';
import { score, total, YEAR_S } from '../study/score/score.ts';
import { scoreBadge, scoreText } from '../study/score/score-text.ts';
import { parseScore, renderScore, SCORE_SCHEMA_VERSION, type Score } from '../study/score/shape.ts';
import { usesColor } from './color.ts';
import { calibrationName } from './options.ts';
import { searchOnPool } from './search-on-pool.ts';
import { interruptible } from './ways-out.ts';

interface ScoreFlags {
	mix?: string;
	customers: number;
	trials: number;
	seed: string;
	trend?: string;
	badge?: string;
	most?: number;
	calibration?: string;
	jobs: number;
	json?: boolean;
}

/** Prints what a cluster's failures cost its customers in an expected year. Throws InputError for a mix or a trend that cannot be read. */
export async function run(folder: string, flags: ScoreFlags): Promise<void> {
	const spec = await loadCluster(folder);
	const written = loadMix(folder, flags.mix);
	const mix = written ? parseMix(written.file, written.text, shippedDrills()) : [...DEFAULT_MIX];
	const before = flags.trend === undefined ? null : lastOf(flags.trend);
	const { parts, leftOut } = await simulated(spec, mix, flags);
	const { seconds, low, high } = total(parts);
	const { customers } = flags;
	const result: Score = withoutSecrets({
		schemaVersion: SCORE_SCHEMA_VERSION,
		vipdrillVersion: version,
		cluster: spec.name,
		vip: spec.vip,
		calibration: calibrationName(flags.calibration),
		seed: flags.seed,
		customers,
		customerSecondsPerYear: customers * seconds,
		low: customers * low,
		high: customers * high,
		availability: Math.max(0, 1 - seconds / YEAR_S),
		parts,
		leftOut,
		notModelled: [...NOT_MODELLED, ...unreadStatements(spec)],
	});
	process.stdout.write(flags.json ? renderScore(result) : scoreText(result, { color: usesColor(), before }));
	if (flags.badge !== undefined) await writeAtomically(flags.badge, scoreBadge(result));
	if (flags.trend !== undefined)
		appendFileSync(flags.trend, `${JSON.stringify({ at: new Date().toISOString(), ...JSON.parse(renderScore(result)) })}\n`);
	if (flags.most !== undefined && low > flags.most) {
		console.error(`more than ${flags.most} s a year`);
		process.exitCode = EXIT.failed;
	}
}

async function simulated(spec: ClusterSpec, mix: readonly MixEntry[], { trials, seed, calibration, jobs }: ScoreFlags) {
	const asked = mix.filter(({ perYear }) => perYear > 0);
	const all = await findAllDrills([...new Set(asked.map(({ drill }) => drill))], false);
	const { fitting, leftOut: unfit } = fittingDrills(all, spec, SIM_KIND);
	const leftOut = asked.flatMap(({ failure, drill: name }) => {
		const one = unfit.find(({ drill }) => drill === name);
		return one ? [{ failure, why: one.why }] : [];
	});
	const tuning = tuningOf(await loadCalibration(calibration));
	const drills = new Map(fitting.map((one) => [one.name, one]));
	const parts = await searchOnPool({ jobs }, interruptible(null), (simulate, onRound) =>
		score(asked, drills, { spec, tuning, trials, seed }, (cells) => {
			onRound(
				'trials',
				cells.reduce((sum, cell) => sum + cell.trials, 0),
			);
			return simulate(cells);
		}),
	);
	return { parts, leftOut };
}

/** The last score of a trend; null where there is no such file yet. */
function lastOf(file: string): Score | null {
	if (!existsSync(file)) return null;
	const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
	const last = parseScore(lines.at(-1) ?? '');
	if (last) return last;
	const problem = 'this is no score that this version can read';
	throw new InputError([{ file, line: lines.length, field: '--trend', problem, fix: 'Name another file, or remove the line' }]);
}
