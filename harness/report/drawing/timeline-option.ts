import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import type { CustomSeriesOption } from 'echarts/charts';
import type { EChartsCoreOption } from 'echarts/core';
import type { Span } from '../../measure/spans.ts';
import type { TakeoverTheory } from '../../metrics/measurements.ts';
import { type FailureRun, failureRuns, type ThinHttp } from './http-thin.ts';
import { type Bar, type Lanes, outcomeLook, type Tick } from './lanes.ts';
import { color } from './palette.ts';

/** What a timeline shows. */
export interface TimelinePicture {
	lanes: Lanes;
	http: readonly ThinHttp[];
	theory: TakeoverTheory | null;
	/** Whether a fault hit at time 0. */
	hasFault: boolean;
	/** Time 0 of the axis: the fault, or the trial's origin. */
	zeroMs: number;
	/** From the first fault to the goodbye that its theory counts from; 0 for a crash. */
	theoryFromMs: number;
	whole: Span;
	/** The part that is shown first. */
	window: Span;
}

const LEFT = 88;
const RIGHT = 14;
const TOP = 30;
const GAP = 2;
const HEADER = 17;
const LATENCY = 84;
const BETWEEN = 26;
const BOTTOM = 30;
/** Nothing narrower is drawn; less could not be seen. */
const THINNEST = 1;

interface Placed {
	tops: number[];
	headers: { name: string; top: number }[];
	height: number;
}

/** Where the lanes stand, one under the other, with a heading over each group of several. */
function place({ lanes }: Lanes): Placed {
	const tops: number[] = [];
	const headers: Placed['headers'] = [];
	let y = 0;
	for (const [i, lane] of lanes.entries()) {
		if (lane.group !== lanes[i - 1]?.group) {
			if (i > 0) y += 5;
			if (lane.label !== '') {
				headers.push({ name: lane.group, top: y });
				y += HEADER;
			}
		}
		tops.push(y);
		y += lane.height + GAP;
	}
	headers.push({ name: 'time to answer', top: y + BETWEEN - HEADER - 6 });
	return { tops, headers, height: y };
}

/** The pixels that a timeline needs from top to bottom. */
export function timelineHeight(lanes: Lanes): number {
	return TOP + place(lanes).height + BETWEEN + LATENCY + BOTTOM;
}

/** Where the lanes begin and end on the paper, for a cursor. */
export const TIMELINE_MARGINS = { left: LEFT, right: RIGHT, top: TOP } as const;

/** A trial as an ECharts option: the lanes above, the time that requests took below, on one axis that zooms both. */
export function timelineOption(picture: TimelinePicture): EChartsCoreOption {
	const { lanes, zeroMs, whole, window } = picture;
	const placed = place(lanes);
	const [min, max] = [whole.fromMs - zeroMs, whole.toMs - zeroMs];
	const latencyTop = TOP + placed.height + BETWEEN;
	const axis = {
		...{ type: 'value', min, max, axisLine: { show: false }, splitNumber: 8 },
		axisTick: { show: false },
		splitLine: { lineStyle: { color: color('line') } },
		axisLabel: {
			color: color('soft'),
			fontSize: 11,
			hideOverlap: true,
			showMinLabel: false,
			showMaxLabel: false,
			formatter: clockText,
		},
	};
	return {
		animation: false,
		grid: [
			{ left: LEFT, right: RIGHT, top: TOP, height: placed.height, outerBoundsMode: 'none' },
			{ left: LEFT, right: RIGHT, top: latencyTop, height: LATENCY, outerBoundsMode: 'none' },
		],
		xAxis: [
			{ ...axis, gridIndex: 0, axisLabel: { show: false } },
			{ ...axis, gridIndex: 1 },
		],
		yAxis: [{ gridIndex: 0, type: 'value', min: 0, max: placed.height, inverse: true, show: false }, latencyAxis(picture.http)],
		dataZoom: [
			{
				...{ type: 'inside', xAxisIndex: [0, 1], filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true },
				...{ moveOnMouseWheel: false, minValueSpan: 20, throttle: 30 },
				...{ startValue: window.fromMs - zeroMs, endValue: window.toMs - zeroMs },
			},
		],
		series: [
			custom('lanes', lanes.lanes.length, (i, p) => laneShape(lanes, placed, i, p)),
			...(picture.theory ? [custom('theory', 1, (_, p, api) => theoryShape(picture, p, api))] : []),
			barSeries(lanes, placed, zeroMs),
			tickSeries(lanes, placed, zeroMs),
			custom('names', placed.headers.length, (i, p) => headerShape(placed, i, p)),
			...(picture.hasFault ? [custom('fault', 1, (_, p, api) => faultShape(p, api, latencyTop + LATENCY))] : []),
			...latencySeries(picture),
		],
	};
}

/** `+3.2 s` on the axis, as exact as its steps are. */
const clockText = (ms: number) => `${ms > 0 ? '+' : ms < 0 ? '−' : ''}${Number((Math.abs(ms) / 1000).toFixed(3))} s`;

type Shape = ReturnType<NonNullable<CustomSeriesOption['renderItem']>>;
type Draw = (index: number, params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => Shape;

/** A series that draws what it likes, once for each index. */
function custom(id: string, count: number, draw: Draw, extra: Partial<CustomSeriesOption> = {}): CustomSeriesOption {
	return {
		...{ type: 'custom', id, silent: true, clip: false, animation: false },
		data: Array.from({ length: count }, () => [0, 0]),
		renderItem: (params, api) => draw(params.dataIndex, params, api),
		...extra,
	};
}

interface Rect {
	x: number;
	y: number;
	width: number;
	height: number;
}
const rectOf = (params: CustomSeriesRenderItemParams) => params.coordSys as unknown as Rect;

function laneShape({ lanes }: Lanes, { tops }: Placed, i: number, params: CustomSeriesRenderItemParams): Shape {
	const grid = rectOf(params);
	const lane = lanes[i];
	const top = grid.y + (tops[i] ?? 0);
	const height = lane?.height ?? 0;
	return {
		type: 'group',
		children: [
			{ type: 'rect', shape: { x: grid.x, y: top, width: grid.width, height }, style: { fill: color('lane') } },
			{
				type: 'text',
				style: {
					...{
						text: lane?.label || lane?.group || '',
						x: grid.x - 8,
						y: top + height / 2,
						align: 'right',
						verticalAlign: 'middle',
					},
					...{ fill: color('soft'), fontSize: 10.5 },
				},
			},
		],
	};
}

function headerShape({ headers }: Placed, i: number, params: CustomSeriesRenderItemParams): Shape {
	const grid = rectOf(params);
	const header = headers[i];
	return {
		type: 'text',
		style: {
			...{ text: header?.name ?? '', x: 2, y: grid.y + (header?.top ?? 0) + HEADER - 3, verticalAlign: 'bottom' },
			...{ fill: color('ink'), fontSize: 12, fontWeight: 600 },
		},
	};
}

/** A rectangle between two times, as far as it can be seen; null where it can't. */
function between(
	fromMs: number,
	toMs: number,
	y: number,
	height: number,
	grid: Rect,
	api: CustomSeriesRenderItemAPI,
): Rect | null {
	const [left = 0] = api.coord([fromMs, 0]);
	const [right = 0] = api.coord([toMs, 0]);
	const x = Math.max(left, grid.x);
	const end = Math.min(Math.max(right, left + THINNEST), grid.x + grid.width);
	return end <= x ? null : { x, y, width: end - x, height };
}

function barSeries({ lanes, bars }: Lanes, { tops }: Placed, zeroMs: number): CustomSeriesOption {
	return custom('bars', bars.length, (i, params, api) => {
		const bar = bars[i] as Bar;
		const grid = rectOf(params);
		const height = lanes[bar.lane]?.height ?? 0;
		const [top, bottom] = bar.part ?? [0, 1];
		const y = grid.y + (tops[bar.lane] ?? 0) + top * height;
		const shape = between(bar.fromMs - zeroMs, bar.toMs - zeroMs, y, (bottom - top) * height, grid, api);
		if (!shape) return null;
		const rect = { type: 'rect' as const, shape, style: { fill: color(bar.look) } };
		if (!bar.label || shape.width < Math.min(90, bar.label.length * 5.6 + 8)) return rect;
		return { type: 'group', children: [rect, labelShape(bar, shape)] };
	});
}

/** Dark looks carry light writing. */
const LIGHT_LOOKS = new Set(['up', 'BACKUP', 'STOPPED', 'hurt', 'well', 'part', 'frozen', 'cut']);

function labelShape({ label = '', look }: Bar, { x, y, width, height }: Rect) {
	const fill = color(LIGHT_LOOKS.has(look) ? 'ink' : 'on');
	return {
		type: 'text' as const,
		style: {
			...{ text: label, x: x + 4, y: y + height / 2 + 0.5, verticalAlign: 'middle' as const, fill, fontSize: 10 },
			...{ width: (width - 8) * 0.92, overflow: 'truncate' as const, ellipsis: '…' },
		},
	};
}

function tickSeries({ lanes, ticks }: Lanes, { tops }: Placed, zeroMs: number): CustomSeriesOption {
	return custom('ticks', ticks.length, (i, params, api) => {
		const tick = ticks[i] as Tick;
		const grid = rectOf(params);
		const [x = 0] = api.coord([tick.atMs - zeroMs, 0]);
		if (x < grid.x || x > grid.x + grid.width) return null;
		const y = grid.y + (tops[tick.lane] ?? 0);
		const height = lanes[tick.lane]?.height ?? 0;
		const style = { fill: color(tick.look) };
		if (tick.shape === 'line')
			return { type: 'rect', shape: { x: x - 0.6, y: y + height / 2 - 1, width: 1.2, height: height / 2 + 1 }, style };
		return {
			type: 'polygon',
			shape: {
				points: [
					[x, y + height / 2 - 1],
					[x - 4, y],
					[x + 4, y],
				],
			},
			style,
		};
	});
}

/** The band in which VRRP's timers expect the takeover, and where they expect it in this trial. */
function theoryShape(
	{ theory, theoryFromMs, lanes }: TimelinePicture,
	params: CustomSeriesRenderItemParams,
	api: CustomSeriesRenderItemAPI,
): Shape {
	const grid = rectOf(params);
	if (!theory) return null;
	const band = between(theoryFromMs + theory.minMs, theoryFromMs + theory.maxMs, grid.y - 4, place(lanes).height + 4, grid, api);
	const predicted =
		theory.predictedMs === null
			? null
			: between(theory.predictedMs, theory.predictedMs, grid.y - 4, place(lanes).height + 4, grid, api);
	return {
		type: 'group',
		children: [
			...(band ? [{ type: 'rect' as const, shape: band, style: { fill: color('theory') } }] : []),
			...(predicted
				? [
						{ type: 'rect' as const, shape: predicted, style: { fill: color('theory-line') } },
						{
							type: 'text' as const,
							style: {
								text: 'theory',
								x: predicted.x + 4,
								y: grid.y - 7,
								verticalAlign: 'bottom' as const,
								fill: color('theory-line'),
								fontSize: 10.5,
							},
						},
					]
				: []),
		],
	};
}

function faultShape(params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI, bottom: number): Shape {
	const grid = rectOf(params);
	const line = between(0, 0, grid.y - 14, bottom - grid.y + 14, grid, api);
	if (!line) return null;
	const onRight = line.x > grid.x + grid.width - 40;
	return {
		type: 'group',
		children: [
			{ type: 'rect', shape: line, style: { fill: color('fault') } },
			{
				type: 'text',
				style: {
					...{ text: 'fault', x: line.x + (onRight ? -4 : 4), y: grid.y - 7, align: onRight ? 'right' : 'left' },
					...{ verticalAlign: 'bottom', fill: color('fault'), fontSize: 10.5 },
				},
			},
		],
	};
}

const LATENCY_TICKS = new Map([
	[1, '1 ms'],
	[10, '10 ms'],
	[100, '100 ms'],
	[1000, '1 s'],
	[10_000, '10 s'],
	[100_000, '100 s'],
]);

function latencyAxis(http: readonly ThinHttp[]) {
	const most = Math.max(
		10,
		...http.flatMap(({ cells, failures }) => [...cells.map((c) => c.maxMs), ...failures.map((f) => f.waitedMs)]),
	);
	return {
		...{ gridIndex: 1, type: 'log', min: 1, max: 10 ** Math.ceil(Math.log10(most * 1.05)) },
		...{ axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: color('line') } } },
		axisLabel: { color: color('soft'), fontSize: 10.5, formatter: (ms: number) => LATENCY_TICKS.get(ms) ?? '' },
	};
}

/** For each cell of good answers a stroke from its median to its slowest; for failures a stroke where they were given up. */
function latencySeries({ http, zeroMs }: TimelinePicture): CustomSeriesOption[] {
	const latencies = { xAxisIndex: 1, yAxisIndex: 1 };
	return http
		.filter(({ stream }) => stream === 'fresh')
		.flatMap(({ cells, failures, gapMs, cellMs, client }) => [
			custom(
				`good ${client}`,
				cells.length,
				(i, params, api) => {
					const cell = cells[i];
					if (!cell) return null;
					const [x = 0, bottom = 0] = api.coord([cell.fromMs + cellMs / 2 - zeroMs, Math.max(1, cell.p50Ms)]);
					const [, top = 0] = api.coord([0, Math.max(1, cell.maxMs)]);
					const grid = rectOf(params);
					if (x < grid.x || x > grid.x + grid.width) return null;
					return {
						type: 'rect',
						shape: { x: x - 1, y: top - 1, width: 2, height: Math.max(2, bottom - top + 1) },
						style: { fill: color('ok') },
					};
				},
				latencies,
			),
			failedSeries(failureRuns({ failures, gapMs }), `failed ${client}`, zeroMs, latencies),
		]);
}

/** Failures in a row as one stroke at the height of their waits. */
function failedSeries(
	runs: readonly FailureRun[],
	id: string,
	zeroMs: number,
	extra: Partial<CustomSeriesOption>,
): CustomSeriesOption {
	return custom(
		id,
		runs.length,
		(i, params, api) => {
			const run = runs[i];
			if (!run || run.outcome === 'not-sent') return null;
			const [, top = 0] = api.coord([0, Math.max(1, run.longestMs)]);
			const [, bottom = 0] = api.coord([0, Math.max(1, run.shortestMs)]);
			const shape = between(run.fromMs - zeroMs, run.toMs - zeroMs, top - 3, bottom - top + 6, rectOf(params), api);
			return shape && { type: 'rect', shape, style: { fill: color(outcomeLook(run.outcome)) } };
		},
		extra,
	);
}
