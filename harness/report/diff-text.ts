import pc from 'picocolors';
import type { Difference, Effect } from '../guarantee/diff/shape.ts';
import { changeText, effectLines, parted, verdictText } from '../guarantee/diff/wording.ts';
import { rangeText, whoText } from '../guarantee/wording.ts';
import { textTable } from './table.ts';

const HEADS = ['failure', '', 'who takes over', 'takeover', 'nobody is served'];

/** A difference for a terminal. Ends with a line end. */
export function diffText(difference: Difference, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const paint = { worse: c.red, better: c.green, other: c.yellow, same: c.dim };
	const { before, after, changes, together } = difference;
	const title = `${c.bold(`${before} → ${after}`)}: ${verdictText(difference)}`;
	if (changes.length === 0) return `${title}\n`;
	const { read, unread } = parted(changes);
	const lookOf = (line: string) => paint[line.split(':')[0] as keyof typeof paint] ?? c.dim;
	const lines = read.flatMap((change) => [
		`  ${changeText(change)}`,
		...effectLines(change).map((line) => lookOf(line)(`      ${line}`)),
	]);
	const { head, body } = textTable(
		HEADS.map((text) => ({ head: text, numeric: false })),
		together.flatMap(rowsOf),
	);
	const looks = together.flatMap((effect) => rowsOf(effect).map(() => paint[effect.verdict]));
	return [
		title,
		'',
		...(lines.length === 0 ? [] : [c.bold('Each difference, and by theory what it does by itself'), ...lines, '']),
		...(unread.length === 0
			? []
			: [c.bold('Differences of which theory reads nothing'), ...unread.map((change) => `  ${changeText(change)}`), '']),
		c.bold('All together'),
		`  ${c.dim(head)}`,
		...body.map((line, i) => `  ${(looks[i] ?? c.dim)(line)}`),
		'',
	].join('\n');
}

/** One row where nothing differs, else two. */
function rowsOf({ failure, verdict, before, after }: Effect): string[][] {
	const cells = (theory: Effect['before']) => [whoText(theory), rangeText(theory.takeover), rangeText(theory.outage)];
	if (verdict === 'same') return [[failure, 'same', ...cells(after)]];
	return [
		[failure, 'before', ...cells(before)],
		['', verdict, ...cells(after)],
	];
}
