import pc from 'picocolors';
import type { Guarantee, GuaranteedClass, Remedy } from '../guarantee/shape.ts';
import { figuresText, openEnds, outageText, rangeText, simulatedText, simulatedWhoText, whoText } from '../guarantee/wording.ts';
import { textTable } from './table.ts';

const COLUMNS = ['failure', 'who takes over', '', 'detection', 'takeover', 'nobody is served'].map((head) => ({
	head,
	numeric: false,
}));

/** A guarantee for a terminal. Ends with a line end. */
export function guaranteeText(guarantee: Guarantee, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const { classes } = guarantee;
	const { head, body } = textTable(COLUMNS, classes.flatMap(rowsOf));
	const painted = body.map((line) => line.replace(/\bNEVER( one owner)?/, (word) => c.red(c.bold(word))));
	const simulated = simulatedText(guarantee.simulated);
	const where = guarantee.publishMode === 'ingress' ? 'through the routing mesh' : 'on each host for itself (host mode)';
	return [
		`${c.bold(guarantee.cluster)}: floating IP ${guarantee.vip}, held by ${guarantee.owner ?? 'nobody'}; published ${where}.`,
		'By theory: bounds that timers alone give. “nobody need”: the floating IP stays where it is, and is served.',
		...(simulated ? [simulated] : ['Nothing was simulated.']),
		'',
		c.dim(head),
		...painted,
		...neverSection(classes, c),
		...section('No upper bound known', c, classes.flatMap(openLines)),
		...section(
			'Theory and simulation do not agree',
			c,
			classes.flatMap(({ failure, disagreements }) => disagreements.map((text) => `${failure}: ${text}`)),
		),
		...section(
			'Not told by simulation',
			c,
			guarantee.simulated ? classes.flatMap((one) => [...untoldLine(one), ...failedLine(one)]) : [],
		),
		...section('Notes', c, notesOf(classes)),
		...section(
			'The same drills on real hosts',
			c,
			classes.map(
				({ command, failure, simulation }) =>
					`${command}   # ${failure}${simulation ? `; simulated: ${simulation.verdict}` : ''}`,
			),
		),
		...section('Not covered', c, guarantee.notCovered),
		'',
	].join('\n');
}

function rowsOf({ failure, theory, simulation }: GuaranteedClass): string[][] {
	const byTheory = [failure, whoText(theory), 'theory', ...[theory.detection, theory.takeover, theory.outage].map(rangeText)];
	if (!simulation) return [byTheory];
	const { detection, takeover } = simulation;
	return [
		byTheory,
		['', simulatedWhoText({ simulation }), 'simulated', ...[detection, takeover].map(figuresText), outageText(simulation)],
	];
}

type Colors = ReturnType<typeof pc.createColors>;

/** What never works and what could be better, with the lines that mend it; classes with the same remedy together. */
function neverSection(classes: readonly GuaranteedClass[], c: Colors): string[] {
	const shown = classes.filter(({ theory }) => theory.outcome === 'never' || theory.outcome === 'unknown' || theory.remedy);
	const remedies = new Map<string, GuaranteedClass[]>();
	for (const one of shown) {
		const key = one.theory.remedy ? JSON.stringify(one.theory.remedy) : one.id;
		remedies.set(key, [...(remedies.get(key) ?? []), one]);
	}
	const told = new Set<string>();
	return [...remedies.values()].flatMap((group) => [
		'',
		...group.flatMap(({ failure, theory }) => [headOf(failure, theory.outcome, c), `  ${theory.why}`]),
		...(group[0]?.theory.remedy ? remedyLines(group[0].theory.remedy, told) : []),
	]);
}

function headOf(failure: string, outcome: string, c: Colors): string {
	if (outcome === 'never') return `${c.red(c.bold('NEVER'))} ${c.bold(failure)}`;
	return c.bold(outcome === 'unknown' ? `Not known: ${failure}` : `Could be better: ${failure}`);
}

/** `told` has the parts that are printed already. */
function remedyLines({ why, parts, note }: Remedy, told: Set<string>): string[] {
	const [head] = parts.length > 0 ? ['  What mends it'] : [`  ${why}`];
	return [
		`${head}${note ? `${parts.length > 0 ? '. ' : ' '}${note}` : ''}`,
		...parts.flatMap((part) => {
			const key = JSON.stringify(part);
			if (told.has(key)) return [`  ${part.where}: as above`];
			told.add(key);
			return [`  ${part.where}:`, ...part.lines.map((line) => `    ${line}`)];
		}),
	];
}

const openLines = ({ failure, theory }: GuaranteedClass) =>
	openEnds(theory).map(({ what, why }) => `${failure}, ${what}: ${why}`);

const failedLine = ({ failure, simulation }: GuaranteedClass) =>
	simulation && simulation.failed > 0
		? [
				`${failure}: ${simulation.failed} of ${simulation.failed + simulation.trials} trials ended with an error and are in no figure`,
			]
		: [];
const untoldLine = ({ failure, cannotTell }: GuaranteedClass) => (cannotTell === null ? [] : [`${failure}: ${cannotTell}`]);

/** Each note once, with the failures that it is about. */
function notesOf(classes: readonly GuaranteedClass[]): string[] {
	const notes = new Map<string, string[]>();
	for (const { failure, theory } of classes)
		for (const note of theory.notes) notes.set(note, [...(notes.get(note) ?? []), failure]);
	return [...notes].map(([note, failures]) => `${failures.join(', ')}: ${note}`);
}

function section(title: string, c: Colors, lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : ['', `${c.bold(title)}`, ...lines.map((line) => `  ${line}`)];
}
