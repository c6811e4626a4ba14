import { formatProblem, type InputProblem } from '../base/errors.ts';
import type { ChainLink, Diagnostic } from './place.ts';

/** A diagnostic as a problem of a user's input, with the way on which the text came to be read. */
export function asProblem({ at, field, value, message, fix, chain }: Diagnostic): InputProblem {
	const way = chain.length === 0 ? '' : ` (by ${chain.map(linkWords).join(', ')})`;
	const got = value === undefined ? {} : { value };
	return {
		file: at.file,
		line: at.line,
		column: at.column,
		field,
		...got,
		problem: `${message}${way}`,
		fix: fix ?? 'Correct it',
	};
}

const linkWords = ({ kind, name, at }: ChainLink) =>
	`${kind === 'definition' ? `$${name}` : kind === 'sequence' ? `~SEQ with ${name}` : 'the include'} in ${at.file}:${at.line}`;

/** A diagnostic as one line of text. */
export const formatDiagnostic = (diagnostic: Diagnostic): string => formatProblem(asProblem(diagnostic));
