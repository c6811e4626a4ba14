import { InputError } from '../base/errors.ts';

const OPEN = '<!-- table -->';
const CLOSE = '<!-- /table -->';

/** A markdown file's text with what stands between its two markers replaced. Throws InputError where it has not exactly one pair of them. */
export function replaceTable(text: string, table: string, file: string): string {
	const [before, after, ...more] = text.split(OPEN);
	const [, rest, ...others] = after?.split(CLOSE) ?? [];
	if (before === undefined || rest === undefined || more.length > 0 || others.length > 0) {
		const fix = `Write one line ${OPEN} and one line ${CLOSE} where the table belongs`;
		throw new InputError([{ file, field: 'table', problem: 'there is not exactly one pair of markers', fix }]);
	}
	return `${before}${OPEN}\n\n${table.trim()}\n\n${CLOSE}${rest}`;
}
