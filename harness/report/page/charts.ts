import { CustomChart, LineChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, LineChart, DataZoomInsideComponent, GridComponent, SVGRenderer]);

/** A chart in an element, which follows the element's width. */
export function chartIn(element: HTMLElement, height: number, option: EChartsCoreOption): EChartsType {
	element.style.height = `${height}px`;
	const chart = init(element, null, { renderer: 'svg', height });
	chart.setOption(option);
	// What it shows is said beside it, in words.
	element.querySelector('svg')?.setAttribute('aria-hidden', 'true');
	new ResizeObserver(() => {
		if (element.clientWidth > 0 && element.clientWidth !== chart.getWidth()) chart.resize();
	}).observe(element);
	return chart;
}
