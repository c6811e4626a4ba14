import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { difference } from '../guarantee/diff/diff.ts';
import { renderDifference } from '../guarantee/diff/shape.ts';
import { guaranteeOf } from '../guarantee/guarantee.ts';
import { renderGuarantee } from '../guarantee/shape.ts';
import { fixture } from '../guarantee/testing.ts';
import { diagnose } from '../install/doctor/diagnose.ts';
import { renderDoctorJson } from '../install/doctor/doctor-schema.ts';
import { soundEngine, soundFindings } from '../install/doctor/testing.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { instance } from '../lint/examples.ts';
import { renderJson as renderLint } from '../lint/formats/json.ts';
import { lintResult } from '../lint/testing.ts';
import { renderJson } from '../report/formats/json.ts';
import { metricsJson } from '../report/metric-list.ts';
import { statusJson } from '../report/status-schema.ts';
import { hostileReport, meshReport, sampleReport } from '../report/testing.ts';
import { compareWithBaseline } from '../results/baseline.ts';
import { renderBaselineJson } from '../results/baseline-schema.ts';
import { compareRuns } from '../results/comparison.ts';
import { assembleMatrix, renderMatrixJson } from '../results/matrix.ts';
import { planJson } from '../results/plan-schema.ts';
import { planTrial } from '../scenario/plan.ts';
import { renderCalibration } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { renderScore, SCORE_SCHEMA_VERSION } from '../study/score/shape.ts';
import { renderSurvival, SURVIVAL_SCHEMA_VERSION } from '../study/survive/shape.ts';
import { renderSweepJson, SWEEP_SCHEMA_VERSION } from '../study/sweep/sweep-report.ts';
import { renderTuned, TUNING_SCHEMA_VERSION } from '../study/tune/shape.ts';
import { renderValidation, VALIDATION_SCHEMA_VERSION } from '../study/validate/validation-schema.ts';
import { SCHEMAS } from './schemas.ts';

/** Tells what a value lacks of a published schema, by a validator that is not the one which wrote it. */
function validatorOf(name: string): (value: unknown) => string[] {
	const { schema } = SCHEMAS[name] ?? expect.fail(`no schema ${name}`);
	const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateFormats: false }).compile(schema());
	return (value) =>
		validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const RUN = sampleReport();
const COMPARISON = {
	...{ schemaVersion: 1, id: 'c', startedAt: RUN.startedAt, finishedAt: RUN.finishedAt, rerun: 'vipdrill run x' },
	...compareRuns([
		{ cluster: 'seed', folder: 'seed', report: RUN, error: null },
		{ cluster: 'mine', folder: null, report: null, error: 'it never came up' },
	]),
};
const STATUS = [
	{ provider: 'local', dockerHost: 'unix:///run/docker.sock', labs: [] },
	{
		provider: 'uml',
		dockerHost: 'unix:///x.sock',
		labs: [
			{
				id: 'a',
				cluster: null,
				owner: 'ann@box, PID 7',
				machines: [{ name: 'docker1', role: 'host', container: 'c', state: 'running' }],
			},
		],
	},
] as const;
const SHARD = {
	index: 1,
	of: 2,
	drills: RUN.drills.map(({ spec }) => spec),
	trials: 3,
	untilCiMs: null,
	rerun: 'x',
	clusterHash: 'y',
};

const NUMBERS = { n: 2, min: 1, p50: 2, p95: 3, max: 3 };
const SWEEP = {
	...{ schemaVersion: SWEEP_SCHEMA_VERSION, vipdrillVersion: '1', cluster: 'seed', calibration: 'c.json', seed: 's', rerun: 'x' },
	...{ trials: 2, fields: ['priority'], drills: ['kill-master'], notModelled: ['the disk'] },
	points: [
		{
			set: { priority: '9' },
			refused: null,
			cells: [{ drill: 'kill-master', n: 2, failed: 0, summary: { takeoverMs: NUMBERS }, broken: { 'owner-exists': 1 } }],
		},
		{ set: { priority: '999' }, refused: 'it is above 255', cells: [] },
	],
} satisfies Parameters<typeof renderSweepJson>[0];
const COUNTED = { k: 1, n: 20, low: 0, high: 0.25 };
const SURVIVAL = {
	...{
		schemaVersion: SURVIVAL_SCHEMA_VERSION,
		vipdrillVersion: '1',
		cluster: 'seed',
		vip: '10.0.0.200',
		calibration: 'c',
		seed: 's',
	},
	...{ trials: 20, confidence: 0.95, limits: { outageMs: 3000, twoOwnersMs: 200, watchMs: 30_000 } },
	budget: { trials: 100, spent: 100, isSpent: true },
	strains: [
		{
			...{ id: 'pause', title: 'pause', what: 'It stands still.', caveat: null, cannotTell: { outage: 'no model' } },
			probes: [{ value: 1, shown: '1 ms', trials: 20, failed: 0, harmed: { move: 1 } }],
			edges: [{ harm: 'move', borne: null, failureBound: null, breaksAt: 1, there: COUNTED, monotone: null }],
			confirmed: {
				...{ harm: 'move', agree: true, engine: 'private', run: 'reports/x' },
				points: [{ where: 'at', value: 1, real: COUNTED, simulated: COUNTED, agree: true }],
			},
		},
	],
	...{ notTold: [{ what: 'bursts', why: 'no model' }], notModelled: ['the disk'] },
} satisfies Parameters<typeof renderSurvival>[0];
const SCORE = {
	...{
		schemaVersion: SCORE_SCHEMA_VERSION,
		vipdrillVersion: '1',
		cluster: 'seed',
		vip: '10.0.0.200',
		calibration: 'c',
		seed: 's',
	},
	...{ customers: 1, customerSecondsPerYear: 3, low: 2, high: 4, availability: 0.9999, notModelled: ['the disk'] },
	parts: [
		{
			...{ failure: 'power-loss', drill: 'kill-master', where: 'owner', perYear: 1, lastsMs: null, source: 'a guess' },
			loss: { seconds: 3, low: 2, high: 4, trials: 50, failed: 0, secondsPerSecond: null },
			...{ secondsPerYear: 3, low: 2, high: 4 },
		},
	],
	leftOut: [{ failure: 'service-stops', why: 'it has none' }],
} satisfies Parameters<typeof renderScore>[0];
const REACHED = { goal: 'takeover.p99 < 1s', value: 600, isMet: true };
const DESIGN = {
	...{ settings: { advert_int: '0.1' }, takeoverMs: 600, falseMovesPerDay: { low: 0, high: 1e-9 }, packetsPerSecond: 10 },
	...{ trials: 90, failed: 0, reached: [REACHED], meetsAll: true, margin: 0.5, wins: ['the quickest takeover'] },
};
const TUNED = {
	...{
		schemaVersion: TUNING_SCHEMA_VERSION,
		vipdrillVersion: '1',
		cluster: 'seed',
		vip: '10.0.0.200',
		calibration: 'c',
		seed: 's',
	},
	goals: ['takeover.p99 < 1s'],
	surroundings: { loss: 0.001, latencyMs: 0, jitterMs: 0, pauses: { perDay: 24, fromMs: 0, toMs: 300 } },
	searched: { byArithmetic: 243, simulated: 28, trials: 940, refused: ['advert_int 0: it is too small'] },
	...{ asItIs: DESIGN, front: [DESIGN], winner: DESIGN, diff: [{ file: 'a.conf', diff: '--- a' }] },
	lived: { days: 365, falseMoves: 0 },
	confirmed: {
		...{ trials: 30, trusted: 30, reached: [REACHED], pauses: { lengthMs: 300, trials: 30, moved: 0 } },
		...{ held: true, engine: 'private', run: 'reports/x' },
	},
	notModelled: ['the disk'],
} satisfies Parameters<typeof renderTuned>[0];
const METRIC = { metric: 'takeoverMs', real: null, simulated: null, ks: null, medianDifference: null, cliffsDelta: null };
const SIDE = { n: 30, p5: 1, median: 2, p95: 3 };
const VALIDATION = {
	...{ schemaVersion: VALIDATION_SCHEMA_VERSION, vipdrillVersion: '1', calibration: 'c.json', notModelled: ['the disk'] },
	run: { id: 'r', cluster: 'seed', startedAt: RUN.startedAt, engine: 'private 20', publishMode: 'host', seed: 's' },
	drills: [
		{
			drill: 'kill-master',
			real: { measured: 30, notTrusted: 1, failed: 0, lost: 0 },
			simulated: { measured: 200, failed: 0, lost: 0 },
			metrics: [
				{ ...METRIC, outcome: 'too-few' },
				{
					...{ ...METRIC, real: SIDE, simulated: SIDE, ks: { distance: 0.1, p: 0.5 } },
					...{ medianDifference: { difference: 1, low: 0, high: 2 }, cliffsDelta: 0.1, outcome: 'agrees' },
				},
			],
		},
	],
	leftOut: [{ drill: 'observe', why: 'it injects nothing' }],
} satisfies Parameters<typeof renderValidation>[0];

/** What commands print or write, by the schema that describes it. */
const OUTPUTS: Record<string, () => string[] | Promise<string[]>> = {
	calibration: async () => [renderCalibration(await loadCalibration())],
	doctor: () => [
		renderDoctorJson(diagnose(soundFindings())),
		renderDoctorJson(diagnose(soundFindings({ local: { problems: ['none; start one'] }, private: { problems: ['no root'] } }))),
		renderDoctorJson(
			diagnose(soundFindings({ private: soundEngine('private', { ipVs: false, netem: null, guestProblems: ['x'] }) })),
		),
	],
	baseline: () => [renderBaselineJson(compareWithBaseline(RUN, RUN))],
	comparison: () => [JSON.stringify(COMPARISON)],
	guarantee: async () => [
		renderGuarantee(guaranteeOf(await fixture('seed'), null, { vipdrillVersion: '1', clusterArgument: 'x', notModelled: [] })),
	],
	diff: async () => [
		renderDifference(
			difference(await fixture('seed'), await fixture('hardened'), { vipdrillVersion: '1', before: 'a', after: 'b' }),
		),
	],
	lint: () =>
		[instance(), 'include x.conf\n$A=nonsense\n$A\nvrrp_strict 1\n', ''].map((text) =>
			renderLint(lintResult({ 'a.conf': text })),
		),
	matrix: () => [
		renderMatrixJson(
			assembleMatrix(
				['a', 'b', 'c'].map((label, i) => ({
					...{ label, image: label, folder: i < 2 ? label : null },
					...{ report: i < 2 ? RUN : null, error: i < 2 ? null : 'it never came up' },
				})),
				'vipdrill run x',
			),
		),
	],
	metrics: () => [metricsJson()],
	plan: async () =>
		[...(await shippedWithoutSuites()).values()].map((drill) => planJson([planTrial(drill, 's', 1), planTrial(drill, 's', 2)])),
	run: () => [RUN, meshReport(), hostileReport(), { ...RUN, shard: SHARD }].map(renderJson),
	status: () => [statusJson([]), statusJson(structuredClone(STATUS) as unknown as Parameters<typeof statusJson>[0])],
	score: () => [renderScore(SCORE)],
	survival: () => [renderSurvival(SURVIVAL)],
	tune: () => [TUNED, { ...TUNED, winner: null, lived: null, confirmed: null }].map(renderTuned),
	sweep: () => [renderSweepJson(SWEEP)],
	validation: () => [renderValidation(VALIDATION)],
};

describe('published schemas', () => {
	for (const [name, outputs] of Object.entries(OUTPUTS)) {
		it(`${name} describes what is printed, and nothing else`, async () => {
			const problems = validatorOf(name);
			for (const text of await outputs()) {
				const value = JSON.parse(text);
				expect(problems(value)).to.deep.equal([]);
				const strange = Array.isArray(value) ? [...value, { strange: 1 }] : { ...value, strange: 1 };
				expect(problems(strange)).not.to.deep.equal([]);
			}
		});
	}
	it('are each held against an output; cluster.yaml is input', () => {
		expect(Object.keys(OUTPUTS)).to.have.members(Object.keys(SCHEMAS).filter((name) => name !== 'cluster'));
	});
});
