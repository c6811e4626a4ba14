import pc from 'picocolors';
import { formatMs } from '../../base/units.ts';
import type { Counted, Edge, StrainResult, Survival } from './shape.ts';
import { HARMS } from './strain.ts';
import { STRAINS } from './strains.ts';

/** Letters of a bar. */
const BAR = 36;

type Colors = ReturnType<typeof pc.createColors>;

/** What a design bears, for a terminal: a bar for each strain and harm, from the least value that was asked to the greatest. Ends with a line end. */
export function survivalText(survival: Survival, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const { cluster, vip, trials, seed, calibration, budget } = survival;
	const head = `What ${cluster} bears, floating IP ${vip}: ${trials} simulated trials at each value.`;
	const words = [
		`█ borne: no trial was harmed. ▒ between: not asked. ░ harmed. Bars have a logarithmic scale.`,
		...countingWords(survival),
	];
	const foot = [`Seed ${seed}, ${calibration}, ${budget.spent} trials${spentWords(budget)}.`];
	return [
		c.bold(head),
		...survival.strains.flatMap((strain) => ['', ...strainLines(strain, c)]),
		'',
		...words.map((line) => c.dim(line)),
		...survival.notTold.map(({ what, why }) => `Not told: ${what}: ${why}.`),
		...foot,
		'',
	].join('\n');
}

/** From when on a harm counts, and what bounds say: a sentence each. */
export function countingWords({ limits, confidence }: Pick<Survival, 'limits' | 'confidence'>): string[] {
	const percent = `${Math.round(confidence * 100)} %`;
	return [
		`An outage counts over ${formatMs(limits.outageMs)}, two owners over ${formatMs(limits.twoOwnersMs)} in all, loss and jitter for ${formatMs(limits.watchMs)} a trial.`,
		`Intervals and bounds: Clopper-Pearson, ${percent}. "≤ 5 %" says: with ${percent} confidence at most so many of such events harm.`,
	];
}

/** What a spent budget means for the edges; nothing where some is left. */
export const spentWords = ({ trials, isSpent }: Survival['budget']): string =>
	isSpent ? `: the budget of ${trials} is spent, and edges are wider than they need be` : '';

/** What cannot be told of a strain, or has to be minded. */
export const notesOf = ({ edges, caveat, cannotTell }: StrainResult): string[] => [
	...edges.flatMap(({ monotone, harm }) => (monotone === null ? [] : [`not monotone (${HARMS[harm]}): ${monotone}`])),
	...Object.entries(cannotTell).map(([harm, why]) => `${HARMS[harm as Edge['harm']]}: not told, because ${why}`),
	...(caveat === null ? [] : [`mind: ${caveat}`]),
];

function strainLines(result: StrainResult, c: Colors): string[] {
	const { title, probes, edges, confirmed } = result;
	const [least, greatest] = [probes[0]?.shown ?? '', probes.at(-1)?.shown ?? ''];
	const width = Math.max(...Object.values(HARMS).map((text) => text.length));
	const harms = edges.map(
		(edge) => `  ${HARMS[edge.harm].padEnd(width)}  ${colored(barOf(result, edge), c)}  ${edgeSentence(result, edge)}`,
	);
	const axis = `  ${''.padEnd(width)}  ${least}${greatest.padStart(Math.max(1, BAR - least.length))}`;
	return [
		c.bold(title),
		axis,
		...harms,
		...notesOf(result).map((note) => `  ${note}`),
		...(confirmed ? confirmedLines(result, confirmed) : []),
	];
}

/** A logarithmic scale. */
export interface Axis {
	floor: number;
	greatest: number;
}

/** From the least of some values, above 0, to the greatest. */
export const axisOf = (values: readonly number[]): Axis => ({
	floor: Math.min(...values.filter((value) => value > 0)),
	greatest: Math.max(...values),
});

/** Where a value lies on it: 0 to 1. */
export const placeOn = ({ floor, greatest }: Axis, value: number): number =>
	value <= floor ? 0 : Math.min(1, Math.log(value / floor) / Math.log(greatest / floor));

/** Where an edge lies on the scale from the least value that was asked, above 0, to the greatest: 0 to 1, by logarithms. */
export function scaleOf({ probes }: StrainResult, { borne, breaksAt }: Edge): { borne: number; breaksAt: number } {
	const axis = axisOf(probes.map(({ value }) => value));
	const placeOf = (value: number) => placeOn(axis, value);
	if (breaksAt === null) return { borne: 1, breaksAt: 1 };
	return { borne: borne === null ? 0 : placeOf(borne), breaksAt: placeOf(breaksAt) };
}

/** One letter for each part of the scale. */
export function barOf(strain: StrainResult, edge: Edge): string {
	const at = scaleOf(strain, edge);
	const borne = edge.borne === null ? 0 : Math.max(1, Math.round(at.borne * BAR));
	const broken = Math.max(borne, Math.round(at.breaksAt * BAR));
	return `${'█'.repeat(borne)}${'▒'.repeat(broken - borne)}${'░'.repeat(BAR - broken)}`;
}

const colored = (bar: string, c: Colors) => bar.replace(/█+/, (text) => c.green(text)).replace(/░+/, (text) => c.red(text));

/** The edge in words. */
export function edgeSentence({ id, probes }: StrainResult, { borne, breaksAt, there, failureBound }: Edge): string {
	const shown = (value: number) => STRAINS.find((strain) => strain.id === id)?.format(value) ?? String(value);
	const harmed = there ? `${shown(breaksAt ?? 0)} harms ${shareText(there)}` : '';
	if (borne === null) return breaksAt === null ? 'nothing was simulated' : `${harmed}, and nothing less was asked`;
	const bound = `${shown(borne)} is borne (≤ ${((failureBound ?? 1) * 100).toFixed(1)} %)`;
	return breaksAt === null ? `${bound}, the greatest of ${probes.length} values` : `${bound}; ${harmed}`;
}

const shareText = ({ k, n, low, high }: Counted) => `${k} of ${n} (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)} %)`;

/** No real trial says nothing. */
const agreeText = (agree: boolean | null) =>
	agree === null ? 'not told: no trial that can be trusted' : agree ? 'they agree' : 'they DISAGREE';

function confirmedLines(
	{ id }: StrainResult,
	{ harm, points, agree, run, engine }: NonNullable<StrainResult['confirmed']>,
): string[] {
	const shown = (value: number) => STRAINS.find((strain) => strain.id === id)?.format(value) ?? String(value);
	return [
		`  On real hosts (${engine}, ${run}): ${HARMS[harm]}: ${agreeText(agree)}`,
		...points.map(
			({ where, value, real, simulated, agree: one }) =>
				`    ${where.padEnd(5)} ${shown(value)}: real ${shareText(real)}, simulated ${shareText(simulated)}${one ? '' : `  ${agreeText(one)}`}`,
		),
	];
}
