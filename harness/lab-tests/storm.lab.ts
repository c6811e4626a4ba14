import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { canRunPrivateEngine } from '../labs/docker/engine/private.ts';
import type { StormReport } from '../storm/report.ts';

/** A short storm over commands that need no image; `npm run storm` has the rest. */
describe('a storm', function () {
	this.timeout(240_000);
	let folder: string;

	before(async function (this: Mocha.Context) {
		if (!(await canRunPrivateEngine()) || !(await has('iptables'))) {
			const why = 'this test needs root, dockerd and iptables';
			if (process.env.CI) throw new Error(why);
			console.log(`    skipped: ${why}`);
			this.skip();
		}
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-storm-test-'));
	});
	after(() => {
		if (folder) rmSync(folder, { recursive: true, force: true });
	});

	const storm = async (...args: string[]) => {
		const script = join(packageRoot, 'harness/storm/storm.ts');
		const places = ['--home', join(folder, 'home'), '--out', join(folder, 'reports'), '--cheap', '--engines', 'none,private'];
		const { exitCode, all } = await execa(process.execPath, ['--import=tsx', script, ...places, ...args], {
			...{ cwd: packageRoot, reject: false, all: true, stdin: 'ignore', env: { VIPDRILL_STORM_INSIDE: undefined } },
		});
		const [last = ''] = readdirSync(join(folder, 'reports'))
			.filter((name) => name.startsWith('storm-'))
			.reverse();
		const report = JSON.parse(readFileSync(join(folder, 'reports', last, 'storm.json'), 'utf8')) as StormReport;
		rmSync(join(folder, 'reports'), { recursive: true });
		return { exitCode, said: all, report };
	};

	it('leaves nothing, touches no bystander, and the next run is clean', async () => {
		const { exitCode, said, report } = await storm('--seed', 'ci2', '--kills', '8', '--minutes', '2');
		expect(report.blows.flatMap(({ findings }) => findings)).to.deep.equal([]);
		expect(exitCode, said).to.equal(0);
		expect(report.blows).to.have.length(8);
		expect(report.blows.filter(({ isStruck }) => isStruck).length).to.be.at.least(4);
	});

	it('finds what is left on purpose, kind by kind', async () => {
		const { exitCode, report } = await storm('--seed', 'ci2', '--kills', '1', '--plant');
		expect(exitCode).to.equal(1);
		const text = report.blows[0]?.findings.join('\n') ?? '';
		const kinds = ['processes', 'bystanders', 'mounts', 'links', 'rules', 'namespaces', 'locks', 'groups', 'files', 'state'];
		expect(kinds.filter((kind) => !new RegExp(`(left after clean: |\\| )${kind}: `).test(text))).to.deep.equal([]);
		expect(text).to.match(/store: .*containers\/planted/);
		expect(text).to.match(/files: .*vipdrill-report\.txt/);
	});

	it('leaves no namespace, mount or control group of its own', () => {
		const groups = ['/sys/fs/cgroup', '/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids']
			.filter(existsSync)
			.flatMap((top) => readdirSync(top));
		expect(groups.filter((name) => name.startsWith('vipdrill-storm'))).to.deep.equal([]);
		expect(readFileSync('/proc/self/mounts', 'utf8')).not.to.include(folder);
	});
});

const has = async (command: string) =>
	(await execa('sh', ['-c', 'command -v "$1"', 'sh', command], { reject: false })).exitCode === 0;
