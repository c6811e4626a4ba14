import { expect } from 'chai';
import fc from 'fast-check';
import { formatProblem } from '../base/errors.ts';
import { type ConfStatement, parseKeepalivedConf } from './keepalived-conf.ts';

function shape(statements: readonly ConfStatement[]): unknown[] {
	return statements.map(({ keyword, args, line, block }) => [
		line,
		[keyword, ...args].join(' '),
		...(block ? [shape(block)] : []),
	]);
}

const BRACED = '$' + '{PRIO}';

const readable: [title: string, text: string, expected: unknown[]][] = [
	['nothing', '', []],
	['a brace at the line end', 'a X {\n b 1\n}', [[1, 'a X', [[2, 'b 1']]]]],
	[
		'a brace alone',
		'a X\n{\n b 1\n}\nc',
		[
			[1, 'a X', [[3, 'b 1']]],
			[5, 'c'],
		],
	],
	[
		'inline braces',
		'a X { b { c 1 } } d',
		[
			[1, 'a X', [[1, 'b', [[1, 'c 1']]]]],
			[1, 'd'],
		],
	],
	['glued braces', 'a{b 1}', [[1, 'a', [[1, 'b 1']]]]],
	[
		'comments, also inside a word',
		'! head\n# x {\na 1 # {\nb p!q }',
		[
			[3, 'a 1'],
			[4, 'b p'],
		],
	],
	['escaped comment signs', 'a p\\#q\\!', [[1, 'a p#q!']]],
	['quotes around blanks, braces and comment signs', 'script "/bin/sh -c {a} # !$X" 2', [[1, 'script /bin/sh -c {a} # !$X 2']]],
	['further tokens as arguments', 'virtual_router_id 69 priority 7', [[1, 'virtual_router_id 69 priority 7']]],
	['CRLF and blank lines', '\r\na {\r\n\r\n b\r\n}\r\n', [[2, 'a', [[4, 'b']]]]],
];

const unreadable: [title: string, text: string, expected: string[]][] = [
	[
		'a block that is never closed',
		'a\nb X {\n c 1\n',
		['f:2: b X: the block that opens here is never closed (got "{"). Add the missing }.'],
	],
	['a } too many', 'a {\n}\n}', ['f:3: }: there is no block to close (got "}"). Remove this }, or add the { that it closes.']],
	[
		'a block without keyword',
		'{\n a\n}',
		['f:1: {: a block opens without a keyword (got "{"). Write the keyword before the brace, or remove the brace.'],
	],
	['an open quote', 'a\nscript "x', ['f:2: script: the quote is not closed (got "\\"x"). Add the closing " on the same line.']],
	[
		'include',
		'\ninclude *.conf',
		['f:2: include: vipdrill does not read include yet (got "*.conf"). Inline it: write out what this host gets.'],
	],
	[
		'includem',
		'includem x',
		['f:1: includem: vipdrill does not read include yet (got "x"). Inline it: write out what this host gets.'],
	],
	[
		'a conditional line',
		'a {\n@node1 b {\n}\n}',
		['f:2: @node1: vipdrill does not read @id conditions yet (got "@node1"). Inline it: write out what this host gets.'],
	],
	[
		'a definition over lines',
		'$P=1 \\\n}{ \\\n }\na',
		['f:1: $P: vipdrill does not read variables yet (got "$P"). Inline it: write out what this host gets.'],
	],
	[
		'~SEQ',
		'~SEQ(x, 1, 2) a $x',
		[
			'f:1: ~SEQ(x, 1, 2): vipdrill does not read ~SEQ yet (got "~SEQ(x, 1, 2)"). Inline it: write out what this host gets.',
			'f:1: a: vipdrill does not read variables yet (got "$x"). Inline it: write the value itself, or put it in double quotes if the $ is meant literally.',
		],
	],
	[
		'a variable in braces',
		`a {\n priority ${BRACED}\n}`,
		[
			`f:2: priority: vipdrill does not read variables yet (got "${BRACED}"). Inline it: write the value itself, or put it in double quotes if the $ is meant literally.`,
		],
	],
];

describe('parseKeepalivedConf', () => {
	for (const [title, text, expected] of readable) {
		it(`reads ${title}`, () => {
			const conf = parseKeepalivedConf('f', text);
			expect(conf.problems).to.deep.equal([]);
			expect(shape(conf.statements)).to.deep.equal(expected);
		});
	}
	for (const [title, text, expected] of unreadable) {
		it(`refuses ${title}`, () => expect(parseKeepalivedConf('f', text).problems.map(formatProblem)).to.deep.equal(expected));
	}
	it('is not fooled by words that only begin with include', () => {
		expect(parseKeepalivedConf('f', 'included x').problems).to.deep.equal([]);
	});
	it('never misplaces a line', () => {
		const noise = fc.constantFrom('', '   ', '# note {', '! note }', '\t# "');
		const piece = fc.constantFrom<'statement' | 'open' | 'brace below' | 'close'>('statement', 'open', 'brace below', 'close');
		fc.assert(
			fc.property(fc.array(fc.tuple(piece, fc.array(noise, { maxLength: 3 }), fc.constantFrom('', ' # }', ' ! {'))), (pieces) => {
				const text = layOut(pieces);
				const conf = parseKeepalivedConf('f', text);
				const lines = text.split('\n');
				const written = lines.flatMap((line, index) => (/^\s*k\d/.test(line) ? [index + 1] : []));
				const read = linesOf(conf.statements);
				expect(conf.problems).to.deep.equal([]);
				expect(read).to.deep.equal(written);
			}),
		);
	});
	it('never throws and reports only lines that exist', () => {
		const text = fc
			.array(fc.constantFrom('{', '}', '"', '\n', ' ', 'a', '$A', '=', '\\', '#', '!', '@x ', 'include ', '${', '~LST('))
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(text, (content) => {
				const count = content.split('\n').length;
				const { statements, problems } = parseKeepalivedConf('f', content);
				return [...linesOf(statements), ...problems.map(({ line }) => line ?? 0)].every((line) => line >= 1 && line <= count);
			}),
		);
	});
});

/** Writes balanced blocks of statements `k1`, `k2`, … with noise between them. */
function layOut(pieces: [kind: 'statement' | 'open' | 'brace below' | 'close', noise: string[], tail: string][]): string {
	const lines: string[] = [];
	let depth = 0;
	pieces.forEach(([kind, noise, tail], index) => {
		lines.push(...noise);
		if (kind === 'close' && depth === 0) return;
		depth += kind === 'close' ? -1 : kind === 'statement' ? 0 : 1;
		if (kind === 'close') lines.push(`}${tail}`);
		else lines.push(`\tk${index} "a {b" c${kind === 'open' ? ' {' : ''}${tail}`);
		if (kind === 'brace below') lines.push(...noise, `  {${tail}`);
	});
	return [...lines, ...Array.from({ length: depth }, () => '}')].join('\n');
}

function linesOf(statements: readonly ConfStatement[]): number[] {
	return statements.flatMap(({ line, block }) => [line, ...linesOf(block ?? [])]);
}
