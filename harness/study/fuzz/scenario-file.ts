import type { Finding } from './fuzz.ts';

/** How a finding was made, for its file. */
export interface Provenance {
	cluster: string;
	calibration: string;
	vipdrillVersion: string;
}

/** A finding as an ordinary scenario file, in which plain data stands for faults. `index` is where it imports `drill` from. */
export function scenarioFile({ drill, explained, name, seed }: Finding, from: Provenance, index: string): string {
	const data = tsOf({ ...drill, name: undefined }, '');
	return `/**
 * Found by \`vipdrill fuzz\` on ${from.cluster} (seed ${seed}, vipdrill ${from.vipdrillVersion}, ${from.calibration}), and shrunk.
 *
${wrapped(explained)}
 */
import { drill } from '${index}';

export default drill('${name}', ${data});
`;
}

/** Comment lines of at most 130 characters. */
function wrapped(text: string): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.replaceAll('*/', '* /').split(/\s+/)) {
		if (line.length + word.length > 125) {
			lines.push(line);
			line = '';
		}
		line += `${line ? ' ' : ''}${word}`;
	}
	return [...lines, line].map((one) => ` * ${one}`).join('\n');
}

/** A value as source text in this project's format. */
function tsOf(value: unknown, indent: string): string {
	if (typeof value === 'string') return quoted(value);
	if (typeof value !== 'object' || value === null) return String(value);
	const inner = `${indent}\t`;
	const isList = Array.isArray(value);
	const fields = isList
		? value.map((one: unknown) => tsOf(one, inner))
		: Object.entries(value).flatMap(([key, one]) =>
				one === undefined ? [] : [`${/^\w+$/.test(key) ? key : quoted(key)}: ${tsOf(one, inner)}`],
			);
	const [open, close] = isList ? ['[', ']'] : ['{', '}'];
	if (fields.length === 0) return `${open}${close}`;
	const flat = isList ? `[${fields.join(', ')}]` : `{ ${fields.join(', ')} }`;
	if (indent !== '' && !flat.includes('\n') && indent.length * 2 + flat.length < 110) return flat;
	return `${open}\n${fields.map((field) => `${inner}${field},\n`).join('')}${indent}${close}`;
}

const quoted = (text: string) => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
