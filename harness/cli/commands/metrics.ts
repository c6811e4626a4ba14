import { Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill metrics                                          then write objectives into slo.yaml of the cluster folder:
                                                            kill-master: [takeover.p95 < 4s, http.outage.max < 5s]
  vipdrill run kill-master --slo objectives.yaml            or into a file of any name`;

/** `vipdrill metrics`. */
export const metricsCommand = () =>
	new Command('metrics')
		.description('list every metric that an objective can be about, with its unit and meaning')
		.option('--json', 'print the list as JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../metrics.ts')));
