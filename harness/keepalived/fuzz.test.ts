import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import fc from 'fast-check';
import { packageRoot } from '../base/paths.ts';
import type { Block } from './model.ts';
import { allKeywords } from './nearest.ts';
import { printStatements } from './print.ts';
import { readKeepalived } from './read.ts';
import { walk } from './statement.ts';
import { readText, told } from './testing.ts';

/** How many inputs each property tries; `npm run fuzz:keepalived` tries a million. */
const RUNS = 300;

const keyword = fc.constantFrom(...new Set(allKeywords.map(({ keyword: { name } }) => name)));
const value = fc.oneof(
	fc.constantFrom(
		'1',
		'0',
		'-5',
		'256',
		'0.5',
		'MASTER',
		'10.0.0.1',
		'10.0.0.1/24',
		'fe80::1',
		'weight',
		'reverse',
		'dev',
		'eth0',
	),
	fc.constantFrom('"a b"', '""', '$A', `$${'{'}A}`, '$_RANDOM', '$_PWD', '\\#', '~LST(', 'on'),
	fc.string({ maxLength: 5 }),
);
const line = fc.oneof(
	{
		weight: 6,
		arbitrary: fc
			.tuple(keyword, fc.array(value, { maxLength: 3 }), fc.constantFrom('', ' {', ' }', ' # x', ' \\'))
			.map(([word, values, end]) => [word, ...values].join(' ') + end),
	},
	fc.constantFrom(
		'{',
		'}',
		'',
		'}}',
		'$A=1',
		'$A=$A',
		'$A=x \\',
		'@docker1 priority 1',
		'@^docker1 {',
		'include g',
		'include f',
		'includea *',
		'~SEQ(A, 1, 9) instance $A',
		'~SEQ(A, 1, 20) $A',
		'~LST({A, B}, {1, 2}, 3) $B',
		'"',
		'\0',
		'\uFEFF',
	),
	fc.string(),
);
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));

/** What `npm run fuzz:keepalived` found, and its like. */
const KEPT = join(packageRoot, 'harness/keepalived-oracle/fuzz-corpus');

describe('any text', () => {
	// Each took minutes once. On a quiet machine they take 0.4 s at most, on a busy one 3 s.
	for (const name of readdirSync(KEPT))
		it(`is read before this test times out: ${name}`, () => {
			assert.isAbove(readText(readFileSync(join(KEPT, name), 'utf8'), { host: 'id' }).statements.length, 0);
		}).timeout(20_000);
	it('is read to its end, and every place is in it', () => {
		fc.assert(
			fc.property(text, text, (f, g) => {
				const files = { f, g };
				const conf = readText(f, { files: { g } });
				const places = [
					...conf.diagnostics.map(({ at }) => at),
					...[...walk(conf.statements)].map(({ statement }) => statement.at),
				];
				for (const { file, line: at, column, length } of places) {
					const lines = files[file as keyof typeof files].split('\n');
					assert.isAtLeast(at, 1);
					assert.isAtMost(at, Math.max(lines.length, 1));
					assert.isAtLeast(column, 1);
					assert.isAtMost(column + length - 1, (lines[at - 1] ?? '').length + 1);
				}
			}),
			{ numRuns: RUNS },
		);
	});
	it('is read to its end where it is bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
				readText(new TextDecoder().decode(bytes));
			}),
			{ numRuns: RUNS },
		);
	});
	it('means the same once it is printed', () => {
		const known = fc
			.array(
				line.filter((one) => !/[$~@\\]|include|\uFEFF|\0/.test(one)),
				{ maxLength: 30 },
			)
			.map((lines) => lines.join('\n'));
		fc.assert(
			fc.property(known, (f) => {
				const before = readText(f);
				// A file whose braces do not match is no file that could be printed.
				fc.pre(!told(before).some((one) => /brace|block-unclosed|quote/.test(one)));
				const after = readText(printStatements(before.statements));
				assert.deepEqual(withoutPlaces(after.model), withoutPlaces(before.model));
			}),
			{ numRuns: RUNS },
		);
	});
	it('is read in bounded time, however large or deep it is', () => {
		const started = process.hrtime.bigint();
		const large = 'vrrp_instance A {\n priority 1\n}\n'.repeat(40_000);
		const deep = 'a {\n'.repeat(20_000);
		for (const one of [large, deep, `${'{'.repeat(50_000)}`, 'x'.repeat(2_000_000), `include ${'{a,b}'.repeat(200)}`])
			assert.isNotEmpty(readKeepalived({ files: new Map([['f', one]]), main: 'f' }).diagnostics);
		assert.isBelow(Number(process.hrtime.bigint() - started) / 1e9, 30);
	}).timeout(60_000);
});

function withoutPlaces({ keyword: word, names, settings, lists, blocks }: Block): unknown {
	const entries = Object.entries(lists).map(([list, all]) => [list, all.map(({ values, options }) => [values, options])]);
	return [word, names, settings.map((one) => [one.keyword, one.values, one.options]), entries, blocks.map(withoutPlaces)];
}
