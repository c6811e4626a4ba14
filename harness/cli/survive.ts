import { resolve } from 'node:path';
import { didYouMean } from '../base/did-you-mean.ts';
import { EXIT, InputError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { writeAtomically } from '../base/write-file.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { checkAccepted } from '../labs/lab.ts';
import { NOT_MODELLED, SIM_KIND } from '../labs/sim/unmodelled.ts';
import { unreadStatements } from '../labs/sim/unread.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { withoutSecrets } from '../results/redact.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { confirmed, pointsOf } from '../study/survive/confirm.ts';
import { renderSurvival, type StrainResult, SURVIVAL_SCHEMA_VERSION, type Survival } from '../study/survive/shape.ts';
import type { Limits, Strain } from '../study/survive/strain.ts';
import { NOT_TOLD, strainsOf } from '../study/survive/strains.ts';
import { survivalCard } from '../study/survive/survival-card.ts';
import { survivalText } from '../study/survive/survival-text.ts';
import { survive } from '../study/survive/survive.ts';
import { USUAL } from '../study/survive/usual.ts';
import { usesColor } from './color.ts';
import { calibrationName } from './options.ts';
import { runForReal } from './run-for-real.ts';
import { searchOnPool } from './search-on-pool.ts';
import { leftByPool, type PoolFlags } from './trial-pool.ts';
import { interruptible } from './ways-out.ts';

interface SurviveFlags extends PoolFlags {
	only?: string;
	outage: number;
	twoOwners: number;
	watch: number;
	trials: number;
	budget: number;
	seed: string;
	confirm?: number;
	engine: EngineChoice;
	out: string;
	calibration?: string;
	card?: string;
	json?: boolean;
}

/** Prints what a design bears. Throws InputError for a strain that there is not, or a cluster that the simulator has no model of. */
export async function run(folder: string, flags: SurviveFlags): Promise<void> {
	const spec = await loadCluster(folder);
	const strains = asked(flags.only, spec);
	const limits: Limits = { outageMs: flags.outage, twoOwnersMs: flags.twoOwners, watchMs: flags.watch };
	const tuning = tuningOf(await loadCalibration(flags.calibration));
	for (const strain of strains) checkAccepted(SIM_KIND, [strain.at(strain.ladder[1] ?? 1, { spec, tuning }, limits).drill], spec);
	const signal = interruptible(flags.confirm === undefined ? leftByPool(flags) : 'the lab');
	const results = await simulated(strains, { spec, tuning }, limits, flags, signal);
	const survival: Survival = withoutSecrets({
		schemaVersion: SURVIVAL_SCHEMA_VERSION,
		vipdrillVersion: version,
		cluster: spec.name,
		vip: spec.vip,
		calibration: calibrationName(flags.calibration),
		seed: flags.seed,
		trials: flags.trials,
		confidence: USUAL.confidence,
		limits,
		budget: { trials: flags.budget, spent: results.spent, isSpent: results.isSpent },
		strains: results.strains,
		notTold: [...NOT_TOLD],
		notModelled: [...NOT_MODELLED, ...unreadStatements(spec)],
	});
	if (flags.confirm !== undefined) await confirm(survival.strains, strains, spec, limits, flags, flags.confirm, signal);
	process.stdout.write(flags.json ? renderSurvival(survival) : survivalText(survival, { color: usesColor() }));
	if (flags.card !== undefined) await writeAtomically(flags.card, survivalCard(survival));
	const agree = survival.strains.map(({ confirmed }) => confirmed?.agree);
	if (agree.includes(false)) process.exitCode = EXIT.failed;
	else if (agree.includes(null)) process.exitCode = EXIT.inconclusive;
}

async function simulated(
	strains: readonly Strain[],
	world: Parameters<typeof survive>[1],
	limits: Limits,
	{ trials, seed, budget, ...where }: SurviveFlags,
	signal: AbortSignal,
) {
	return searchOnPool(where, signal, (simulate, onRound) =>
		survive(
			strains,
			world,
			{
				...{ trials, seed, budget, confidence: USUAL.confidence, limits },
				onRound: (name, of) => onRound(`${name}: trials`, of),
			},
			simulate,
		),
	);
}

/** Asks real hosts at three points of each strain that has an edge, one lab for all that need no other hosts. */
async function confirm(
	results: StrainResult[],
	strains: readonly Strain[],
	spec: ClusterSpec,
	limits: Limits,
	{ engine, out, seed, json }: SurviveFlags,
	trials: number,
	signal: AbortSignal,
): Promise<void> {
	const asked = strains.flatMap((strain) => {
		const result = results.find(({ id }) => id === strain.id);
		const at = result && pointsOf(strain, result);
		return result && at ? [{ strain, result, at }] : [];
	});
	const cells = asked.flatMap(({ strain, at }) =>
		at.points.map(({ value, name }) => {
			const { spec: own, drill } = strain.onHosts(value, spec, limits);
			return { spec: own, drill: { ...drill, name } };
		}),
	);
	const real = await runForReal(cells, { trials, seed, engine, reportsDir: resolve(out), signal, json: json ?? false });
	for (const { strain, result, at } of asked)
		result.confirmed = confirmed({ strain, result, limits, confidence: USUAL.confidence }, at, real.trials, real);
}

function asked(only: string | undefined, spec: ClusterSpec): readonly Strain[] {
	const all = strainsOf(spec);
	if (only === undefined) return all;
	const ids = all.map(({ id }) => id);
	const names = only.split(',').map((one) => one.trim());
	const problems = names
		.filter((one) => !ids.includes(one))
		.map((value) => {
			const meant = didYouMean(value, ids);
			const fix = meant === null ? `Write some of ${ids.join(', ')}` : `Did you mean ${meant}`;
			return { file: 'command line', field: '--only', value, problem: 'this cluster has no such strain', fix };
		});
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return all.filter(({ id }) => names.includes(id));
}
