import { CustomChart, LineChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, LineChart, DataZoomInsideComponent, GridComponent, SVGRenderer]);

/** Charts of one kind are as wide as each other; to ask the page each time would lay it out each time. */
const widths = new Map<string, number>();
addEventListener('resize', () => widths.clear());

/** A chart in an element, which follows the element's width; `kind` is what charts of the same width have in common. */
export function chartIn(element: HTMLElement, kind: string, height: number, option: EChartsCoreOption): EChartsType {
	element.style.height = `${height}px`;
	const width = widths.get(kind) ?? element.clientWidth;
	widths.set(kind, width);
	const chart = init(element, null, { renderer: 'svg', width, height });
	chart.setOption(option);
	// What it shows is said beside it, in words.
	element.querySelector('svg')?.setAttribute('aria-hidden', 'true');
	scaleOnPaper(element, chart);
	new ResizeObserver(([entry]) => {
		const now = Math.floor(entry?.contentRect.width ?? 0);
		if (now > 0 && !chart.isDisposed() && now !== chart.getWidth()) {
			chart.resize({ width: now, height });
			scaleOnPaper(element, chart);
		}
	}).observe(element);
	return chart;
}

/** Paper is of another width than the screen, and no script runs in between: the style sheet scales the picture as a whole. */
function scaleOnPaper(element: HTMLElement, chart: EChartsType): void {
	element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
}
