import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { difference } from '../guarantee/diff/diff.ts';
import { changeText } from '../guarantee/diff/wording.ts';
import { theoryById } from '../guarantee/testing.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { findDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { planTrial } from '../scenario/plan.ts';
import { simulate } from '../simulate/batch.ts';

const HARDENED = join(packageRoot, 'fixtures/hardened');
const HOSTS = ['docker1', 'docker2', 'docker3'];
const ADDRESSES = HOSTS.flatMap((host, i) => ['--host', `${host}=10.0.0.1${i + 1}`]);
/** What is asked where no file says it. */
const ANSWERS = ['--vip', '10.0.0.200', '--subnet', '10.0.0.0/24', '--interface', 'eth0', '--address-pool', '10.99.0.0/16'];
const INLINE = ['--service', 'web', '--image', 'nginx', '--published', '80', '--target', '8080'];

describe('vipdrill init', function () {
	this.timeout(180_000);
	let root: string;
	let dir: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-init-'));
		dir = join(root, 'mine');
	});
	afterEach(() => rmSync(root, { recursive: true }));

	/** Without a terminal: nobody can be asked. */
	const init = (...args: string[]) =>
		execa('node', [join(packageRoot, 'bin/vipdrill.js'), 'init', dir, '-n', '1', ...args], {
			cwd: root,
			reject: false,
			stdin: 'ignore',
		});
	const put = (path: string, text: string) => {
		mkdirSync(join(root, path, '..'), { recursive: true });
		writeFileSync(join(root, path), text);
		return join(root, path);
	};

	it('names every flag that is missing, and writes nothing', async () => {
		const { exitCode, stdout, stderr } = await init('--yes');
		expect([exitCode, stdout, existsSync(dir)]).to.deep.equal([3, '', false]);
		const flags = ['--host', '--vip', '--subnet', '--interface', '--service', '--image', '--published', '--target'];
		expect(stderr.split('\n').map((line) => line.replace('vipdrill: ', '').split(': ')[1])).to.deep.equal(flags);
	});
	it('lets nobody else read a copy that has a password', async () => {
		const conf = (priority: number) =>
			`vrrp_instance A {\n  interface eth0\n  virtual_router_id 7\n  priority ${priority}\n  authentication {\n    auth_type PASS\n    auth_pass geheim\n  }\n  virtual_ipaddress {\n    10.0.0.200/24\n  }\n}\n`;
		const files = HOSTS.flatMap((host, i) => ['--keepalived', `${host}=${put(`${host}.conf`, conf(100 - i))}`]);
		const { exitCode, stderr } = await init('--yes', ...files, ...ADDRESSES, ...ANSWERS, ...INLINE);
		expect(exitCode, stderr).to.equal(0);
		const modeOf = (path: string) => (statSync(join(dir, path)).mode & 0o777).toString(8);
		expect([modeOf('keepalived/docker1.conf'), modeOf('cluster.yaml')]).to.deep.equal(['600', '644']);
	});
	it('makes the folder that the files came from, asking only for what they do not say', async () => {
		const { exitCode, stdout, stderr } = await init(
			...HOSTS.flatMap((host) => ['--keepalived', `${host}=${HARDENED}/keepalived/${host}.conf`]),
			...ADDRESSES,
			...['--stack', `${HARDENED}/stack.yml`, '--address-pool', '10.99.0.0/16'],
			...['--file', `/etc/keepalived/check-docker=${HARDENED}/files/check-docker`],
			...['--file', `/etc/keepalived/check-web=${HARDENED}/files/check-web`],
			...['--file', `/etc/systemd/system/keepalived.service.d/10-restart.conf=${HARDENED}/files/keepalived.service.conf`],
			...['--file', `/etc/systemd/network/10-lan.network=${HARDENED}/files/10-lan.network`],
		);
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		const [theirs, made] = [await loadCluster(HARDENED), await loadCluster(dir)];
		const { changes } = difference(theirs, made, { vipdrillVersion: '1', before: 'a', after: 'b' });
		expect(changes.map(changeText)).to.deep.equal([]);
		expect(statSync(join(dir, 'files/check-web')).mode & 0o111, 'it can be run').to.not.equal(0);
		expect(stdout)
			.to.match(/^0 errors, /m)
			.and.to.include('power loss')
			.and.to.include('vipdrill run kill-master --cluster');
	});
	it('takes several floating IPs, segments and NICs from the files, and says what it made up', async () => {
		const folder = join(packageRoot, 'fixtures/two-vips');
		const { exitCode, stdout, stderr } = await init(
			...HOSTS.flatMap((host) => ['--keepalived', `${host}=${folder}/keepalived/${host}.conf`]),
			...ADDRESSES,
			...['--stack', `${folder}/stack.yml`, '--address-pool', '10.99.0.0/16'],
			...['--file', `/etc/keepalived/check-docker=${folder}/files/check-docker`],
			...['--file', `/etc/keepalived/check-web=${folder}/files/check-web`],
			...['--file', `/etc/systemd/system/keepalived.service.d/10-restart.conf=${folder}/files/keepalived.service.conf`],
		);
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.include('Of the segment ens19, no file says docker1 172.16.0.11, docker2 172.16.0.12, docker3 172.16.0.13');
		const [theirs, made] = [await loadCluster(folder), await loadCluster(dir)];
		expect([made.vips, made.networks.map(({ subnet }) => subnet)]).to.deep.equal([theirs.vips, ['172.16.0.0/24']]);
		const { changes } = difference(theirs, made, { vipdrillVersion: '1', before: 'a', after: 'b' });
		expect(changes.map(changeText), 'all but the name of the segment').to.deep.equal([
			'further segments: inside 172.16.0.0/24 → ens19 172.16.0.0/24',
			'docker1: further NICs: ens19 172.16.0.11 on inside → ens19 172.16.0.11 on ens19',
			'docker2: further NICs: ens19 172.16.0.12 on inside → ens19 172.16.0.12 on ens19',
			'docker3: further NICs: ens19 172.16.0.13 on inside → ens19 172.16.0.13 on ens19',
		]);
	});
	it('takes IPv6 beside IPv4 from the files', async () => {
		const folder = join(packageRoot, 'fixtures/dual-stack');
		const { exitCode, stderr } = await init(
			...HOSTS.flatMap((host) => ['--keepalived', `${host}=${folder}/keepalived/${host}.conf`]),
			...ADDRESSES,
			...INLINE,
		);
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		const { vips, network } = await loadCluster(dir);
		expect([vips, network.subnet, network.subnet6]).to.deep.equal([
			['10.0.0.200', 'fd00:10::200', 'fe80::200'],
			'10.0.0.0/24',
			'fd00:10::/64',
		]);
	});
	it('makes a cluster without a swarm from the services that hosts have', async () => {
		const folder = join(packageRoot, 'fixtures/haproxy');
		const { exitCode, stderr, stdout } = await init(
			...['lb1', 'lb2'].flatMap((host) => ['--keepalived', `${host}=${folder}/keepalived/${host}.conf`]),
			...['--host', 'lb1=10.0.0.11', '--host', 'lb2=10.0.0.12', '--host', 'web1=10.0.0.21', '--host', 'web2=10.0.0.22'],
			...['lb1', 'lb2'].flatMap((host) => ['--unit', `${host}=haproxy.service`]),
			...['web1', 'web2'].flatMap((host) => ['--unit', `${host}=nginx.service`]),
			...['--port', '80', '--service', 'web'],
			...['--file', `/etc/haproxy/haproxy.cfg=${folder}/files/haproxy.cfg`],
			...['--file', `/etc/keepalived/check-haproxy=${folder}/files/check-haproxy`],
		);
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		expect(stdout).not.to.include('role: worker');
		const { hosts, service } = await loadCluster(dir);
		expect(hosts.map(({ name, role, units }) => [name, role, ...units])).to.deep.equal([
			['lb1', 'none', 'haproxy.service'],
			['lb2', 'none', 'haproxy.service'],
			['web1', 'none', 'nginx.service'],
			['web2', 'none', 'nginx.service'],
		]);
		expect([service.serviceName, service.publishedPort]).to.deep.equal(['web', 80]);
		const wrong = await init(
			...ADDRESSES,
			...ANSWERS,
			'--unit',
			'docker9=nginx.service',
			'--unit',
			'docker1=nginx',
			'--port',
			'80',
		);
		expect(wrong.exitCode).to.equal(3);
		expect(wrong.stderr)
			.to.include('--unit: no host is called docker9 (got "docker9=nginx.service"). Write one of docker1, docker2, docker3.')
			.and.to.include('--unit: it names no service (got "docker1=nginx"). Write --unit lb1=haproxy.service.');
	});
	it('makes a keepalived.conf for a cluster without a swarm that looks after the port alone', async () => {
		const units = HOSTS.flatMap((host) => ['--unit', `${host}=nginx.service`]);
		const { exitCode, stdout, stderr } = await init(...ADDRESSES, ...ANSWERS.slice(0, 6), ...units, '--port', '80');
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.include('0 errors, 0 warnings, 0 notes');
		const { hosts } = await loadCluster(dir);
		expect(hosts[0]?.keepalived?.instances[0]?.tracks.map(({ name }) => name)).to.deep.equal(['web']);
		expect(hosts[0]?.files.map(({ target }) => target)).not.to.include('/etc/keepalived/check-docker');
	});
	it('makes a folder from answers that fails over, whatever fails, and lint has nothing against', async () => {
		const { exitCode, stdout, stderr } = await init(...ADDRESSES, ...ANSWERS, ...INLINE);
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.include('0 errors, 0 warnings, 0 notes');
		const spec = await loadCluster(dir);
		// As far apart as fixtures/hardened has them.
		expect(spec.hosts.map(({ keepalived }) => keepalived?.instances[0]?.priority)).to.deep.equal([200, 125, 50]);
		expect(spec.hosts[0]?.keepalived?.instances[0]?.virtualRouterId).to.equal(200);
		const never = Object.entries(theoryById(spec)).filter(([, { outcome }]) => outcome === 'never');
		expect(never.map(([id]) => id)).to.deep.equal(['one-way-loss']);
		const unit = spec.hosts[0]?.files.find(({ target }) => target.includes('keepalived.service'))?.text;
		expect(unit).to.include('ip address delete 10.0.0.200/24 dev eth0');
		const [drill] = await findDrills('kill-master');
		if (!drill) return expect.fail('no kill-master');
		const { drill: _, ...plan } = planTrial(drill, 's', 1);
		const [outcome] = simulate({ spec, drill, plans: [plan], tuning: MEASURED, keepIn: null });
		expect(outcome?.trial?.measurements.newOwner).to.equal('docker2');
	});
	it('takes along what a keepalived.conf includes and runs, of each host its own', async () => {
		const conf = (priority: number) => `include conf.d/*.conf
vrrp_script mine {
    script "/etc/keepalived/scripts/mine --fast"
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth7
    virtual_router_id 9
    priority ${priority}
    unicast_src_ip 10.0.0.${priority}
    virtual_ipaddress {
        10.0.0.200/24
        192.0.2.9/32
        fd00:10::9/64
    }
    virtual_ipaddress_excluded {
        10.0.0.201/24
    }
    track_script {
        mine
    }
}
`;
		for (const [host, priority] of [
			['a', 11],
			['b', 12],
		] as const) {
			put(`${host}/keepalived.conf`, conf(priority));
			put(`${host}/conf.d/names.conf`, `global_defs {\n    router_id ${host}\n}\n`);
			put(`${host}/conf.d/unused.txt`, 'nobody includes this');
			put(`${host}/scripts/mine`, '#!/bin/sh\nexit 0\n');
		}
		const stack = put('s.yml', 'services:\n  db: {image: x}\n  shop:\n    image: y\n    ports: ["81:8080"]\n');
		const { exitCode, stderr, stdout } = await init(
			...['--keepalived', `a=${root}/a/keepalived.conf`, '--keepalived', `b=${root}/b/keepalived.conf`, '--stack', stack],
		);
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		expect(stdout).not.to.include('was not found');
		// One address is on none of the networks, one is dropped by keepalived, and nobody asks for the excluded one.
		expect(readFileSync(join(dir, 'cluster.yaml'), 'utf8'))
			.to.include('\nvip: 10.0.0.200\n')
			.and.not.to.include('subnet6');
		const { hosts, network, vip, service } = await loadCluster(dir);
		expect([network.subnet, vip, service.serviceName, hosts[0]?.interface]).to.deep.equal([
			'10.0.0.0/24',
			'10.0.0.200',
			'shop',
			'eth7',
		]);
		// The address is unicast_src_ip; the script is everybody's.
		expect(
			hosts.map(({ name, address, files }) => [name, address, files.map(({ target, mode }) => `${mode.toString(8)} ${target}`)]),
		).to.deep.equal([
			['a', '10.0.0.11', ['755 /etc/keepalived/scripts/mine', '644 /etc/keepalived/conf.d/names.conf']],
			['b', '10.0.0.12', ['755 /etc/keepalived/scripts/mine', '644 /etc/keepalived/conf.d/names.conf']],
		]);
		expect(readdirSync(join(dir, 'files')).sort()).to.deep.equal(['a', 'b', 'mine']);
		expect(readFileSync(join(dir, 'files/b/names.conf'), 'utf8')).to.include('router_id b');
	});
	it('says which script it did not find', async () => {
		const conf = put('a.conf', readFileSync(join(HARDENED, 'keepalived/docker1.conf'), 'utf8'));
		const { stdout } = await init('--keepalived', `docker1=${conf}`, ...ADDRESSES, ...ANSWERS.slice(-2), ...INLINE);
		expect(stdout).to.include('/etc/keepalived/check-web was not found: give it with --file /etc/keepalived/check-web=FILE');
	});
	it('never writes over a file, unless it is forced to', async () => {
		mkdirSync(dir);
		writeFileSync(join(dir, 'cluster.yaml'), 'mine');
		const refused = await init(...ADDRESSES, ...ANSWERS, ...INLINE);
		expect([refused.exitCode, readdirSync(dir), readFileSync(join(dir, 'cluster.yaml'), 'utf8')]).to.deep.equal([
			3,
			['cluster.yaml'],
			'mine',
		]);
		expect(refused.stderr).to.include(
			'cluster.yaml: init: the file is there already. Name another folder, or write over it with --force.',
		);
		const forced = await init(...ADDRESSES, ...ANSWERS, ...INLINE, '--force');
		expect([forced.exitCode, (await loadCluster(dir)).vip]).to.deep.equal([0, '10.0.0.200']);
	});
	it('writes nothing where a file or an answer is not right', async () => {
		const broken = put('b.conf', 'vrrp_instance X {\n');
		const refused = await init('--keepalived', `docker1=${broken}`, ...ADDRESSES, ...ANSWERS, ...INLINE);
		expect([refused.exitCode, existsSync(dir)]).to.deep.equal([3, false]);
		expect(refused.stderr).to.include('docker1.conf:1');
		const other = await init(...ADDRESSES, ...INLINE, '--vip', '10.0.9.9', '--subnet', '10.0.0.0/24', '--interface', 'eth0');
		expect([other.exitCode, existsSync(dir)]).to.deep.equal([3, false]);
		expect(other.stderr).to.include('--subnet: the floating IP 10.0.9.9 is not in it');
		const none = await init('--keepalived', 'docker1=/nowhere.conf');
		expect([none.exitCode, none.stderr.includes('it cannot be read')]).to.deep.equal([3, true]);
	});
});
