import { expect } from 'chai';
import { build, GOOD_CLUSTER, problemsOf } from './testing.ts';

const withProbes = (...lines: string[]) => `${GOOD_CLUSTER}probes:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

describe('probes of cluster.yaml', () => {
	it('are none where there are none', () => expect(build(GOOD_CLUSTER).probes).to.deep.equal([]));
	it('ask at the floating IP and the published port, ten times a second, unless they say otherwise', () => {
		const spec = build(
			withProbes(
				'{ name: a, kind: http }',
				'{ name: b, kind: tcp, address: 10.0.0.12, port: 81, timeoutMs: 50, ratePerSecond: 4 }',
				'{ name: c, kind: idle, idleMs: 900 }',
				'{ name: d, kind: stream, everyMs: 700, websocket: true }',
				'{ name: e, kind: udp }',
			),
		);
		expect(spec.probes).to.deep.equal([
			{ name: 'a', kind: 'http', address: '10.0.0.200', port: 80, timeoutMs: 1000, everyMs: 100, path: '/' },
			{ name: 'b', kind: 'tcp', address: '10.0.0.12', port: 81, timeoutMs: 50, everyMs: 250 },
			{ name: 'c', kind: 'idle', address: '10.0.0.200', port: 80, timeoutMs: 1000, everyMs: 900, path: '/' },
			{ name: 'd', kind: 'stream', address: '10.0.0.200', port: 80, timeoutMs: 1000, everyMs: 700, path: '/', websocket: true },
			{
				...{ name: 'e', kind: 'udp', address: '10.0.0.200', port: 80, timeoutMs: 1000, everyMs: 100 },
				...{ payload: 'vipdrill', answer: 'echo', socket: 'kept' },
			},
		]);
	});
	it('ask at the port of a proxy, where one stands before the swarm, and at any address of the cluster', () => {
		const yaml = GOOD_CLUSTER.replace(/service:[\s\S]*/, 'service: { stack: s.yml, name: web, port: 8443 }\n')
			.replace('  interface', '  subnet6: fd00:10::/64\n  interface')
			.replace('vip: 10.0.0.200', 'vip: [10.0.0.200, "fd00:10::200"]');
		const probes =
			'probes:\n  - { name: a, kind: tcp }\n  - { name: b, kind: tcp, address: "FD00:10:0::200" }\n  - { name: c, kind: tcp, address: "fd00:10::11" }\n';
		const stack = 'services: { web: { image: nginx, ports: ["80:80"] } }\n';
		const told = build(`${yaml}${probes}`, { 's.yml': stack }).probes.map(({ name, address, port }) => [name, address, port]);
		expect(told).to.deep.equal([
			['a', '10.0.0.200', 8443],
			['b', 'fd00:10::200', 8443],
			['c', 'fd00:10::11', 8443],
		]);
	});
	it('bring the files along that they name: a CA, and a program of the folder', () => {
		const yaml = withProbes(
			'{ name: tls, kind: https, serverName: www.example.com, ca: tls/ca.pem }',
			"{ name: own, kind: command, command: ['./bin/check', quick] }",
			'{ name: other, kind: command, command: [curl] }',
		);
		const { probes } = build(yaml, { 'tls/ca.pem': 'PEM', 'bin/check': '#!/bin/sh\n' });
		expect(probes[0]).to.include({ kind: 'https', serverName: 'www.example.com', ca: 'PEM' });
		expect(probes[1]).to.deep.include({ kind: 'command', argv: ['./bin/check', 'quick'], script: '#!/bin/sh\n', everyMs: 1000 });
		expect(probes[2]).to.deep.include({ argv: ['curl'], script: null });
		expect(problemsOf(() => build(yaml, { 'bin/check': '' }))).to.deep.equal([
			'c/cluster.yaml:20:64: probes[0].ca: there is no such file (got "tls/ca.pem"). Create it, or correct the path, which is relative to cluster.yaml.',
		]);
	});
	for (const [title, line, problem] of [
		[
			'a kind that there is not',
			'{ name: a, kind: ftp }',
			'probes[0].kind: is not http, https, tcp, udp, idle, stream or command (got "ftp")',
		],
		['a key of another kind', '{ name: a, kind: tcp, payload: x }', 'probes[0].payload: unknown key (got "x")'],
		['a name that no path can have', '{ name: a.b, kind: tcp }', 'probes[0].name: is not a name (got "a.b")'],
		['an idle connection without a length', '{ name: a, kind: idle }', 'probes[0].idleMs: is missing'],
		[
			'an address of nobody',
			'{ name: a, kind: tcp, address: 10.0.0.99 }',
			'probes[0].address: is no address of the cluster (got "10.0.0.99")',
		],
	] as const)
		it(`refuse ${title}`, () => {
			const [first = '', ...others] = problemsOf(() => build(withProbes(line)));
			expect(first).to.include(problem);
			expect(others).to.deep.equal([]);
		});
	it('refuse a name twice', () => {
		const problems = problemsOf(() => build(withProbes('{ name: a, kind: tcp }', '{ name: a, kind: http }')));
		expect(problems.join()).to.include('probes[1].name: is the name of probes[0] too (got "a")');
	});
});
