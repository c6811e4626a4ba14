import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import type { Spread } from '../../labs/sim/random.ts';
import { type Constant, MEASURED, type Tuning } from '../../labs/sim/tuning.ts';
import { MEASURABLE, type RealTrial } from './constants.ts';
import { thin } from './thin.ts';

/** Bumped when a reader of a calibration would have to change. */
const CALIBRATION_SCHEMA_VERSION = 2;

const ms = z.number().nonnegative();

const constant = z.strictObject({
	how: z.string().describe('What was measured.'),
	n: z.int().positive(),
	minMs: ms,
	meanMs: ms,
	maxMs: ms,
	bodyMs: z.array(ms).min(1).describe('Drawn from, each value alike: what was measured, or means of groups of equal size.'),
	tailMs: z.array(ms).describe('The greatest values, drawn from instead with the probability tailShare.'),
	tailShare: z.number().min(0).max(1),
});

const calibrationSchema = z.strictObject({
	schemaVersion: z.literal(CALIBRATION_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	runs: z
		.array(
			z.strictObject({
				id: z.string(),
				startedAt: z.string().describe('ISO 8601, UTC.'),
				cluster: z.string(),
				engine: z.string(),
				kernel: z.string(),
				cpus: z.int(),
				docker: z.string(),
				keepalived: z.string(),
				publishMode: z.enum(['ingress', 'host']),
				loadBefore: z.number(),
				loadAfter: z.number().nullable(),
				trials: z.int().nonnegative(),
				timelines: z.int().nonnegative().describe('Of how many of them the timeline was there.'),
			}),
		)
		.describe('Where it was measured.'),
	constants: z.partialRecord(z.enum(MEASURABLE.map(({ key }) => key) as [Constant, ...Constant[]]), constant),
	notMeasured: z.array(z.string()).describe('Constants that stay as labs/sim/tuning.ts has them.'),
});

/** What real runs said of the simulator's constants. */
export type Calibration = z.infer<typeof calibrationSchema>;

/** The JSON Schema (draft 2020-12) of a calibration, for publication. */
export function calibrationJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(calibrationSchema), title: 'vipdrill calibration' };
}

/** Fewer samples say nothing of a spread. */
const ENOUGH = 5;

/** Names of the constants that real trials tell. */
export const MEASURABLE_NAMES: readonly string[] = MEASURABLE.map(({ key }) => key);

/** Measures the constants in real trials, or those that are named; what too few trials show is left as it is, and named. */
export function calibrate(trials: readonly RealTrial[], vipdrillVersion: string, only = MEASURABLE_NAMES): Calibration {
	const runs = [...new Set(trials.map(({ run }) => run))];
	const trusted = trials.filter(({ trial }) => trial.measurements.trust.trusted);
	const constants: Calibration['constants'] = {};
	for (const { key, how, samples } of MEASURABLE) {
		if (!only.includes(key)) continue;
		const values = trusted.flatMap(samples).sort((a, b) => a - b);
		if (values.length >= ENOUGH) constants[key] = { how, ...spreadOf(values) };
	}
	const names = Object.keys(MEASURED).filter((key) => key !== 'lanLoss');
	return {
		schemaVersion: CALIBRATION_SCHEMA_VERSION,
		vipdrillVersion,
		runs: runs.map((run) => ({
			id: run.id,
			startedAt: run.startedAt,
			cluster: run.cluster.name,
			engine: `${run.environment.engine.provider} ${run.environment.engine.version}`,
			kernel: run.environment.engine.kernel,
			cpus: run.environment.engine.cpus,
			docker: run.environment.hosts.dockerVersion,
			keepalived: run.environment.hosts.keepalivedVersion,
			publishMode: run.environment.publishMode,
			loadBefore: run.environment.loadBefore,
			loadAfter: run.environment.loadAfter,
			trials: trials.filter((trial) => trial.run === run).length,
			timelines: trials.filter((trial) => trial.run === run && trial.events !== null).length,
		})),
		constants,
		notMeasured: names.filter((key) => !Object.hasOwn(constants, key)),
	};
}

/** The same, with what it does not tell as an earlier calibration had it. The earlier one's runs are named too. */
export function withBase(fresh: Calibration, base: Calibration): Calibration {
	const known: Calibration['constants'] = {};
	for (const { key } of MEASURABLE) {
		const constant = fresh.constants[key] ?? base.constants[key];
		if (constant) known[key] = constant;
	}
	const ids = new Set(fresh.runs.map(({ id }) => id));
	return {
		...fresh,
		runs: [...fresh.runs, ...base.runs.filter(({ id }) => !ids.has(id))],
		constants: known,
		notMeasured: fresh.notMeasured.filter((key) => !Object.hasOwn(known, key)),
	};
}

function spreadOf(sorted: readonly number[]) {
	const round = (value: number) => Math.round(value * 1000) / 1000;
	const { body, tail, tailShare } = thin(sorted);
	return {
		n: sorted.length,
		minMs: round(sorted[0] ?? 0),
		meanMs: round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length),
		maxMs: round(sorted.at(-1) ?? 0),
		bodyMs: body.map(round),
		tailMs: tail.map(round),
		tailShare,
	};
}

/** The simulator's constants with what was measured in place of what stands in the source. */
export function tuningOf({ constants }: Calibration): Tuning {
	const measured = Object.entries(constants).map(
		([key, { minMs, meanMs, maxMs, bodyMs, tailMs, tailShare }]): [string, Spread] => {
			const us = (value: number) => Math.round(value * 1000);
			const measured = { bodyUs: bodyMs.map(us), tailUs: tailMs.map(us), tailShare };
			return [key, { minUs: us(minMs), meanUs: us(meanMs), maxUs: us(maxMs), measured }];
		},
	);
	return { ...MEASURED, ...Object.fromEntries(measured) };
}

/** A calibration as it is kept, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderCalibration = (calibration: Calibration): string =>
	`${JSON.stringify(calibrationSchema.parse(calibration), null, '\t')}\n`;

/** Reads a kept calibration. Throws InputError naming every field that is wrong. */
export function parseCalibration(text: string, file: string): Calibration {
	const fix = 'Make it anew with `vipdrill calibrate`';
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new InputError([{ file, field: 'calibration', problem: 'it is no JSON', fix }]);
	}
	const parsed = calibrationSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	const problems = parsed.error.issues.map(({ path, message }) => ({
		file,
		field: path.join('.') || 'calibration',
		problem: message,
		fix,
	}));
	const [first, ...others] = problems;
	throw new InputError(first ? [first, ...others] : [{ file, field: 'calibration', problem: 'it is no calibration', fix }]);
}
