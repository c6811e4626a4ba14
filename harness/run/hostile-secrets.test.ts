import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { escapeMarkup } from '../base/escape.ts';
import { escapeMarkdown } from '../base/escape-markdown.ts';
import { knownSecrets } from '../base/known-secrets.ts';
import { packageRoot } from '../base/paths.ts';
import { firstBytes } from '../cluster/passwords.ts';
import { secretsIn } from '../cluster/secrets.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { renderTerminal } from '../report/terminal.ts';
import { drillOfPage } from '../report/testing.ts';
import { failedTrial } from '../results/failed-trial.ts';
import { noteCluster, withoutSecrets } from '../results/redact.ts';
import { parseRunReport } from '../results/run-schema.ts';
import { keepalivedReload } from '../scenario/fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import { clusterHash } from './cluster-hash.ts';
import { FORMATS } from './format-names.ts';
import { renderRun } from './render-run.ts';
import { writeReports } from './run-folder.ts';
import { runSimulated } from './run-simulated.ts';

/** What breaks quoting, patterns, replacements, markup, tables and addresses. */
const HOSTILE = [
	'plainpassword',
	'zx81',
	'a"b"c"d1',
	"it's'mine",
	'x}y{z}12',
	'q\',"}w34',
	'$&$1$`$$ab',
	'.*+?^(a|b)[c]\\d',
	'back\\slash\\n',
	'<b>bold&amp;</b>',
	'a|b|c`d`*e*_f_',
	'@someone/##12',
	'https://u:p@h/?q=1&r=2',
	'pässwörd-日本語',
	'\u{1F600}\u{1F601}\u{1F602}',
	'auth_pass',
	'(hidden)x',
	'__proto__x',
	'--><script>x',
	']]>cdata12',
	'%41%42%43%44',
	'SWMTKN-1-x',
	'tab\there99',
];

const encoded = (value: string) => [
	value,
	JSON.stringify(value).slice(1, -1),
	escapeMarkup(value),
	escapeMarkup(JSON.stringify(value).slice(1, -1)),
	escapeMarkdown(value),
	encodeURIComponent(value),
];

/** What no auth_pass of a keepalived.conf can be: then only the service's environment has the password, and its first 8 bytes are no secret of their own. */
const NO_AUTH_PASS = /["\n\t]|\\$/;

describe('a hostile password', function () {
	this.timeout(120_000);
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-hostile-'));
		knownSecrets.clear();
	});
	afterEach(() => {
		rmSync(root, { recursive: true });
		knownSecrets.clear();
	});

	/** A copy of the published design with this password, in keepalived's file where it can stand there, and in the environment of its service. */
	function clusterWith(password: string, form: 'map' | 'list' = 'list'): string {
		const dir = mkdtempSync(join(root, 'cluster-'));
		cpSync(join(packageRoot, 'fixtures/seed'), dir, { recursive: true });
		const word = /[\s{}#!$\\]/.test(password) ? `"${password}"` : password;
		// A backslash at the end would escape the quote that closes the word.
		for (const name of NO_AUTH_PASS.test(password) ? [] : readdirSync(join(dir, 'keepalived'))) {
			const conf = join(dir, 'keepalived', name);
			writeFileSync(
				conf,
				readFileSync(conf, 'utf8').replace('auth_pass passw123', () => `auth_pass ${word}`),
			);
		}
		const stack = join(dir, 'stack.yml');
		const pair = form === 'list' ? `- ${JSON.stringify(`DB_PASSWORD=${password}`)}` : `DB_PASSWORD: ${JSON.stringify(password)}`;
		const text = readFileSync(stack, 'utf8').replace(/environment:\n(\s+\w+: .*\n)+/, () => `environment:\n      ${pair}\n`);
		expect(text).to.include('DB_PASSWORD');
		writeFileSync(stack, text);
		return dir;
	}

	/** A drill whose author, faults and errors quote the password wherever there is text. */
	async function leaky(password: string): Promise<DrillSpec> {
		const drill = structuredClone((await shippedWithoutSuites()).get('kill-backup') ?? expect.fail());
		drill.name = 'leaky';
		drill.event = `Somebody types ${password} here.`;
		const used = NO_AUTH_PASS.test(password) ? '' : ` Of it "${firstBytes(password)}" counts.`;
		drill.hypothesis = `It is "${password}".${used}`;
		if (!/[\n{}\t]/.test(password))
			drill.faults = [{ at: '0s', inject: keepalivedReload(master(), { auth_pass: password }), lasts: '3s' }];
		drill.remedy = { why: `(${password})`, lines: [`auth_pass ${password}`] };
		for (const expectation of drill.expect) expectation.title += `: ${password}`;
		return drill;
	}

	/** Every writer's output of a run that leaks all it can, by file. */
	async function everything(password: string): Promise<Map<string, string>> {
		const spec = await loadCluster(clusterWith(password));
		spec.deviations.push(`the password is ${password}`);
		const drill = await leaky(password);
		const { signal } = new AbortController();
		const said: string[] = [];
		const progress = (text: string) => said.push(withoutSecrets(text));
		const rest = { trials: 1, seed: 'a', rerun: `vipdrill run '${password}'`, renderer: 'silent' as const, signal, progress };
		const how = { jobs: 1, timelines: 'all' as const, tuning: MEASURED };
		const { dir, report } = await runSimulated({ spec, drills: [drill], reportsDir: root, ...rest, ...how });
		// An error that quotes what a command printed.
		report.drills[0]?.failedTrials.push(
			failedTrial({ trial: 3, seed: 's' }, new Error(`docker: env DB_PASSWORD=${password}`), [], null),
		);
		await writeReports(dir, report, new Map());
		const outputs = new Map<string, string>();
		for (const format of FORMATS) outputs.set(format, (await renderRun(dir, format, 'x.svg')).text);
		outputs.set('terminal', renderTerminal(withoutSecrets(report), { color: false }));
		const problem = { file: 'f', field: 'x', value: password, problem: `it is ${password}`, fix: 'y' };
		outputs.set('error', withoutSecrets(new InputError([problem]).message));
		outputs.set('said', said.join('\n'));
		outputs.set('page data', JSON.stringify(drillOfPage(outputs.get('html') ?? '')));
		for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }))
			if (entry.isFile()) outputs.set(entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8'));
		return outputs;
	}

	function expectNone(outputs: Map<string, string>, password: string): void {
		expect(outputs.size).to.be.greaterThan(14);
		for (const [name, text] of outputs) {
			for (const form of encoded(password)) expect(text.includes(form), `${name} has ${form}`).to.equal(false);
			const used = firstBytes(password);
			// Only what can stand in a keepalived.conf has a form that keepalived uses.
			if (Buffer.byteLength(used) >= 4 && used !== '(hidden)' && !NO_AUTH_PASS.test(password))
				for (const form of encoded(`"${used}"`)) expect(text.includes(form), `${name} has ${form}`).to.equal(false);
		}
		expect(outputs.get('run.json')).to.include('(hidden)');
		expect(() => parseRunReport(outputs.get('run.json') ?? '')).not.to.throw();
	}

	for (const password of [...HOSTILE.filter((one) => one !== 'auth_pass'), 'aaa{日a\\'])
		it(`is in no file, page or error: ${JSON.stringify(password)}`, async () => expectNone(await everything(password), password));
	it('is in no file, page or error, whatever it is', async () => {
		const letters = fc.string({
			unit: fc.constantFrom(...'aZ09"\'`$&\\{}[]()<>|*_.,;:!?/#@%^~+= äß日'),
			minLength: 6,
			maxLength: 24,
		});
		// Blanks at the ends are no part of a word, and what is all punctuation is told in "known secrets" below.
		const password = letters.filter(
			(text) =>
				text.trim() === text &&
				/[a-zA-Z0-9äß日].*[a-zA-Z0-9äß日].*[a-zA-Z0-9äß日].*[a-zA-Z0-9äß日]/.test(text) &&
				!/^\d+$/.test(text),
		);
		await fc.assert(
			fc.asyncProperty(password, async (value) => {
				knownSecrets.clear();
				expectNone(await everything(value), value);
			}),
			{ numRuns: 10 },
		);
	});
	for (const password of [
		'pass',
		'fail',
		'docker',
		'kill',
		'master',
		'docker1',
		'trials',
		'2026',
		'1111',
		'takeoverMs',
		'seed',
		'true',
		'web',
	])
		it(`does not break what reads the run where it is a word of its own: ${password}`, async () => {
			const outputs = await everything(password);
			const report = parseRunReport(outputs.get('run.json') ?? '');
			expect(report.drills[0]).to.include({ name: 'leaky' });
			expect(report.environment.lab).to.equal('sim');
			expect(report.cluster.hosts.map(({ name }) => name)).to.deep.equal(['docker1', 'docker2', 'docker3']);
			expect(report.drills[0]?.trials[0]?.timeline).to.equal('trials/leaky-001.ndjson');
			// Behind its keyword it is hidden all the same.
			for (const [name, text] of outputs) expect(text, name).not.to.match(new RegExp(`auth_pass ${password}\\b`));
		});

	it('is not in the cluster’s hash, in either form of an environment', async () => {
		for (const form of ['map', 'list'] as const) {
			const hashes = await Promise.all(
				['first-secret', 'other-secret'].map(async (one) => clusterHash(await loadCluster(clusterWith(one, form)))),
			);
			expect(hashes[0]).to.equal(hashes[1]);
		}
	});
	it('is not printed where its quote is open, or its line is wrong in another way', async () => {
		for (const rest of ['"geheim12', 'geheim12 {', 'geheim12"', '"geheim12 more', '$geheim12', 'geheim12 }}}']) {
			const dir = clusterWith('anything1');
			const conf = join(dir, 'keepalived/docker2.conf');
			writeFileSync(
				conf,
				readFileSync(conf, 'utf8').replace(/auth_pass .*/, () => `auth_pass ${rest}`),
			);
			const { all, exitCode } = await execa(
				'node',
				['bin/vipdrill.js', 'run', 'kill-master', '--lab', 'sim', '-n', '1', '--cluster', dir, '--out', root],
				{
					cwd: packageRoot,
					reject: false,
					all: true,
				},
			);
			expect(all, rest).not.to.include('geheim12');
			// A $ in a word stays, so docker2 has another password than the others, and the drill fails.
			expect(exitCode, all).to.equal(rest.startsWith('$') ? 1 : 3);
		}
	});
});

describe('secretsIn', () => {
	it('finds every password of a keepalived.conf as it is and as keepalived uses it', () =>
		expect(secretsIn('authentication {\n auth_type PASS\n auth_pass longer-than-8 # no\n}')).to.include.members([
			'longer-than-8',
			'longer-t',
		]));
	it('finds values of an environment, and leaves out settings that anybody may know', () =>
		expect(
			secretsIn(
				'services:\n  a:\n    environment:\n      NODE: "{{.Node.Hostname}}"\n      PORT: 8080\n      PIN_TOKEN: 1234\n      LONGER: abcdefgh\n  b:\n    environment: [X=y, DB_PASS=hunter2, "E="]\n',
			),
		).to.have.members(['1234', 'abcdefgh', 'hunter2']));
	it('finds inline secrets and configs', () =>
		expect(
			secretsIn('secrets:\n  s: {content: "very secret"}\nconfigs:\n  c: {content: "line one\\nkey=abcdefgh\\n"}\n'),
		).to.include.members(['very secret', 'key=abcdefgh']));
	it('says what keepalived uses of a password of other letters: whole ones of its first 8 bytes', () => {
		expect(firstBytes('äöüß-more')).to.equal('äöüß');
		expect(firstBytes('日本語')).to.equal('日本');
	});
});

describe('known secrets', () => {
	beforeEach(() => knownSecrets.clear());
	afterEach(() => knownSecrets.clear());
	it('are those of included files too', async () => {
		const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
		const [first = expect.fail(), ...others] = spec.hosts;
		const text = 'authentication {\n\tauth_type PASS\n\tauth_pass horse-42\n}\n';
		const file = { source: 'more.conf', target: '/etc/keepalived/more.conf', text, mode: 0o644 };
		knownSecrets.clear();
		noteCluster({ ...spec, hosts: [{ ...first, files: [file] }, ...others] });
		expect(withoutSecrets('it is horse-42')).to.equal('it is (hidden)');
	});
	it('are hidden as a whole word where they are short, and anywhere where they are long', () => {
		knownSecrets.add('zx81', 'correct-horse');
		expect(withoutSecrets('zx81, zx812, "zx81", xcorrect-horsex')).to.equal('(hidden), zx812, "(hidden)", x(hidden)x');
	});
	it('of three letters are hidden behind their keyword only', () => {
		knownSecrets.add('the');
		expect(withoutSecrets('the auth_pass the is the one')).to.equal('the auth_pass (hidden) is the one');
	});
	it('leave printed JSON what it is', () => {
		knownSecrets.add('1111', '": "', 'hunter22');
		const text = JSON.stringify({ a: 1111, b: 'x', c: 'hunter22', d: '1111' });
		expect(JSON.parse(knownSecrets.hidePrinted(text))).to.deep.equal({ a: 1111, b: 'x', c: '(hidden)', d: '(hidden)' });
	});
	it('put nothing else in their place, whatever they are', () => {
		knownSecrets.add("$&$'$`$1");
		expect(withoutSecrets("a $&$'$`$1 b")).to.equal('a (hidden) b');
	});
});
