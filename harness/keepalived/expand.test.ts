import { assert } from 'chai';
import { readText, shape, told } from './testing.ts';

const BRACED = (name: string) => `$${'{'}${name}}`;
const HEAD = 'vrrp_instance A {\n';

/** What stands in the block of an instance. */
function inside(lines: string, options: Parameters<typeof readText>[1] = {}): unknown[] {
	const { statements } = readText(`${HEAD}${lines}\n}`, options);
	return shape(statements[0]?.block ?? []);
}

describe('expansion', () => {
	const reads: [title: string, lines: string, expected: unknown[], options?: Parameters<typeof readText>[1]][] = [
		['a plain line', ' priority 100', [[2, 'priority 100']]],
		[
			'comments, also inside a word',
			'! x {\n# y }\n priority 10 # {\n interface eth0!p',
			[
				[4, 'priority 10'],
				[5, 'interface eth0'],
			],
		],
		['quotes around blanks, braces and comment signs', ' notify "/bin/sh -c {a} # !" 2', [[2, 'notify /bin/sh -c {a} # ! 2']]],
		[
			'tabs, CRLF and blank lines',
			'\tpriority\t9\t\r\n\r\n\tpreempt\r',
			[
				[2, 'priority 9'],
				[4, 'preempt'],
			],
		],
		['a line for this host', '@docker1 priority 9', [[2, 'priority 9']]],
		['no line for another host', '@docker2 priority 9', []],
		['a line for every other host', '@^docker2 priority 9\n@^docker1 priority 8', [[2, 'priority 9']]],
		[
			'an include relative to its file',
			' include sub/a.conf',
			[
				[1, 'priority 7'],
				[1, 'preempt'],
			],
			{ files: { 'sub/a.conf': 'priority 7\ninclude b.conf', 'sub/b.conf': 'preempt', 'b.conf': 'nopreempt' } },
		],
		[
			'includes in the order of their names',
			' includea *.conf',
			[
				[1, 'priority 1'],
				[1, 'priority 2'],
			],
			{ files: { 'b.conf': 'priority 2', 'a.conf': 'priority 1', '.c.conf': 'x' } },
		],
		[
			'an include with braces and a set',
			' include {b,a}[0-3].conf',
			[
				[1, 'priority 2'],
				[1, 'priority 1'],
			],
			{ files: { 'b1.conf': 'priority 2', 'a2.conf': 'priority 1', 'a9.conf': 'x' } },
		],
	];
	for (const [title, lines, expected, options] of reads)
		it(`reads ${title}`, () => assert.deepEqual(inside(lines, options), expected));

	it('replaces definitions where a blank, a comma, a ) or the end follows, and in braces everywhere', () => {
		const { statements } = readText(`$V=10.0.0.7\n${HEAD}unicast_src_ip $V\ndebug $V/24\nuse_vmac ${BRACED('V')}/24\n}`);
		assert.deepEqual(shape(statements[0]?.block ?? []), [
			[3, 'unicast_src_ip 10.0.0.7'],
			[4, 'debug $V/24'],
			[5, 'use_vmac 10.0.0.7/24'],
		]);
	});
	it('says where a value was written, and which definition brought it', () => {
		const { statements } = readText(`$P=100\n$Q=$P\n${HEAD}priority $Q\n}`);
		const [value] = statements[0]?.block?.[0]?.args ?? [];
		assert.deepInclude(value, { text: '100' });
		assert.deepEqual(value?.at, { file: 'f', line: 1, column: 4, length: 3 });
		assert.deepEqual(
			value?.chain.map(({ kind, name, at }) => [kind, name, at.line, at.column]),
			[
				['definition', 'Q', 4, 10],
				['definition', 'P', 2, 4],
			],
		);
	});
	it('reads a definition of several lines, and gives each the place where it was written', () => {
		const conf = readText(`$B=priority 9 \\\n  # not this \\\n  debug 1 \\\n  preempt\n${HEAD}$B\nnopreempt\n}`);
		assert.deepEqual(shape(conf.statements[0]?.block ?? []), [
			[1, 'priority 9'],
			[3, 'debug 1'],
			[4, 'preempt'],
			[7, 'nopreempt'],
		]);
	});
	it('knows the built-ins', () => {
		const files = { 'sub/x': 'router_id $_PWD\n' };
		assert.deepEqual(shape(readText('include sub/x\nrouter_id $_INSTANCE\ninstance $_RANDOM', { files }).statements), [
			[1, 'router_id sub'],
			[2, 'router_id docker1'],
			[3, 'instance 0'],
		]);
	});
	it('counts a sequence', () => {
		const braced = readText(`~SEQ(n, 1, 2, 5) net_namespace a${BRACED('n')}b\n~SEQx(n, 9, 11) instance $n`).statements;
		assert.deepEqual(
			shape(braced).map((one) => (one as unknown[])[1]),
			['net_namespace a1b', 'net_namespace a3b', 'net_namespace a5b', 'instance 9', 'instance a', 'instance b'],
		);
		assert.deepEqual(braced[1]?.chain.map(({ kind, name }) => [kind, name])[0], ['sequence', 'n = 3']);
	});
	it('goes through a list, with several variables too', () => {
		const { statements } = readText('~LST(n, a, b) instance $n\n~LST({x, y}, {1, 2}, {3}) linkbeat_use_polling $x $y');
		assert.deepEqual(
			shape(statements).map((one) => (one as unknown[])[1]),
			['instance a', 'instance b', 'linkbeat_use_polling 1 2', 'linkbeat_use_polling 3'],
		);
	});

	const tells: [title: string, text: string, expected: string[], options?: Parameters<typeof readText>[1]][] = [
		['an include without its file', `include nope`, ['1:9 include-missing']],
		['an include that matches nothing', `include *.nope`, ['1:9 include-missing']],
		['a circle of includes', 'include g', ['3:9 include-loop'], { files: { g: '\n\ninclude f' } }],
		['quotes around an include', 'include "g"', ['1:9 include-quoted', '1:9 include-missing']],
		['an include behind a condition', '@docker1 include g', ['1:10 include-behind-condition'], { files: { g: '' } }],
		['a definition that uses itself', '$A=$A\ninstance $A', ['2:1 definition-loop']],
		['a definition of several lines that uses itself', '$A=instance a \\\n $A\n$A', ['2:2 definition-loop']],
		['a blank before the = of a definition', '$A = 1', ['1:1 definition-spaced']],
		['a $ that stays', '$A=1\ninstance $A/2', ['2:10 definition-stays']],
		['an unknown definition', 'instance $A\n$B', ['2:1 definition-unknown']],
		['a condition without a host', '@x instance a', ['1:1 condition-unknown-host'], { host: null }],
		['a bad sequence', '~SEQ(n, 1, -1, 5) instance $n', ['1:1 sequence-invalid']],
		['a value that is drawn', 'instance $_RANDOM', ['1:10 random-value']],
		['an escaped comment sign', 'instance a\\#b', ['1:12 comment-escape']],
		['a comment that ends in a backslash', 'instance a # b\\', ['1:1 comment-backslash']],
		['a quote that stays open', 'instance "a', ['1:10 quote-unclosed', '1:1 missing-argument']],
		['a byte order mark', '\uFEFFinstance a', ['1:1 byte-order-mark']],
		['a zero byte', 'instance a\0b', ['1:11 nul-byte']],
		['a line that is too long', `instance ${'a'.repeat(1020)}`, ['1:1024 line-too-long', '1:1024 unknown-keyword']],
		['what a version does not know', '~LST(n, a) instance $n', ['1:1 version'], { version: '2.0.20' }],
	];
	for (const [title, text, expected, options] of tells)
		it(`tells of ${title}`, () => assert.deepEqual(told(readText(text, options)), expected));

	it('knows which failed include refuses the configuration', () => {
		const heard = (kind: string, what: string) => readText(`include${kind} ${what}`).diagnostics[0]?.keepalived;
		assert.deepEqual(
			['', 'r', 'm', 'w', 'b', 'a'].map((kind) => heard(kind, 'nope')),
			['silent', 'silent', 'refuses', 'refuses', 'silent', 'refuses'],
		);
		assert.deepEqual(
			['', 'r', 'm', 'w', 'b', 'a'].map((kind) => heard(kind, '*.nope')),
			['silent', 'silent', 'silent', 'refuses', 'silent', 'refuses'],
		);
	});
	it('reads a file that includes itself once', () => {
		assert.deepEqual(shape(readText('instance a\ninclude f').statements), [[1, 'instance a']]);
	});
	it('ends, also where a sequence or a definition does not', () => {
		assert.include(told(readText('~SEQ(n, 1, 1000000000) instance $n')), '1:24 too-large');
		const bomb = Array.from({ length: 30 }, (_, i) => `$A${i}=$A${i + 1} $A${i + 1}`).join('\n');
		assert.isNotEmpty(readText(`${bomb}\ninstance $A0`).diagnostics);
	});
});
