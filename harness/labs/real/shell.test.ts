import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { packageRoot } from '../../base/paths.ts';
import { inLines, type Script, sh, shellCommand } from './shell.ts';

/** What a real shell does with a script. */
function run(script: Script): string {
	const [file = '', ...args] = shellCommand(script);
	return execFileSync(file, args, { encoding: 'utf8' });
}

describe('sh', () => {
	it('leaves a plain word as it is and quotes all else', () => {
		expect(sh`ip link set dev ${'ens18'} up`.text).to.equal('ip link set dev ens18 up');
		expect(sh`ip link set dev ${'a;reboot'} up`.text).to.equal("ip link set dev 'a;reboot' up");
		expect(sh`echo ${"it's"}`.text).to.equal("echo 'it'\\''s'");
		expect(sh`echo ${''}`.text).to.equal("echo ''");
	});
	it('writes numbers as they are, lists as words, scripts as script', () => {
		const line = sh`kill ${4711}; docker node demote ${['a b', 'c']}; ${sh`sync; sync`}`;
		expect(line.text).to.equal("kill 4711; docker node demote 'a b' c; sync; sync");
	});
	it('joins scripts by lines and leaves out what is not there', () => {
		expect(inLines([sh`a`, null, sh`b`]).text).to.equal('a\nb');
	});
	it('refuses what no shell word can hold', () => {
		expect(() => sh`echo ${'a\0b'}`).to.throw(RangeError, 'NUL');
		expect(() => sh`echo ${Number.NaN}`).to.throw(RangeError, 'NaN');
	});
	it('hands any string to a program as one word, whatever is in it', () => {
		const hostile = fc.oneof(
			fc.string({ unit: 'grapheme', maxLength: 20 }),
			fc.string({
				unit: fc.constantFrom("'", '"', '\\', '$', '`', '(', ')', '\n', ' ', ';', '*', '~', '-', '#', '!'),
				maxLength: 12,
			}),
		);
		const noNul = hostile.filter((text) => !text.includes('\0'));
		fc.assert(
			fc.property(fc.array(noNul, { maxLength: 3 }), noNul, (words, last) => {
				const expected = [...words, last].map((word) => `${word}\u0001`).join('');
				expect(run(sh`printf '%s\\001' ${words} ${last}`)).to.equal(expected);
			}),
			{ numRuns: 60 },
		);
	});
	it('stops at the first failure', () => {
		expect(() => run(sh`false; echo not here`)).to.throw();
	});
});

describe('shells in the sources', () => {
	/** Files whose scripts are constants: they may name a shell, but nothing is inserted. */
	const CONSTANT = [
		'labs/real/agents/injector.ts',
		'labs/docker/engine/',
		'labs/real/observer/agent-link.ts',
		'install/setup.ts',
		'storm/',
	];
	/** It starts no shell, but writes what somebody's Kubernetes starts; users' words are quoted in it. */
	const WRITTEN = 'cli/shard/kubernetes.ts';

	it('are started through `sh` alone, so that no string gets into a script unquoted', () => {
		const root = join(packageRoot, 'harness');
		const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
			/(?<!\.test|\.lab)\.ts$/.test(path),
		);
		const calls = sources.flatMap((path) =>
			readFileSync(join(root, path), 'utf8')
				.split('\n')
				.filter((line) => /['"`](ba)?sh['"`]\s*,\s*(\[\s*)?['"`]-/.test(line))
				.map((line) => ({ path, line: line.trim() })),
		);
		expect(calls.length, 'the scan finds what it looks for').to.be.above(3);
		const strange = calls.filter(
			({ path, line }) =>
				path !== 'labs/real/shell.ts' &&
				path !== WRITTEN &&
				(line.includes('${') || !CONSTANT.some((known) => path.startsWith(known))),
		);
		expect(strange).to.deep.equal([]);
	});
});
