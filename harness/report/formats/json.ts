import type { RunReport } from '../../results/run-report.ts';
import { runSchema } from '../../results/run-schema.ts';

/** run.json: two blanks of indent, keys in the schema's order and the free ones sorted, so that equal runs give equal bytes. Throws ZodError on a report that its own schema does not allow. */
export function renderJson(report: RunReport): string {
	return `${JSON.stringify(runSchema.parse(report), null, 2)}\n`;
}
