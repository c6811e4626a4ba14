import type { Strike } from './strikes.ts';
import type { StormEngine } from './subjects.ts';

/** What became of one kill. Times are milliseconds. */
export interface Blow {
	number: number;
	subject: string;
	engine: StormEngine;
	strike: Strike;
	phase: string;
	/** Share of the command's usual time, from 0 to 1, and the time itself. */
	at: number;
	atMs: number;
	/** False where the command, or what was to be hit, had ended or was not there. */
	isStruck: boolean;
	exitCode: number | null;
	signal: string | null;
	tookMs: number;
	/** With clean-up and the next run. */
	wallMs: number;
	/** Whether the command was run again, undisturbed. */
	again: boolean;
	/** What was not right; empty where all was. */
	findings: string[];
	/** The end of what the command printed, where something was not right. */
	output: string;
}

/** What became of two commands at once. */
export interface PairResult {
	number: number;
	names: [string, string];
	exitCodes: [number | null, number | null];
	/** How long after the first the second began. */
	afterMs: number;
	wallMs: number;
	findings: string[];
	output: string;
}

/** All of a storm, as `storm.json` has it. */
export interface StormReport {
	schemaVersion: 1;
	seed: string;
	engines: readonly StormEngine[];
	planned: number;
	blows: Blow[];
	pairs: PairResult[];
	wallMs: number;
	/** Why it ended before all kills were done; null where it did not. */
	stopped: string | null;
}

/** A storm's report for people, as markdown. */
export function renderStorm({ seed, engines, planned, blows, pairs, wallMs, stopped }: StormReport): string {
	const struck = blows.filter(({ isStruck }) => isStruck);
	const bad = blows.filter(({ findings }) => findings.length > 0);
	const badPairs = pairs.filter(({ findings }) => findings.length > 0);
	const total = bad.length + badPairs.length;
	return [
		`# Storm ${seed}`,
		'',
		`${blows.length} of ${planned} kills, ${struck.length} of which hit; ${pairs.length} pairs; engines ${engines.join(', ')}; ${minutes(wallMs)}.`,
		...(stopped ? ['', `It ended early: ${stopped}.`] : []),
		'',
		total === 0 ? 'Nothing was left, no bystander was touched, and each next run was clean.' : `**${total} with findings.**`,
		'',
		...countTable(blows),
		...count('Phase', blows, ({ phase }) => phase),
		...(total > 0 ? ['## Findings', ''] : []),
		...bad.flatMap(blowText(seed, engines)),
		...badPairs.flatMap(pairText(seed)),
	].join('\n');
}

const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;

/** Kills by command and strike. */
function countTable(blows: readonly Blow[]): string[] {
	if (blows.length === 0) return [];
	const strikes = [...new Set(blows.map(({ strike }) => strike))].sort();
	const subjects = [...new Set(blows.map(({ subject }) => subject))].sort();
	const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
	const rows = subjects.map((subject) => {
		const of = blows.filter((blow) => blow.subject === subject);
		const cells = strikes.map((strike) => of.filter((blow) => blow.strike === strike).length || '');
		const left = of.filter(({ findings }) => findings.length > 0).length || '';
		return row([subject, of[0]?.engine ?? '', ...cells, of.length, left, minutes(sum(of.map((blow) => blow.wallMs)))]);
	});
	const head = ['command', 'engine', ...strikes, 'all', 'with findings', 'wall time'];
	return ['## Kills', '', row(head), row(head.map(() => '---')), ...rows, ''];
}

function count(title: string, blows: readonly Blow[], of: (blow: Blow) => string): string[] {
	if (blows.length === 0) return [];
	const names = [...new Set(blows.map(of))].sort();
	const rows = names.map((name) => `| ${name} | ${blows.filter((blow) => of(blow) === name).length} |`);
	return [`| ${title.toLowerCase()} | kills |`, '| --- | --- |', ...rows, ''];
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const blowText = (seed: string, engines: readonly StormEngine[]) => (blow: Blow) => [
	`### Kill ${blow.number}: ${blow.strike} on ${blow.subject}, ${blow.phase}, ${blow.atMs.toFixed(0)} ms after its start`,
	'',
	...blow.findings.map((text) => `- ${text}`),
	'',
	`Again: \`npm run storm -- --seed ${seed} --engines ${engines.join(',')} --only ${blow.number}\``,
	'',
	...quoted(blow.output),
];

const pairText = (seed: string) => (pair: PairResult) => [
	`### Pair ${pair.number}: ${pair.names.join(' and ')}, ${pair.afterMs.toFixed(0)} ms apart, exit codes ${pair.exitCodes.join(', ')}`,
	'',
	...pair.findings.map((text) => `- ${text}`),
	'',
	`Again: \`npm run storm -- --pairs --seed ${seed} --only ${pair.number}\``,
	'',
	...quoted(pair.output),
];

/** Indented, so that nothing a command prints can end the quotation. */
const quoted = (output: string) =>
	output === ''
		? []
		: [
				...output
					.trim()
					.split('\n')
					.map((line) => `    ${line}`),
				'',
			];
