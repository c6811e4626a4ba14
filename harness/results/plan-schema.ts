import { z } from 'zod';
import { drillSpec } from '../scenario/drill-shape.ts';
import type { TrialPlan } from '../scenario/spec.ts';

const planSchema = z.array(
	z.strictObject({
		drill: drillSpec,
		trial: z.int().positive().describe('From 1.'),
		seed: z.string(),
		phases: z
			.array(z.number().min(0).max(1).nullable())
			.describe('For each fault: the phase of the advertisement interval at which it hits; null for a fixed time.'),
	}),
);

/** The JSON Schema (draft 2020-12) of `vipdrill plan --json`, for publication. */
export function planJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(planSchema), title: 'vipdrill plan' };
}

/** Trial plans as JSON, with a line end. Throws ZodError on plans that their own schema does not allow. */
export function planJson(plans: readonly TrialPlan[]): string {
	return `${JSON.stringify(planSchema.parse(plans), null, 2)}\n`;
}
