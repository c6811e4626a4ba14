import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { findDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { planTrial } from '../scenario/plan.ts';
import { simulate } from '../simulate/batch.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import type { Engine } from './engine.ts';
import { confsOf, fixtureFolder, shippedEngine } from './testing.ts';

const vipdrill = async (...args: string[]) => {
	const fixture = args.pop() ?? '';
	const cwd = join(packageRoot, 'fixtures', fixture);
	const { stdout } = await execa('node', [join(packageRoot, 'bin/vipdrill.js'), ...args], { cwd });
	return stdout;
};

describe('the playground’s engine', function () {
	this.timeout(120_000);
	let engine: Engine;
	before(async () => {
		engine = await shippedEngine();
	});

	for (const [fixture, drill, seed] of [
		['seed', 'kill-master', 'a'],
		['hardened', 'dockerd-stop-master', 'b'],
		['calm', 'failback', 'c'],
		['two-vips', 'kill-other-master', 'd'],
		['haproxy', 'proxy-stops', 'e'],
		['dual-stack', 'nic-down-master', 'f'],
		['probes', 'kill-master', 'g'],
		['fast', 'one-way-partition', 'h'],
		['seed-as-published', 'kill-master', 'i'],
		['no-tail', 'kill-backup', 'j'],
	] as const)
		it(`simulates ${drill} on fixtures/${fixture} as the command line does, to the byte`, async () => {
			const spec = await loadCluster(join(packageRoot, 'fixtures', fixture));
			const [found] = await findDrills(drill);
			if (!found) return expect.fail(`no drill ${drill}`);
			const plans = [1, 2, 3].map((trial) => {
				const { drill: _, ...plan } = planTrial(found, seed, trial);
				return plan;
			});
			const tuning = tuningOf(await loadCalibration());
			const theirs = simulate({ spec, drill: found, plans, tuning, keepIn: null });
			const folder = fixtureFolder(fixture);
			const ours = [
				...(await engine.ask('trials', { folder, drill, seed, from: 1, count: 2 })),
				...(await engine.ask('trials', { folder, drill, seed, from: 3, count: 1 })),
			];
			// As published, no page is ever served, and no trial can begin.
			expect(theirs.filter(({ trial }) => trial).length).to.equal(fixture === 'seed-as-published' ? 0 : 3);
			expect(theirs.length).to.equal(3);
			expect(JSON.stringify(ours)).to.equal(JSON.stringify(theirs));
		});
	it('prints the guarantee that the command line prints, simulated class by class', async () => {
		const folder = fixtureFolder('hardened');
		const theirs = JSON.parse(await vipdrill('guarantee', '.', '-n', '2', '--seed', 'x', '--json', 'hardened'));
		const parts = [];
		for (const { id } of theirs.classes) parts.push(await engine.ask('class', { folder, id, seed: 'x', trials: 2 }));
		const { guarantee, card } = await engine.ask('guarantee', { folder, parts });
		expect(JSON.parse(JSON.stringify(guarantee))).to.deep.equal(theirs);
		expect(theirs.classes.length).to.equal(11);
		expect(card)
			.to.include('hardened')
			.and.to.match(/^<svg /);
	});
	it('judges a drill as the command line does', async () => {
		const out = mkdtempSync(join(tmpdir(), 'vipdrill-playground-'));
		const args = ['run', 'kill-master', '--lab', 'sim', '--cluster', '.', '-n', '3', '--seed', 'x', '--json', '-o', out];
		const theirs = JSON.parse(await vipdrill(...args, 'seed')).drills[0];
		rmSync(out, { recursive: true });
		const ask = { folder: fixtureFolder('seed'), drill: 'kill-master' };
		const outcomes = await engine.ask('trials', { ...ask, seed: 'x', from: 1, count: 3 });
		const ours = JSON.parse(JSON.stringify(await engine.ask('report', { ...ask, outcomes })));
		for (const trial of theirs.trials) trial.timeline = null;
		expect(ours.trials).to.deep.equal(theirs.trials);
		expect([ours.verdict, ours.because, ours.summary]).to.deep.equal([theirs.verdict, theirs.because, theirs.summary]);
	});

	describe('of keepalived.confs alone', () => {
		it('finds what lint finds of the same files, and makes up the rest of the cluster, and says what', async () => {
			const judged = await engine.ask('judge', { folder: confsOf('seed') });
			expect(judged.problems).to.deep.equal([]);
			expect(judged.madeUp).to.deep.equal([
				"The hosts' network is 10.0.0.0/24: the floating IP is written without one.",
				'The address of docker1 is 10.0.0.11.',
				'The address of docker2 is 10.0.0.12.',
				'The address of docker3 is 10.0.0.13.',
				"The swarm's address pool is 10.99.0.0/16.",
				'The service is nginx on each host, published on port 80 through the routing mesh.',
			]);
			expect(judged.derived['cluster.yaml'])
				.to.include('keepalived: keepalived/docker2.conf')
				.and.to.include('# Made up: The address of docker1');
			expect(judged.findings.map(({ rule }) => rule).filter((rule) => rule === 'K9').length).to.equal(3);
			const [power, , docker] = judged.cluster?.guarantee.classes ?? [];
			expect(power?.theory.takesOver).to.deep.equal(['docker2']);
			// 3 × 1 s + (256 − 75) / 256 s, and one advertisement less for the phase.
			expect(power?.theory.takeover).to.deep.include({ minMs: 2707.031, maxMs: 3707.031 });
			expect(docker?.theory.outcome).to.equal('never');
		});
		it('makes up a second host where there is one alone', async () => {
			const { derived, madeUp, problems, cluster } = await engine.ask('judge', {
				folder: {
					'keepalived/lb1.conf':
						'vrrp_instance A {\n state MASTER\n interface eth0\n virtual_router_id 7\n priority 150\n unicast_src_ip 10.1.1.2\n unicast_peer {\n  10.1.1.3\n }\n virtual_ipaddress {\n 10.1.1.30/24\n }\n}\n',
				},
			});
			expect(problems).to.deep.equal([]);
			expect(madeUp[0]).to.equal('lb2 is a second host, with the file of lb1 and a priority that is 25 less.');
			expect(derived['keepalived/lb2.conf']).to.equal(
				'vrrp_instance A {\n state BACKUP\n interface eth0\n virtual_router_id 7\n priority 125\n unicast_src_ip 10.1.1.3\n unicast_peer {\n  10.1.1.2\n }\n virtual_ipaddress {\n 10.1.1.30/24\n }\n}\n',
			);
			expect(derived['cluster.yaml']?.match(/address: .*/g)).to.deep.equal(['address: 10.1.1.2', 'address: 10.1.1.3']);
			expect(cluster?.guarantee.classes[0]?.theory.takesOver).to.deep.equal(['lb2']);
		});
		it('makes up a second host that the one alone hears, where that says its peer and not itself', async () => {
			const conf =
				'vrrp_instance OTHER {\n interface eth1\n virtual_router_id 8\n unicast_src_ip 10.2.0.5\n virtual_ipaddress {\n fd00::9/64\n }\n}\nvrrp_instance A {\n interface eth0\n virtual_router_id 7\n unicast_peer {\n  10.1.1.3\n }\n virtual_ipaddress {\n 10.1.1.2/24\n }\n}\n';
			const { derived, problems, cluster } = await engine.ask('judge', { folder: { 'keepalived/lb.conf': conf } });
			expect(problems).to.deep.equal([]);
			// .2 is the floating IP.
			expect(derived['cluster.yaml']?.match(/^ {4}address: .*/gm)).to.deep.equal([
				'    address: 10.1.1.4',
				'    address: 10.1.1.3',
			]);
			expect(cluster?.guarantee.classes[0]?.theory.takesOver).to.deep.equal(['lb2']);
		});
		it('takes hosts’ addresses from unicast_src_ip, and else from the others’ peers', async () => {
			const conf = (priority: number, lines: string) =>
				`vrrp_instance A {\n interface eth0\n virtual_router_id 7\n priority ${priority}\n${lines}\n virtual_ipaddress {\n 192.168.4.9/26\n }\n}\n`;
			const peers = (...all: string[]) => `unicast_peer {\n${all.join('\n')}\n}`;
			const { derived, problems, madeUp } = await engine.ask('judge', {
				folder: {
					'keepalived/a.conf': conf(90, peers('192.168.4.3', '192.168.4.4')),
					'keepalived/b.conf': conf(80, `unicast_src_ip 192.168.4.3\n${peers('192.168.4.2', '192.168.4.4')}`),
					'keepalived/c.conf': conf(70, peers('192.168.4.2', '192.168.4.3')),
				},
			});
			expect(problems).to.deep.equal([]);
			expect(derived['cluster.yaml']).to.include('subnet: 192.168.4.0/26');
			expect(derived['cluster.yaml']?.match(/address: .*/g)).to.deep.equal([
				'address: 192.168.4.2',
				'address: 192.168.4.3',
				'address: 192.168.4.4',
			]);
			expect(madeUp.filter((one) => one.includes('address of'))).to.deep.equal([]);
		});
		it('says why nothing can be simulated', async () => {
			const of = async (text: string) =>
				(await engine.ask('judge', { folder: { 'keepalived/a.conf': text } })).problems[0]?.problem;
			expect(await of('global_defs {\n}\n')).to.include('No file has a vrrp_instance');
			expect((await engine.ask('judge', { folder: {} })).problems[0]?.problem).to.equal('There is no keepalived.conf yet.');
			expect(await of('vrrp_instance A {\n interface e\n virtual_router_id 1\n}\n')).to.include('share no address');
		});
	});

	it('keeps quiet and quick about what is far too long, or no configuration at all', async () => {
		const long = await engine.ask('judge', { folder: { 'keepalived/a.conf': 'x'.repeat(10_000_000) } });
		expect(long.problems.map(({ problem }) => problem)).to.deep.equal(['it has more than 256 kB, more than any configuration']);
		const odd = { 'keepalived/<img src=x>.conf': '}{"\u0000<script>', 'cluster.yaml': '*a: &a [', __proto__: 'x' };
		expect((await engine.ask('judge', { folder: odd })).cluster).to.equal(null);
	});
	it('hides a password in what it says', async () => {
		const folder = {
			'keepalived/a.conf': 'vrrp_instance A {\n authentication {\n auth_type PASS\n auth_pass geheim geheim77x\n }\n}\n',
		};
		expect(JSON.stringify(await engine.ask('judge', { folder }))).not.to.include('geheim');
	});
	it('forgets what was typed on the way to a password, which would make gaps in words', async () => {
		const conf = (password: string) =>
			`vrrp_instance A {\n authentication {\n auth_type PASS\n auth_pass ${password}\n }\n priorty 1\n}\n`;
		const said = async (password: string) =>
			JSON.stringify((await engine.ask('judge', { folder: { 'keepalived/a.conf': conf(password) } })).findings);
		expect(await said('passes')).not.to.include('passes over');
		expect(await said('passes77x')).to.include('passes over');
	});
	it('refuses a drill that cannot be simulated on this cluster, and says why', async () => {
		const { cluster, problems } = await engine.ask('judge', { folder: fixtureFolder('seed') });
		expect(problems).to.deep.equal([]);
		const refused = cluster?.drills.filter((one) => one.refused !== null).map(({ name }) => name);
		expect(refused).to.deep.equal([
			'address-conflict',
			'firewall-reload',
			'idle-connection',
			'kill-other-master',
			'provider-floating-ip',
			'provider-split',
			'proxy-stops',
			'udp-after-move',
		]);
		const error = await engine
			.ask('trials', { folder: fixtureFolder('seed'), drill: 'no-such', seed: '', from: 1, count: 1 })
			.catch((e: unknown) => e);
		expect(error).to.be.instanceOf(InputError);
	});
	it('knows what changed between two folders, and what that does', async () => {
		const before = confsOf('seed');
		const after = { ...before };
		for (const path of Object.keys(after)) after[path] = (after[path] ?? '').replace('advert_int 1', 'advert_int 3');
		const { verdict, changes } = await engine.ask('difference', { before, after });
		expect([verdict, changes.map(({ what }) => what)]).to.deep.equal(['worse', ['advert_int']]);
	});
	it('explains and offers keywords at a cursor, for editors', async () => {
		const text = 'vrrp_instance A {\n  prio\n}\n';
		const offered = await engine.ask('complete', { text, line: 1, character: 6 });
		expect(offered.find(({ name }) => name === 'priority')).to.deep.include({ isBlock: false, usage: 'priority <int 1..255>' });
		const [told] = await engine.ask('explain', { text: text.replace('prio', 'priority 1'), line: 1, character: 4 });
		expect(told).to.deep.include({ keyword: 'priority', blocks: ['vrrp_instance'] });
		expect((await engine.ask('keywords', {})).blocks)
			.to.include('vrrp_instance')
			.and.not.to.include('priority');
	});
});
