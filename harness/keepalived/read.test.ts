import { assert } from 'chai';
import { formatDiagnostic } from './problem.ts';
import { verdictOf } from './read.ts';
import { ofLines, readText, shape, told } from './testing.ts';

const IN = (lines: string) => `vrrp_instance A {\n${lines}\n}\n`;
const said = (text: string, version?: string) =>
	ofLines(readText(text, version === undefined ? {} : { version })).map(formatDiagnostic);

describe('structure', () => {
	it('puts a block together with its brace at the line end, alone or inline', () => {
		const expected = (line: number) => [[1, 'vrrp_instance A', [[line, 'authentication', [[line, 'auth_type PASS']]]]]];
		assert.deepEqual(shape(readText('vrrp_instance A{authentication{auth_type PASS}}').statements), expected(1));
		assert.deepEqual(shape(readText('vrrp_instance A\n\n{\nauthentication { auth_type PASS } }').statements), expected(4));
	});
	it('reads on in the block around where a block opens behind no block, as keepalived does', () => {
		const conf = readText(IN('foo {\n state MASTER\n }\npriority 9'));
		assert.deepEqual(shape(conf.statements), [
			[
				1,
				'vrrp_instance A',
				[
					[2, 'foo'],
					[3, 'state MASTER'],
				],
			],
			[5, 'priority 9'],
		]);
		assert.deepEqual(told(conf), ['2:5 brace-unexpected', '6:1 brace-extra', '2:1 unknown-keyword', '5:1 misplaced-keyword']);
		assert.include(conf.diagnostics[3]?.message, 'since the } of foo (line 2) closed vrrp_instance');
	});
	it('skips a block whose name is taken or missing, whatever is in it', () => {
		const conf = readText(
			`${IN('priority 1')}${IN('foo {\n}\npriority x')}vrrp_instance {\n}\nvirtual_server 10.0.0.300 80 {\n}\ninstance a`,
		);
		assert.deepEqual(told(conf), ['4:1 duplicate-block', '9:1 block-refused', '11:1 block-refused']);
		assert.deepEqual(
			conf.model.blocks.map(({ names }) => names),
			[['A']],
		);
		assert.deepEqual(
			conf.model.settings.map(({ values }) => values),
			[['a']],
		);
	});
	const wrong: [title: string, text: string, expected: string[]][] = [
		['a block that is never closed', 'instance a\nvrrp_instance A {\n priority 1\n', ['2:1 block-unclosed']],
		['a } too many', `${IN('priority 1')}}`, ['4:1 brace-extra']],
		['a block without keyword', '{\n instance a\n}', ['1:1 brace-unexpected', '3:1 brace-extra']],
		['a missing {', 'vrrp_instance A\n priority 1\n}', ['1:1 brace-missing', '3:1 brace-extra']],
		['a list with a block in it', IN('virtual_ipaddress {\n{\n}'), ['3:1 brace-unexpected', '5:1 block-unclosed']],
		['words before the { of a list', IN('virtual_ipaddress 10.0.0.1 {\n}'), ['2:1 block-extra-words']],
		['an unfinished merge', '<<<<<<< HEAD\ninstance a\n=======\n', ['1:1 merge-marker', '3:1 merge-marker']],
	];
	for (const [title, text, expected] of wrong) it(`tells of ${title}`, () => assert.deepEqual(told(readText(text)), expected));
});

describe('validation', () => {
	const lines: [title: string, text: string, expected: string[], version?: string][] = [
		[
			'a misspelt keyword',
			IN('priorty 9'),
			[
				'f:2:1: vrrp_instance A priorty: keepalived knows no such keyword in vrrp_instance, and passes over it (got "priorty"). Write priority.',
			],
		],
		[
			'a keyword of another block',
			IN('script x'),
			[
				'f:2:1: vrrp_instance A script: script has no place in vrrp_instance, so keepalived passes over it (got "script"). Move it to vrrp_script.',
			],
		],
		[
			'two keywords on one line',
			IN('virtual_router_id 69 priority 7'),
			[
				'f:2:22: vrrp_instance A virtual_router_id: keepalived takes one keyword a line, so it loses priority (got "priority"). Put priority on a line of its own.',
			],
		],
		[
			'words that are lost',
			IN('nopreempt yes please'),
			[
				'f:2:11: vrrp_instance A nopreempt: keepalived reads no more than nopreempt here, and loses this (got "yes please"). Remove it, or put it on a line of its own.',
			],
		],
		[
			'a number out of its range, and what is set then',
			IN('priority 256'),
			[
				'f:2:10: vrrp_instance A priority: is not valid, and keepalived sets 100 instead (got "256"). Write a whole number from 1 to 255.',
			],
		],
		[
			'a value that is ignored',
			IN('advert_int 0'),
			[
				'f:2:12: vrrp_instance A advert_int: is not valid, and keepalived would ignore it (got "0"). Write a number from 0.01 to 255 with at most 6 decimal places.',
			],
		],
		[
			'a missing value',
			IN('priority'),
			[
				'f:2:1: vrrp_instance A priority: a value is missing, and keepalived ends without it, and refuses the file (got ""). Write priority and a whole number from 1 to 255.',
			],
		],
		[
			'a keyword of a later version',
			IN('owner_ignore_adverts'),
			[
				'f:2:1: vrrp_instance A owner_ignore_adverts: keepalived knows this since 2.3.3 alone, and this is 2.2.7, which passes over it (got "owner_ignore_adverts"). Remove it, or name another version of keepalived.',
			],
		],
		[
			'a value of a later version',
			'vrrp_script s {\nscript /x\ninterval 0.25\n}',
			[
				'f:3:10: vrrp_script s interval: it takes milliseconds, as 0.25 only since 2.3.2, and this is 2.2.7: keepalived would ignore it (got "0.25"). Write a whole number from 0 to 4294.',
			],
		],
		['a value of a later version, in that version', 'vrrp_script s {\nscript /x\ninterval 0.25\n}', [], '2.3.2'],
		[
			'a bad address',
			IN('virtual_ipaddress {\n10.0.0.300 dev eth0\nfe80::1/129\n}'),
			['10.0.0.300', 'fe80::1/129'].map(
				(value, i) =>
					`f:${3 + i}:1: vrrp_instance A virtual_ipaddress: this is not an IP address, and keepalived drops the whole line (got "${value}"). Write an IP address, with /length where it is a network.`,
			),
		],
		[
			'an unknown option of an address',
			IN('virtual_ipaddress {\n10.0.0.1/24 device eth0\n}'),
			[
				'f:3:13: vrrp_instance A virtual_ipaddress: keepalived knows no such option in virtual_ipaddress, and passes over it (got "device"). Remove it, or correct the word.',
			],
		],
		[
			'good addresses',
			IN('virtual_ipaddress {\n10.0.0.1/24 brd + dev eth0 label eth0:1 no_track\n::ffff:1.2.3.4\nfe80::1/64 -nodad\n}'),
			[],
		],
		[
			'what is defined too late',
			`${IN('track_script {\ns weight 5\n}')}vrrp_script s {\nscript /x\n}`,
			[
				'f:3:1: vrrp_instance A track_script: no vrrp_script before it has this name, so keepalived would not track it (got "s"). Define vrrp_script s above, or correct the name.',
			],
		],
		[
			'nopreempt beside state MASTER',
			IN('state MASTER\nnopreempt'),
			['f:3:1: vrrp_instance A nopreempt: with state MASTER keepalived switches nopreempt off. Write state BACKUP.'],
		],
		[
			'a password that is too long, without it',
			IN('authentication {\nauth_type PASS\nauth_pass 123456789\n}'),
			[
				'f:4:1: vrrp_instance A authentication auth_pass: of the password only the first 8 bytes count. Use at most 8 characters.',
			],
		],
		[
			'authentication in version 3',
			IN('version 3\nauthentication {\nauth_type PASS\nauth_pass 1\n}'),
			['f:3:1: vrrp_instance A authentication: version 3 has no authentication, so keepalived drops it. Remove it.'],
		],
		[
			'half seconds in version 2',
			IN('advert_int 0.5'),
			[
				'f:2:1: vrrp_instance A advert_int: version 2 knows whole seconds alone, so keepalived takes 1 s (got "0.5"). Write whole seconds, or version 3.',
			],
		],
		[
			'a deprecated keyword',
			'global_defs {\nvrrp_rlimit_rtime 5\n}',
			[
				'f:2:19: global_defs vrrp_rlimit_rtime: keepalived has vrrp_rlimit_rttime for it now (got "5"). Write vrrp_rlimit_rttime.',
			],
		],
		[
			'a setting that is made twice',
			IN('priority 1\npriority 2'),
			['f:3:1: priority: line 2 sets priority too, and the last one counts. Remove one of them.'],
		],
	];
	for (const [title, text, expected, version] of lines)
		it(`says of ${title} what keepalived does`, () => assert.deepEqual(said(text, version), expected));

	it('quotes no password', () => {
		const all = ['auth_pass "secret1', 'auth_pass secret1 x', 'auth_pass a\\#secret1', 'auth_pass secret1 priority'];
		for (const line of all) assert.notInclude(JSON.stringify(said(IN(`authentication {\n${line}\n}`))), 'secret1', line);
	});
	it('has a verdict', () => {
		const verdict = (line: string) =>
			verdictOf(readText(IN(`interface eth0\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.1 }\n${line}`)).diagnostics);
		assert.equal(verdict('priority 1'), 'accepts');
		assert.equal(verdict('priority 1 x'), 'accepts');
		assert.equal(verdict('priority 0'), 'complains');
		assert.equal(verdict('priority'), 'refuses');
	});
	it('carries what nothing models, with its places', () => {
		const { model, diagnostics } = readText(`virtual_server 10.0.0.1 80 {
	lb_algo rr
	lb_kind NAT
	protocol TCP
	real_server 10.0.0.2 80 {
		weight 3
		HTTP_GET {
			url {
				path /
			}
		}
	}
}
static_routes {
	10.1.0.0/16 via 10.0.0.254 dev eth0
}
bfd_instance b {
	neighbor_ip 10.0.0.9
	min_rx 20.5
}
`);
		assert.deepEqual(diagnostics, []);
		const real = model.blocks[0]?.blocks[0];
		assert.deepInclude(real, { keyword: 'real_server', names: ['10.0.0.2', '80'] });
		assert.equal(real?.blocks[0]?.blocks[0]?.settings[0]?.at.line, 9);
		assert.deepEqual(model.lists.static_routes?.[0]?.values, ['10.1.0.0/16', 'via', '10.0.0.254', 'dev', 'eth0']);
		assert.deepEqual(
			model.blocks[1]?.settings.map(({ values }) => values),
			[['10.0.0.9'], [20.5]],
		);
	});
});
