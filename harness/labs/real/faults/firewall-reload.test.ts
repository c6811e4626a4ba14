import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { firewallReload } from '../../../scenario/fault.ts';
import { master } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';
import { firewallReload as driver } from './firewall-reload.ts';

const seed = await loadCluster('fixtures/seed');
const fault = firewallReload(master());

const DOCKERS = {
	filter: ':FORWARD DROP [1:2]\n:DOCKER - [0:0]\n-A FORWARD -j DOCKER',
	nat: ':DOCKER - [0:0]\n-A DOCKER -j RETURN',
};
const FILTERS = ':VIPDRILL-1 - [0:0]\n-A OUTPUT -j VIPDRILL-1\n-A VIPDRILL-1 -j DROP';

/** A host in a folder: its commands note what they are asked, and its tables are files. IPv6 has no NAT there. */
class Host {
	readonly folder = mkdtempSync(join(tmpdir(), 'vipdrill-firewall-'));
	readonly world: FaultWorld;
	constructor() {
		this.#command('iptables-save', 'printf "*%s\\n" $2; cat $HERE/$2; echo COMMIT');
		this.#command('ip6tables-save', '[ $2 = filter ] && printf "*filter\\nCOMMIT\\n"');
		this.#command('iptables-restore', '{ echo "restore $*"; cat; } >> $HERE/said');
		this.#command('ip6tables-restore', 'echo "restore6 $*" >> $HERE/said');
		this.#command('iptables', 'echo "iptables $*" >> $HERE/said');
		this.#command(
			'systemctl',
			'case $1 in show) cat $HERE/pid ;; is-active) [ "$(cat $HERE/pid)" != 0 ] ;; *) echo "systemctl $*" >> $HERE/said ;; esac',
		);
		// Its socket starts it.
		this.#command('docker', '[ "$(cat $HERE/pid)" != 0 ] || echo "dockerd started" >> $HERE/said; cat $HERE/containers');
		this.#command('timeout', 'shift; "$@"');
		for (const [name, text] of Object.entries({ ...DOCKERS, pid: '44\n', containers: 'one\n' })) this.set(name, text);
		const run = (script: string) => {
			const here = script.replaceAll('/run/', `${this.folder}/`).replaceAll('/etc/iptables/', `${this.folder}/`);
			const env = { PATH: `${this.folder}:${process.env.PATH}`, HERE: this.folder };
			return execFileSync('sh', ['-ec', here], { env, encoding: 'utf8', stdio: 'pipe' });
		};
		this.world = {
			lab: fakeMachines(seed, { run: async (_machine, script) => run(script.text) }),
			injector: {
				act: async (acts: Act[]) => {
					for (const act of acts) if (act.do === 'script') run(act.script);
					return { askedMs: 1, doneMs: 2 };
				},
			},
		} as unknown as FaultWorld;
	}
	#command(name: string, script: string) {
		this.set(name, `#!/bin/sh\n${script}\n`);
		chmodSync(join(this.folder, name), 0o755);
	}
	set(name: string, text: string) {
		writeFileSync(join(this.folder, name), text.endsWith('\n') ? text : `${text}\n`);
	}
	/** What its commands were asked since the last time. */
	said(): string[] {
		const path = join(this.folder, 'said');
		const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
		rmSync(path, { force: true });
		return lines;
	}
	async fire() {
		const { fire } = await driver.prepare(this.world, fault, ['docker1'], 0);
		expect(this.said(), 'nothing happens beforehand').to.deep.equal([]);
		await fire(0);
	}
	undo = () => driver.undo(this.world, { index: 0, fault, hosts: ['docker1'], memo: {} });
}

describe('firewall-reload on real hosts', () => {
	let host: Host;
	beforeEach(() => {
		host = new Host();
	});
	afterEach(() => rmSync(host.folder, { recursive: true }));

	const EMPTY = ['restore -w', '*filter', 'COMMIT', '*nat', 'COMMIT'];
	const noFilters = ['restore -w --noflush', '*filter', 'COMMIT', '*nat', 'COMMIT'];

	it('empties the two tables, and leaves IPv6 alone where the kernel has no NAT for it', async () => {
		await host.fire();
		expect(host.said()).to.deep.equal([...EMPTY, ...noFilters]);
	});
	it('loads the host’s own saved rules', async () => {
		host.set('rules.v4', 'OWN');
		await host.fire();
		expect(host.said()).to.deep.equal(['restore -w -T filter', 'OWN', 'restore -w -T nat', 'OWN', ...noFilters]);
	});
	it('leaves the filters of other faults where they were: before all others', async () => {
		host.set('filter', `${DOCKERS.filter}\n${FILTERS}`);
		await host.fire();
		const kept = [':VIPDRILL-1 - [0:0]', '-I OUTPUT -j VIPDRILL-1', '-A VIPDRILL-1 -j DROP'];
		expect(host.said().slice(EMPTY.length)).to.deep.equal([
			...['restore -w --noflush', '*filter', ...kept],
			...['COMMIT', '*nat', 'COMMIT'],
		]);
	});
	it('puts back exactly what was there, but for filters of faults that are over, and once', async () => {
		host.set('filter', `${DOCKERS.filter}\n${FILTERS}`);
		await host.fire();
		host.said();
		host.set('filter', '');
		host.set('nat', '');
		await host.undo();
		expect(host.said().filter((line) => line !== '')).to.deep.equal([
			...['restore -w', '*filter', ...DOCKERS.filter.split('\n'), 'COMMIT', '*nat', ...DOCKERS.nat.split('\n'), 'COMMIT'],
			...noFilters,
		]);
		await host.undo();
		expect(host.said()).to.deep.equal([]);
	});
	it('has dockerd lay its rules where containers have come or gone', async () => {
		await host.fire();
		host.said();
		host.set('containers', 'two');
		await host.undo();
		expect(host.said()).to.deep.equal(['systemctl restart docker', 'iptables -w -P FORWARD DROP']);
	});
	it('leaves the rules of a dockerd that was started meanwhile, and one that is stopped', async () => {
		for (const pid of ['45', '0']) {
			await host.fire();
			host.said();
			host.set('pid', pid);
			await host.undo();
			expect(host.said(), pid).to.deep.equal(['iptables -w -P FORWARD DROP']);
			host.set('pid', '44');
		}
	});
	it('does nothing where it never was', async () => {
		await host.undo();
		expect(host.said()).to.deep.equal([]);
	});
});
