import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { unexpected } from './unexpected.ts';

describe('whatever a user does wrong', function () {
	this.timeout(60_000);
	let dir: string;
	before(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-wrong-'));
		writeFileSync(join(dir, 'torn.scenario.ts'), 'drill(');
		writeFileSync(join(dir, 'throws.scenario.ts'), "throw new Error('of the user');");
		mkdirSync(join(dir, 'torn'));
		writeFileSync(join(dir, 'torn/run.json'), '{"schemaVersion":');
		writeFileSync(join(dir, 'torn/cluster.yaml'), 'hosts: [');
	});
	after(() => rmSync(dir, { recursive: true }));

	const calls: [string, number][] = [
		['nothing-of-the-kind', 3],
		['run kill-master --trials many', 3],
		['run', 3],
		['run torn.scenario.ts --lab sim', 3],
		['plan throws.scenario.ts --seed 1', 3],
		['run kill-master --lab sim --cluster torn', 3],
		['run kill-master --lab sim --calibration torn/run.json', 3],
		['run kill-master --baseline torn', 3],
		['report torn', 3],
		['report nowhere -f html', 3],
		['analyze nowhere', 3],
		['compare torn torn', 3],
		['merge torn nowhere --out there', 3],
		['table torn', 3],
		[`table ${packageRoot}/reports/example/seed -w nowhere.md`, 3],
		['validate torn', 3],
		['calibrate nowhere', 3],
		['sweep kill-master --vary advert_int=x', 3],
		['completion tcsh', 3],
	];
	for (const [call, exitCode] of calls)
		it(`gets a sentence and no stack trace: ${call}`, async () => {
			const bin = join(packageRoot, 'bin/vipdrill.js');
			const result = await execa('node', [bin, ...call.split(' ')], { cwd: dir, reject: false });
			expect(result.stderr).to.match(/\S/);
			expect(`${result.stdout}\n${result.stderr}`).not.to.match(/\n\s+at \S|node:internal/);
			expect(result.exitCode, result.stderr).to.equal(exitCode);
		});
});

describe('unexpected', () => {
	const error = new TypeError('x is not a function');
	afterEach(() => {
		delete process.env.VIPDRILL_DEBUG;
	});
	it('is a sentence, with the way to its place', () => {
		expect(unexpected(error)).to.equal(
			"a mistake of vipdrill's own ended this: TypeError: x is not a function. Please report it; VIPDRILL_DEBUG=1 shows where it happened",
		);
	});
	it('shows its place where that is asked for', () => {
		process.env.VIPDRILL_DEBUG = '1';
		expect(unexpected(error)).to.match(/TypeError: x is not a function\n\s+at /);
	});
});
