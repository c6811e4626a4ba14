import { expect } from 'chai';
import { build, edit, GOOD_CLUSTER, problemsOf } from './testing.ts';

const FILES = { 'check-web': '#!/bin/sh\n', 'daemon.json': '{}\n', 'own.json': '{ "debug": true }\n' };
const COMMON = `files:
  - from: check-web
    to: /etc/keepalived/check-web
    mode: '0755'
  - { from: daemon.json, to: /etc/docker/daemon.json }
`;
/** Line 1 of the result is line 1 of COMMON. */
const withFiles = (files: string) => build(`${files}${GOOD_CLUSTER}`, FILES);
const one = (entry: string) => () => withFiles(`files:\n  - ${entry}\n`);
const ownFile = (to: string) =>
	edit(GOOD_CLUSTER, '    keepalived: b.conf\n', `    keepalived: b.conf\n    files: [{ from: own.json, to: ${to} }]\n`);

describe('files of the machines', () => {
	it('are given to every host, for root to read where no mode is named', () => {
		const { hosts } = withFiles(COMMON);
		const expected = [
			{ source: 'check-web', target: '/etc/keepalived/check-web', text: '#!/bin/sh\n', mode: 0o755 },
			{ source: 'daemon.json', target: '/etc/docker/daemon.json', text: '{}\n', mode: 0o644 },
		];
		expect(hosts.map(({ files }) => files)).to.deep.equal([expected, expected]);
	});
	it('of one host come beside those of all, or in their place', () => {
		const beside = build(`${COMMON}${ownFile('/etc/own.json')}`, FILES).hosts.map(({ files }) =>
			files.map(({ source }) => source),
		);
		expect(beside).to.deep.equal([
			['check-web', 'daemon.json'],
			['check-web', 'daemon.json', 'own.json'],
		]);
		const instead = build(`${COMMON}${ownFile('/etc/docker/daemon.json')}`, FILES);
		expect(instead.hosts[1]?.files.map(({ source }) => source)).to.deep.equal(['check-web', 'own.json']);
	});
	it('are none by default', () => expect(build(GOOD_CLUSTER).hosts.map(({ files }) => files)).to.deep.equal([[], []]));

	const refused: [title: string, action: () => unknown, expected: string][] = [
		[
			'a file that is not there',
			one('{ from: nothing, to: /etc/x }'),
			'c/cluster.yaml:2:13: files[0].from: there is no such file (got "nothing"). Create it',
		],
		[
			'a missing target',
			one('{ from: check-web }'),
			'c/cluster.yaml:2:5: files[0].to: is missing. Write an absolute path outside /proc',
		],
		[
			'a relative target',
			one('{ from: check-web, to: etc/x }'),
			'c/cluster.yaml:2:28: files[0].to: is not an absolute path of a file (got "etc/x"). Write an absolute path',
		],
		['a way out', one('{ from: check-web, to: /etc/../run/x }'), 'c/cluster.yaml:2:28: files[0].to: is not an absolute path'],
		[
			'a target that a mount hides',
			one('{ from: check-web, to: /run/x }'),
			'c/cluster.yaml:2:28: files[0].to: is in a folder that the machine makes anew when it boots (got "/run/x")',
		],
		[
			'a mode that is none',
			one("{ from: check-web, to: /etc/x, mode: '0888' }"),
			`c/cluster.yaml:2:42: files[0].mode: is not a file mode (got "0888"). Write three octal digits in quotes`,
		],
		[
			'a mode as a number, whose meaning YAML would change',
			one('{ from: check-web, to: /etc/x, mode: 0755 }'),
			'c/cluster.yaml:2:42: files[0].mode: expected string, received number (got 755). Write three octal digits in quotes',
		],
		[
			'the place of keepalived.conf',
			one('{ from: check-web, to: /etc/keepalived/keepalived.conf }'),
			'c/cluster.yaml:2:28: files[0].to: is the place of hosts[].keepalived (got "/etc/keepalived/keepalived.conf"). Name the file there.',
		],
		[
			'one target twice',
			() => withFiles('files:\n  - { from: check-web, to: /etc/x }\n  - { from: daemon.json, to: /etc/x }\n'),
			'c/cluster.yaml:3:30: files[1].to: is the target of another file of this list (got "/etc/x")',
		],
		[
			'a mistyped key',
			one('{ from: check-web, to: /etc/x, mod: a }'),
			'c/cluster.yaml:2:36: files[0].mod: unknown key (got "a"). Did you mean mode.',
		],
		[
			'a missing file of one host',
			() => build(edit(ownFile('/etc/x'), 'own.json', 'no.json'), FILES),
			'c/cluster.yaml:14:21: hosts[1].files[0].from: there is no such file (got "no.json")',
		],
	];
	for (const [title, action, expected] of refused)
		it(`refuse ${title}`, () => {
			const problems = problemsOf(action);
			expect(problems).to.have.length(1);
			expect(problems[0]).to.satisfy((line: string) => line.startsWith(expected), `got ${problems[0]}`);
		});
});
