import type { LineSeriesOption } from 'echarts/charts';
import type { EChartsCoreOption } from 'echarts/core';
import { color } from './palette.ts';

/** One distribution: measured or simulated values in milliseconds, or the straight line of a theory. */
export interface Distribution {
	name: string;
	look: string;
	dashed?: boolean;
	/** Ascending. */
	values: number[];
	/** Ends of a uniform distribution, in place of values; equal where the theory names one value. */
	theory?: [minMs: number, maxMs: number];
}

/** The steps of an empirical distribution function: at each value, the share of the values that are no greater. `values` ascending. */
export function ecdfSteps(values: readonly number[]): [valueMs: number, share: number][] {
	return values.map((value, i): [number, number] => [value, (i + 1) / values.length]);
}

/** Distributions in one chart, as steps from 0 to 1. */
export function ecdfOption(distributions: readonly Distribution[]): EChartsCoreOption {
	const ends = distributions.flatMap(({ values, theory }) => [...values, ...(theory ?? [])]);
	const [min, max] = [Math.min(...ends), Math.max(...ends)];
	const room = Math.max((max - min) * 0.12, 50);
	const [left, right] = [Math.max(0, Math.floor((min - room) / 50) * 50), Math.ceil((max + room) / 50) * 50];
	const line = { lineStyle: { color: color('line') } };
	return {
		animation: false,
		grid: { left: 46, right: 16, top: 14, bottom: 28 },
		xAxis: {
			...{ type: 'value', min: left, max: right, splitNumber: 5, splitLine: line, axisLine: { show: false } },
			axisLabel: {
				color: color('soft'),
				fontSize: 11,
				hideOverlap: true,
				showMinLabel: false,
				showMaxLabel: false,
				formatter: (ms: number) => `${Number((ms / 1000).toFixed(3))} s`,
			},
		},
		yAxis: {
			...{ type: 'value', min: 0, max: 1, interval: 0.25, splitLine: line },
			axisLabel: { color: color('soft'), fontSize: 11, formatter: (share: number) => `${Math.round(share * 100)} %` },
		},
		series: distributions.map((d) => seriesOf(d, left, right)),
	};
}

function seriesOf({ name, look, dashed, values, theory }: Distribution, left: number, right: number): LineSeriesOption {
	const steps = ecdfSteps(values);
	const data = theory
		? [
				[left, 0],
				[theory[0], 0],
				[theory[1], 1],
				[right, 1],
			]
		: [[left, 0], ...steps, [right, 1]];
	return {
		...{ type: 'line', name, data, silent: true, animation: false, ...(theory ? {} : { step: 'end' as const }) },
		...{
			showSymbol: !theory && values.length <= 40,
			symbol: 'circle',
			symbolSize: (at: number[]) => (at[0] === left || at[0] === right ? 0 : 5),
		},
		lineStyle: { color: color(look), width: theory ? 6 : 2, opacity: theory ? 0.35 : 1, type: dashed ? [5, 4] : 'solid' },
		itemStyle: { color: color(look) },
	};
}
