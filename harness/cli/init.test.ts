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
