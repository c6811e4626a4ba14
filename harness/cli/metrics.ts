import { metricsJson, metricsText } from '../report/metric-list.ts';

/** Prints every metric that an objective can be about. */
export async function run({ json }: { json?: boolean }): Promise<void> {
	process.stdout.write(json ? metricsJson() : metricsText());
}
