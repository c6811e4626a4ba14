import pc from 'picocolors';
import { textTable } from '../../report/table.ts';
import type { Check, ChoiceOutlook, Diagnosis } from './diagnose.ts';
import type { NamedOutlook } from './named.ts';

type Row = [mark: Mark, of: string, name: string, detail: string];
type Mark = '✓' | '✗' | '!' | '?' | '';

/** A diagnosis for people at a terminal. `color` decides about ANSI codes; the text is the same without. Ends with a line end. */
export function renderDoctor({ vipdrillVersion, ok, choices, checks, engines }: Diagnosis, options: { color: boolean }): string {
	const c = pc.createColors(options.color);
	const tints = { '✓': c.green, '✗': c.red, '!': c.yellow, '?': c.yellow, '': String } as const;
	const section = (head: string, rows: Row[]) => {
		const { body } = textTable(COLUMNS, rows);
		return ['', c.bold(head), ...body.map((line, i) => `  ${line.replace(/^\S/, tints[rows[i]?.[0] ?? ''])}`)];
	};
	const verdict = ok ? 'vipdrill can run here' : "vipdrill can't run here yet";
	const lines = [
		`${(ok ? c.green : c.red)(verdict)} (vipdrill ${vipdrillVersion}, --engine auto)`,
		...section('What --engine would be', choices.flatMap(choiceRows)),
		...section('What was looked at', checks.map(checkRow)),
		...(engines ? section('What --engines would be', engines.flatMap(engineRows)) : []),
	];
	return `${lines.join('\n')}\n`;
}

function choiceRows({ choice, provider, publishMode, reason, publishModeReason, problems }: ChoiceOutlook): Row[] {
	const mark = problems.length > 0 ? '✗' : publishMode === 'host' ? '!' : '✓';
	const published = publishMode === 'host' ? `host mode, not the routing mesh: ${publishModeReason}` : 'with the routing mesh';
	const [first = '', ...rest] = problems.length > 0 ? problems : [published, reason];
	return [[mark, choice, provider ?? 'nothing', first], ...rest.map((line): Row => ['', '', '', line])];
}

function engineRows({ name, found, publishMode, publishModeReason, netem, problems }: NamedOutlook): Row[] {
	const mark = problems.length > 0 ? '✗' : publishMode === 'host' ? '!' : '✓';
	const published = publishMode === 'host' ? `host mode, not the routing mesh: ${publishModeReason}` : 'with the routing mesh';
	const delays = netem === false ? ['its kernel has no netem: packets can’t be delayed'] : [];
	const [first = '', ...rest] = problems.length > 0 ? problems : [published, ...delays];
	return [[mark, name, found, first], ...rest.map((line): Row => ['', '', '', line])];
}

const checkRow = ({ of, name, state, detail }: Check): Row => [MARKS[state], of, name, detail];

const MARKS = { ok: '✓', missing: '✗', unknown: '?' } as const;
const COLUMNS = ['', '', '', ''].map((head) => ({ head, numeric: false }));
