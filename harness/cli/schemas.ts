import { clusterJsonSchema } from '../cluster/cluster-schema.ts';
import { differenceJsonSchema } from '../guarantee/diff/shape.ts';
import { guaranteeJsonSchema } from '../guarantee/shape.ts';
import { doctorJsonSchema } from '../install/doctor/doctor-schema.ts';
import { lintJsonSchema } from '../lint/lint-schema.ts';
import { metricsJsonSchema } from '../report/metric-list-schema.ts';
import { statusJsonSchema } from '../report/status-schema.ts';
import { baselineJsonSchema } from '../results/baseline-schema.ts';
import { comparisonJsonSchema } from '../results/comparison-schema.ts';
import { matrixJsonSchema } from '../results/matrix.ts';
import { planJsonSchema } from '../results/plan-schema.ts';
import { runJsonSchema } from '../results/run-schema.ts';
import { calibrationJsonSchema } from '../study/calibrate/calibration.ts';
import { scoreJsonSchema } from '../study/score/shape.ts';
import { survivalJsonSchema } from '../study/survive/shape.ts';
import { sweepJsonSchema } from '../study/sweep/sweep-report.ts';
import { tunedJsonSchema } from '../study/tune/shape.ts';
import { validationJsonSchema } from '../study/validate/validation-schema.ts';

/** A published JSON Schema: what it describes, in a few words, and the schema. */
interface PublishedSchema {
	what: string;
	schema: () => Record<string, unknown>;
}

/** Every JSON Schema that is published, by the name that `vipdrill schema` knows it by. */
export const SCHEMAS: Readonly<Record<string, PublishedSchema>> = {
	cluster: { what: 'cluster.yaml', schema: clusterJsonSchema },
	run: { what: 'run.json of a run', schema: runJsonSchema },
	comparison: { what: 'comparison.json of a run on several clusters', schema: comparisonJsonSchema },
	baseline: { what: 'baseline.json of a run with --baseline, and compare --json', schema: baselineJsonSchema },
	matrix: { what: 'matrix.json of a run with --matrix', schema: matrixJsonSchema },
	plan: { what: 'plan --json', schema: planJsonSchema },
	lint: { what: 'lint --format json', schema: lintJsonSchema },
	metrics: { what: 'metrics --json', schema: metricsJsonSchema },
	status: { what: 'status --json', schema: statusJsonSchema },
	doctor: { what: 'doctor --json', schema: doctorJsonSchema },
	guarantee: { what: 'guarantee --json', schema: guaranteeJsonSchema },
	diff: { what: 'diff --json', schema: differenceJsonSchema },
	validation: { what: 'validate --json', schema: validationJsonSchema },
	calibration: { what: "the simulator's constants, as calibrate writes them", schema: calibrationJsonSchema },
	survival: { what: 'survive --json', schema: survivalJsonSchema },
	score: { what: 'score --json, and the lines of --trend but for their `at`', schema: scoreJsonSchema },
	tune: { what: 'tune --json', schema: tunedJsonSchema },
	sweep: { what: 'sweep.json', schema: sweepJsonSchema },
};

/** A schema as it is printed and committed: tabs, and a newline at the end. */
export function formatSchema(schema: unknown): string {
	return `${JSON.stringify(schema, null, '\t')}\n`;
}
