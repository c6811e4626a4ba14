import { METRICS, PROBE_METRICS } from '../metrics/metric-catalog.ts';
import { SLO_STATISTICS } from '../scenario/slo.ts';
import { textTable } from './table.ts';

/** `<name>` stands for each probe's. */
const LISTED = [...METRICS, ...PROBE_METRICS];

/** Every metric as JSON, with a line end. */
export function metricsJson(): string {
	const metrics = LISTED.map(({ gate, ...metric }) => ({ ...metric, gated: gate !== null }));
	return `${JSON.stringify({ statistics: SLO_STATISTICS, metrics }, null, 2)}\n`;
}

/** Every metric as a table for people, with a line end. */
export function metricsText(): string {
	const columns = ['metric', 'unit', 'in run.json', 'meaning'].map((head) => ({ head, numeric: false }));
	const { head, body } = textTable(
		columns,
		LISTED.map(({ name, unit, path, meaning }) => [name, unit, path, meaning]),
	);
	const statistics = `after each of them, with a dot: ${SLO_STATISTICS.join(', ')} (each, where none is given)`;
	return `${[head, ...body, '', statistics, 'an objective: takeover.p95 < 4s, or http.availability.min >= 98%'].join('\n')}\n`;
}
