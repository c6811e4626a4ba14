import { Command } from 'commander';
import { metricsJson, metricsText } from '../report/metric-list.ts';

export const metricsCommand = () =>
	new Command('metrics')
		.description('list every metric that an objective can be about, with its unit and meaning')
		.option('--json', 'print the list as JSON')
		.action(({ json }: { json?: boolean }) => {
			process.stdout.write(json ? metricsJson() : metricsText());
		});
