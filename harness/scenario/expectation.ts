/** What must hold of a drill's trials, as data: evaluated by gate/, printed with the value got. */
export interface Expectation {
	title: string;
	/** Dotted path into TrialMeasurements, for instance `http.outageMs`. */
	metric: string;
	/** Over which trials' values: each one, or a statistic of all. */
	of: 'every' | 'min' | 'p50' | 'p95' | 'max';
	check: Check;
}

export type Check =
	| { atMost: number }
	| { atLeast: number }
	| { equals: string | number | boolean }
	/** Within the trial's own takeover theory, widened by so much on both sides. */
	| { withinTheory: { slackMs: number } }
	/** The host that the configuration puts next in line: highest priority among the others. */
	| { isNextInLine: true };
