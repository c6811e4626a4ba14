import { z } from 'zod';
import { INVARIANTS, type InvariantId } from '../../gate/invariants.ts';
import { formatMetric, formatShare } from '../../metrics/metric.ts';
import { textTable } from '../../report/table.ts';
import type { SweepPoint } from './sweep.ts';

/** Bumped when a reader of sweep.json would have to change. */
export const SWEEP_SCHEMA_VERSION = 1;

const count = z.int().nonnegative();
const summary = z.strictObject({ n: count, min: z.number(), p50: z.number(), p95: z.number(), max: z.number() });

const sweepSchema = z.strictObject({
	schemaVersion: z.literal(SWEEP_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	cluster: z.string(),
	calibration: z.string(),
	seed: z.string(),
	rerun: z.string(),
	trials: count.describe('Of each drill at each point.'),
	fields: z.array(z.string()),
	drills: z.array(z.string()),
	points: z.array(
		z.strictObject({
			set: z.record(z.string(), z.string()),
			refused: z.string().nullable().describe('Why keepalived would not have these values; then nothing was simulated.'),
			cells: z.array(
				z.strictObject({
					drill: z.string(),
					n: count,
					failed: count.describe('Trials that ended with an error and are in no figure.'),
					summary: z.record(z.string(), summary),
					broken: z
						.partialRecord(z.enum(Object.keys(INVARIANTS) as [InvariantId, ...InvariantId[]]), count)
						.describe('In how many trials an invariant did not hold.'),
				}),
			),
		}),
	),
	notModelled: z.array(z.string()),
});

/** The content of sweep.json. */
export type SweepReport = z.infer<typeof sweepSchema>;

/** The JSON Schema (draft 2020-12) of sweep.json, for publication. */
export function sweepJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(sweepSchema), title: 'vipdrill sweep.json' };
}

/** sweep.json, with a line end. Throws ZodError on a report that its own schema does not allow. */
export const renderSweepJson = (report: SweepReport): string => `${JSON.stringify(sweepSchema.parse(report), null, 2)}\n`;

const TABLE = ['takeoverMs', 'http.outageMs', 'http.tailMs', 'dualOwnerMs'];

/** One line a point and drill: medians with the 95th percentile, availability, and the invariants that did not hold. Ends with a line end. */
export function sweepTable({ points, fields }: SweepReport): string {
	const columns = [
		...fields.map((head) => ({ head, numeric: true })),
		{ head: 'drill', numeric: false },
		...['n', ...TABLE.map((path) => `${path.replace(/Ms$/, '')} p50/p95`), 'availability p50'].map((head) => ({
			head,
			numeric: true,
		})),
		{ head: 'invariants that did not hold', numeric: false },
	];
	const rows = points.flatMap(({ set, refused, cells }) => {
		const settings = fields.map((field) => set[field] ?? '');
		if (refused !== null) return [[...settings, `refused: ${refused}`]];
		return cells.map((cell) => [...settings, ...cellText(cell)]);
	});
	const { head, body } = textTable(columns, rows);
	return `${[head, ...body].join('\n')}\n`;
}

function cellText({ drill, n, failed, summary: of, broken }: SweepPoint['cells'][number]): string[] {
	const pair = (path: string) => {
		const s = Object.hasOwn(of, path) ? of[path] : undefined;
		return s ? `${formatMetric(path, s.p50)} / ${formatMetric(path, s.p95)}` : '—';
	};
	const not = Object.entries(broken).map(([id, trials]) => `${id} ${trials} of ${n}`);
	return [
		drill,
		String(n),
		...TABLE.map(pair),
		formatShare(of['http.availability']?.p50 ?? null),
		[...not, ...(failed > 0 ? [`${failed} ended with an error`] : [])].join(', '),
	];
}

/** As CSV by RFC 4180: one line a point, drill and metric. */
export function sweepCsv({ points, fields }: SweepReport): string {
	const head = [...fields, 'drill', 'trials', 'failed', 'metric', 'n', 'min', 'p50', 'p95', 'max'];
	const rows = points.flatMap(({ set, cells }) =>
		cells.flatMap(({ drill, n, failed, summary: of }) =>
			Object.entries(of).map(([metric, s]) => [
				...fields.map((field) => set[field] ?? ''),
				...[drill, n, failed, metric, s.n, s.min, s.p50, s.p95, s.max],
			]),
		),
	);
	return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
