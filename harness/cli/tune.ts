import { dirname, join, resolve } from 'node:path';
import { EXIT, InputError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { writeAtomically } from '../base/write-file.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { checkAccepted } from '../labs/lab.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { NOT_MODELLED, SIM_KIND } from '../labs/sim/unmodelled.ts';
import { unreadStatements } from '../labs/sim/unread.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { hasMoved } from '../study/survive/strain.ts';
import { pauseDrill } from '../study/survive/strains.ts';
import { setFields } from '../study/sweep/fields.ts';
import { QuietLife } from '../study/tune/brute-force.ts';
import { changesBetween, diffsOf, type FileChange } from '../study/tune/edits.ts';
import { type Goal, parseGoals } from '../study/tune/goals.ts';
import { parsePauses } from '../study/tune/parse-pauses.ts';
import { type Design, renderTuned, TUNING_SCHEMA_VERSION, type Tuned, type TuningConfirmed } from '../study/tune/shape.ts';
import type { Surroundings } from '../study/tune/surroundings.ts';
import { heldBy, reachedBy, tune, under } from '../study/tune/tune.ts';
import { tuneText } from '../study/tune/tune-text.ts';
import { usesColor } from './color.ts';
import { calibrationName } from './options.ts';
import { runForReal } from './run-for-real.ts';
import { searchOnPool } from './search-on-pool.ts';
import { SimProgress } from './sim-progress.ts';
import { leftByPool, type PoolFlags } from './trial-pool.ts';
import { interruptible } from './ways-out.ts';

interface TuneFlags extends PoolFlags {
	slo: string[];
	loss: number;
	latency: number;
	jitter: number;
	pauses?: string;
	budget: number;
	seed: string;
	live?: number;
	fix?: boolean;
	confirm?: number;
	engine: EngineChoice;
	out: string;
	calibration?: string;
	json?: boolean;
}

const DAY_S = 86_400;
/** Virtual seconds between two looks whether to go on. */
const LIVE_STEP_S = 3600;

/** Searches a better design, prints it, and writes it into the user's files where that is asked for. Throws InputError for goals and surroundings that cannot be read. */
export async function run(folder: string, flags: TuneFlags): Promise<void> {
	const goals = parseGoals(flags.slo);
	const surroundings: Surroundings = {
		loss: flags.loss / 100,
		latencyMs: flags.latency,
		jitterMs: flags.jitter,
		pauses: flags.pauses === undefined ? null : parsePauses(flags.pauses),
	};
	if (flags.jitter > flags.latency && flags.latency > 0) throw tooMuchJitter();
	// Packets cannot come before they were sent.
	surroundings.latencyMs = Math.max(surroundings.latencyMs, surroundings.jitterMs);
	const spec = await loadCluster(folder);
	const drills = await drillsOf(goals, spec, surroundings);
	const tuning = tuningOf(await loadCalibration(flags.calibration));
	const signal = interruptible(flags.confirm === undefined ? leftByPool(flags) : 'the lab');
	const asked = { goals, surroundings, drills, budget: flags.budget, seed: flags.seed };
	const found = await searchOnPool(flags, signal, (simulate, onRound) => tune({ spec, tuning }, { ...asked, onRound }, simulate));
	const better = found.winner && setFields({ spec, tuning }, found.winner.settings).spec;
	const changes = better ? changesBetween(spec, better) : [];
	const lived =
		better && flags.live !== undefined ? await live(better, tuning, surroundings, flags.seed, flags.live, signal) : null;
	const confirmed =
		better && flags.confirm !== undefined
			? await confirm(better, found.winner as Design, goals, surroundings, drills, flags, signal)
			: null;
	const tuned: Tuned = withoutSecrets({
		schemaVersion: TUNING_SCHEMA_VERSION,
		vipdrillVersion: version,
		cluster: spec.name,
		vip: spec.vip,
		calibration: calibrationName(flags.calibration),
		seed: flags.seed,
		goals: goals.map(({ text }) => text),
		surroundings,
		...found,
		diff: diffsOf(changes),
		lived,
		confirmed,
		notModelled: [...NOT_MODELLED, ...unreadStatements(spec)],
	});
	process.stdout.write(flags.json ? renderTuned(tuned) : tuneText(tuned, { color: usesColor() }));
	if (flags.fix && (confirmed === null || confirmed.held)) await writeChanges(folder, changes);
	if (!found.winner || confirmed?.held === false) process.exitCode = EXIT.failed;
	else if (confirmed?.held === null) process.exitCode = EXIT.inconclusive;
}

async function drillsOf(goals: readonly Goal[], spec: ClusterSpec, surroundings: Surroundings): Promise<Map<string, DrillSpec>> {
	const names = [...new Set(goals.flatMap((goal) => (goal.kind === 'metric' ? [goal.drill] : [])))];
	if (names.length === 0) return new Map();
	const drills = await findAllDrills(names, false);
	checkAccepted(
		SIM_KIND,
		drills.map((drill) => under(drill, surroundings)),
		spec,
	);
	return new Map(drills.map((drill) => [drill.name, drill]));
}

/** Lets the design live, packet by packet. */
async function live(
	spec: ClusterSpec,
	tuning: Tuning,
	surroundings: Surroundings,
	seed: string,
	days: number,
	signal: AbortSignal,
): Promise<Tuned['lived']> {
	const life = new QuietLife(spec, tuning, surroundings, `live\0${seed}`);
	const progress = new SimProgress(process.stderr);
	const steps = (days * DAY_S) / LIVE_STEP_S;
	for (let step = 1; step <= steps; step += 1) {
		life.live(LIVE_STEP_S);
		progress.show('hours', step, steps);
		// So that a signal is heard.
		await new Promise((go) => setImmediate(go));
		signal.throwIfAborted();
	}
	return { days, falseMoves: life.falseMoves };
}

/** Runs the goals' drills with the winner on real hosts, and pauses of the greatest length that was declared. */
async function confirm(
	spec: ClusterSpec,
	{ falseMovesPerDay, packetsPerSecond }: Design,
	goals: readonly Goal[],
	surroundings: Surroundings,
	drills: ReadonlyMap<string, DrillSpec>,
	{ engine, out, seed, json, confirm: trials = 1 }: TuneFlags,
	signal: AbortSignal,
): Promise<TuningConfirmed> {
	const { pauses } = surroundings;
	const pause = pauses ? pauseDrill(pauses.toMs) : null;
	const asked = [...drills.values(), ...(pause ? [pause] : [])].map((drill) => under(drill, surroundings));
	const cells = asked.map((drill) => ({ spec, drill }));
	const real = await runForReal(cells, { trials, seed, engine, reportsDir: resolve(out), signal, json: json ?? false });
	const trusted = new Map([...real.trials].map(([name, all]) => [name, all.filter(({ trust }) => trust.trusted)]));
	const reached = reachedBy({ falseMovesPerDay, packetsPerSecond, trials: trusted }, goals);
	const paused = pause ? (trusted.get(pause.name) ?? []) : [];
	const moved = paused.filter(hasMoved).length;
	const count = (all: ReadonlyMap<string, readonly unknown[]>) => [...all.values()].reduce((sum, { length }) => sum + length, 0);
	return {
		trials: count(real.trials),
		trusted: count(trusted),
		reached,
		pauses: pauses && { lengthMs: pauses.toMs, trials: paused.length, moved },
		held: heldBy(reached, pause && { trials: paused.length, moved }),
		engine: real.engine,
		run: real.run,
	};
}

async function writeChanges(folder: string, changes: readonly FileChange[]): Promise<void> {
	const dir = /\.ya?ml$/.test(folder) ? dirname(folder) : folder;
	for (const { file, after } of changes) {
		await writeAtomically(join(dir, file), after);
		console.error(`wrote ${join(dir, file)}`);
	}
}

const tooMuchJitter = () =>
	new InputError([
		{
			file: 'command line',
			field: '--jitter',
			problem: 'it is greater than the latency, and no packet comes before it was sent',
			fix: 'Leave --latency out, or make it as great at least',
		},
	]);
