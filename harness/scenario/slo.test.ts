import { expect } from 'chai';
import { METRICS } from '../metrics/metric-catalog.ts';
import { parseSlo, SLO_STATISTICS, SloSyntaxError } from './slo.ts';

/** Metric, statistic, operator and limit in one line. */
function read(text: string): string {
	const { metric, of, operator, limit } = parseSlo(text);
	return `${metric.path} ${of} ${operator} ${limit}`;
}

function errorOf(text: string): SloSyntaxError {
	try {
		parseSlo(text);
	} catch (error) {
		if (error instanceof SloSyntaxError) return error;
		throw error;
	}
	throw new Error(`${text} can be read`);
}

describe('parseSlo', () => {
	for (const [text, expected] of [
		['takeover.p95 < 4s', 'takeoverMs p95 < 4000'],
		['http.outage.max<5s', 'http.outageMs max < 5000'],
		['http.availability >= 0.98', 'http.availability each >= 0.98'],
		['http.availability >= 98%', 'http.availability each >= 0.98'],
		['  http.availability.mean>=98 %  ', 'http.availability mean >= 0.98'],
		['dualOwner.max < 100ms', 'dualOwnerMs max < 100'],
		['dualOwner.failed.max <= 0', 'dualOwner.failed max <= 0'],
		['http.latency.p99 <= 1.5 s', 'http.latencyMs.p99 each <= 1500'],
		['http.latency.p99.p50 <= 20ms', 'http.latencyMs.p99 p50 <= 20'],
		['takeoverMs.each > 250us', 'takeoverMs each > 0.25'],
		['mesh.tailLoss.max < 40%', 'mesh.tailLossShare max < 0.4'],
	] as const)
		it(`reads ${text}`, () => expect(read(text)).to.equal(expected));
	it('knows every metric with every statistic, by name and by path', () => {
		const limit = { ms: '1s', share: '1%', count: '1' };
		for (const { name, path, unit } of METRICS)
			for (const of of SLO_STATISTICS)
				for (const word of [name, path])
					expect(read(`${word}.${of} < ${limit[unit]}`), word).to.match(new RegExp(`^${path.replaceAll('.', '\\.')} ${of} <`));
	});
	for (const [text, column, problem, fix] of [
		['', 1, 'a metric is missing', 'Write metric, operator and limit, for instance takeover.p95 < 4s'],
		['  < 4s', 3, 'a metric is missing', 'Write metric, operator and limit, for instance takeover.p95 < 4s'],
		['takover.p95 < 4s', 1, 'there is no metric takover.p95', 'Did you mean takeover.p95'],
		['  http.outge < 4s', 3, 'there is no metric http.outge', 'Did you mean http.outage'],
		['qwertyuiop < 4s', 1, 'there is no metric qwertyuiop', 'See vipdrill metrics for all of them'],
		[
			'takeover.p90 < 4s',
			1,
			'there is no metric takeover.p90',
			'After takeover write one of p50, p95, p99, max, min, mean, each',
		],
		['takeover', 9, 'an operator is missing', 'Write <, <=, > or >='],
		['takeover == 4s', 10, 'an operator is missing', 'Write <, <=, > or >='],
		['takeover <', 11, 'a limit is missing', 'Write a duration, for instance 3.5s or 250ms'],
		[
			'takeover < 4',
			12,
			'takeover is compared with a duration with a unit, not with 4',
			'Write a duration, for instance 3.5s or 250ms',
		],
		[
			'takeover < 4s and more',
			12,
			'takeover is compared with a duration with a unit, not with 4s and more',
			'Write a duration, for instance 3.5s or 250ms',
		],
		[
			'http.availability >= 98',
			22,
			'http.availability is compared with a share of 0 to 1, not with 98',
			'Write a share, for instance 0.98 or 98%',
		],
		[
			'http.availability >= 101%',
			22,
			'http.availability is compared with a share of 0 to 1, not with 101%',
			'Write a share, for instance 0.98 or 98%',
		],
		[
			'http.failed < 3ms',
			15,
			'http.failed is compared with a number without a unit, not with 3ms',
			'Write a number, for instance 10',
		],
		[
			'http.failed < -1',
			15,
			'http.failed is compared with a number without a unit, not with -1',
			'Write a number, for instance 10',
		],
	] as const)
		it(`points at what is wrong in “${text}”`, () => expect(errorOf(text)).to.include({ text, column, problem, fix }));
	it('says it all in one sentence', () => {
		expect(errorOf('takeover < 4').message).to.equal(
			'objective "takeover < 4", column 12: takeover is compared with a duration with a unit, not with 4. Write a duration, for instance 3.5s or 250ms.',
		);
	});
});
