import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

describe('run --until-decided', function () {
	this.timeout(60_000);
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-decided-'));
	after(() => rmSync(dir, { recursive: true }));
	const run = (...flags: string[]) =>
		execa('node', ['bin/vipdrill.js', 'run', 'steady-state', '--lab', 'sim', '--seed', 'x', '--jobs', '1', ...flags], {
			cwd: packageRoot,
			reject: false,
		});
	const only = (folder: string) => join(folder, readdirSync(folder)[0] ?? '');

	it('ends once like is told from nothing, and says how to run it again, baseline and all', async () => {
		const [main, mine] = [join(dir, 'main'), join(dir, 'mine')];
		expect((await run('--trials', '20', '--out', main)).exitCode).to.equal(0);
		const again = await run('--baseline', only(main), '--until-decided', '--max-trials', '60', '--out', mine);
		expect(again.exitCode, again.stderr).to.equal(0);
		const report = JSON.parse(readFileSync(join(only(mine), 'run.json'), 'utf8')) as {
			rerun: string;
			drills: { trials: unknown[] }[];
		};
		expect(report.drills[0]?.trials.length).to.be.oneOf([8, 12, 18, 27, 41]);
		expect(report.rerun).to.match(/ --baseline \S+\/main\/\S+ --until-decided --max-trials 60 /);
	});
	it('needs a baseline', async () => {
		const { exitCode, stderr } = await run('--until-decided', '--out', dir);
		expect(exitCode).to.equal(3);
		expect(stderr).to.include('--until-decided: it is decided against a baseline. Add --baseline');
	});
});
