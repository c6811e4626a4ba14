import { expect } from 'chai';
import { applyEdits, editsByFile } from './apply-edits.ts';
import { against, baselineOf, parseBaseline } from './baseline.ts';
import { unifiedDiff } from './diff.ts';
import { instance } from './examples.ts';
import { explainRule } from './explain.ts';
import { hostNameOf } from './host-name.ts';
import { inputOfCluster } from './input-of-cluster.ts';
import { inputOfConfs } from './input-of-confs.ts';
import { type LintSettings, lint } from './lint.ts';
import { notChecked } from './not-checked.ts';

const findings = (text: string, settings?: LintSettings) => lint(inputOfConfs(new Map([['a.conf', text]])), settings);
const told = (text: string, settings?: LintSettings) =>
	findings(text, settings).map(({ rule, severity, at }) => `${at.line} ${rule} ${severity}`);
const mended = (text: string, ...rules: string[]) =>
	applyEdits(text, editsByFile(findings(text).filter(({ rule }) => rules.includes(rule))).get('a.conf') ?? []);

describe('lint', () => {
	it('tells all that the reader tells, under a rule', () => {
		const codes = findings('vrrp_instance A {\n  interface eth0 priority 5\n  stat MASTER\n  state SLAVE\n').map(
			({ code, rule }) => `${rule} ${code}`,
		);
		expect(codes).to.include.members(['K14 two-keywords', 'K21 unknown-keyword', 'K24 bad-value', 'K21 block-unclosed']);
	});
	it('says a thing once, where the reader and a rule tell of it at one place', () => {
		const text = 'vrrp_instance A {\n  interface eth0\n}\n';
		const said = findings(text).filter(({ at, rule }) => at.line === 1 && ['K21', 'K39'].includes(rule));
		// That the address is missing too is another thing.
		expect(said.map(({ rule, message }) => `${rule} ${message}`)).to.deep.equal([
			'K21 there is no address to hold, so nobody notices who is MASTER',
			'K39 A has no valid virtual_router_id, so keepalived refuses the file',
		]);
		const script = 'vrrp_script x {\n  script /bin/true\n}\n';
		const rulesOf = (text: string) => findings(text).flatMap(({ rule }) => (['K21', 'K22'].includes(rule) ? [rule] : []));
		expect([rulesOf(script + instance()), rulesOf(script)]).to.deep.equal([['K22'], ['K21']]);
	});
	it('sorts by file, line and column', () => {
		const text = `${instance('  state SLAVE\n')}nonsense\n`;
		expect(told(text)).to.deep.equal(['1 K6 warning', '1 K8 warning', '5 K24 error', '10 K21 error']);
	});
	it('finishes a sentence that the reader began with the value', () => {
		expect(findings(instance().replace('100', 'high')).find(({ rule }) => rule === 'K21')?.message).to.equal(
			'high is not valid, and keepalived sets 100 instead',
		);
	});
	it('switches rules off, and other severities on, by id and by name', () => {
		expect(told(instance(), { rules: { K6: 'off', 'no-garp-refresh': 'error' } })).to.deep.equal(['1 K8 error']);
	});
	it('spares the line of a comment with a reason, and the next one where it stands alone', () => {
		const reason = 'vipdrill-ignore K6, K8 because it is a lab';
		expect(told(`# ${reason}\n${instance()}`)).to.deep.equal([]);
		expect(told(instance().replace('{', `{ ! ${reason}`))).to.deep.equal([]);
		expect(told(`# vipdrill-ignore K6\n${instance()}`)).to.deep.equal(['1 X2 warning', '2 K6 warning', '2 K8 warning']);
		expect(told(`# vipdrill-ignore K17 because\n# of it\n${instance()}`)).to.include('1 X2 warning');
	});
	it('tells what two hosts that share a file share once', () => {
		const others = new Map([['common.conf', 'global_defs {\n  nonsense\n}\n']]);
		const conf = (priority: number) => `include common.conf\n${instance().replace('100', String(priority))}`;
		const found = lint(
			inputOfConfs(
				new Map([
					['a.conf', conf(100)],
					['b.conf', conf(50)],
				]),
				{ others },
			),
		);
		expect(
			found.filter(({ rule }) => rule === 'K21').map(({ at, chain }) => [at.file, at.line, chain[0]?.at.file]),
		).to.deep.equal([['common.conf', 2, 'a.conf']]);
	});
	it('looks past the marks of a template, and says so', () => {
		const text = instance('  state {{ state }}\n{% if x %}\n  advert_int 0.5\n{% endif %}\n').replace('eth0', '{{ nic }}');
		expect(told(text)).to.deep.equal(['1 K6 warning', '1 K8 warning', '2 K31 warning', '7 K11 warning']);
	});
	it('misses nothing in a template that it may fill in', () => {
		const text = instance('  state MASTER\n').replace('  priority 100\n', '{% include "priority" %}\n');
		expect(told(text).filter((one) => /K10|K39/.test(one))).to.deep.equal([]);
		expect(told(text.replace(/\{%.*%\}\n/, '')).filter((one) => /K10/.test(one))).to.deep.equal(['4 K10 warning']);
	});
	it('reads a file with lines for several hosts as each of them', () => {
		const text = instance('@one state MASTER\n@two state BACKUP\n').replace(
			'  priority 100\n',
			'@one priority 100\n@two priority 100\n',
		);
		const input = inputOfConfs(new Map([['keepalived.conf', text]]));
		expect(input.hosts.map(({ name }) => name)).to.deep.equal(['one', 'two']);
		expect(lint(input).map(({ rule, at }) => `${at.line} ${rule}`)).to.include('5 K10');
	});
	it('puts no files together that have nothing in common', () => {
		const other = instance().replace('10.0.0.9', '10.0.0.8').replace('VI_1', 'VI_2').replace('id 7', 'id 8');
		const found = lint(
			inputOfConfs(
				new Map([
					['a.conf', instance()],
					['b.conf', other],
				]),
			),
		);
		expect(found.filter(({ rule }) => /^K(1|10|13|30)$/.test(rule))).to.deep.equal([]);
	});
	it('never says a password, also where two differ', () => {
		const auth = (password: string) => instance(`  authentication {\n    auth_type PASS\n    auth_pass ${password}\n  }\n`);
		const found = lint(
			inputOfConfs(
				new Map([
					['a.conf', auth('firstone')],
					['b.conf', auth('otherone')],
				]),
			),
		);
		expect(found.map(({ rule }) => rule)).to.include('K1');
		expect(JSON.stringify(found)).not.to.match(/firstone|otherone/);
	});
	it('reads what it can of a cluster.yaml that has mistakes', () => {
		const yaml = 'nonsense: 1\nhosts:\n  - { name: a, keepalived: a.conf }\n  - 7\n';
		const input = inputOfCluster('c/cluster.yaml', yaml, (path) => (path === 'c/a.conf' ? instance('  state SLAVE\n') : null));
		expect(input.hosts.map(({ name, conf }) => [name, conf?.file ?? null])).to.deep.equal([
			['a', 'c/a.conf'],
			['hosts[1]', null],
		]);
		expect(lint(input).map(({ rule }) => rule)).to.include('K24');
	});
	it('says what these files do not tell', () => {
		const [one, two] = [
			inputOfConfs(new Map([['a.conf', instance()]])),
			inputOfConfs(
				new Map([
					['a.conf', ''],
					['b.conf', ''],
				]),
			),
		];
		expect(notChecked(one).join()).to.include('this is one host');
		expect(notChecked(two).join()).not.to.include('this is one host');
	});
});

describe('what lint can mend', () => {
	it('is a keyword that is lost on its line, as deep as its line', () => {
		expect(mended('vrrp_instance A {\n\tvirtual_router_id 7   priority 5 # x\n}\n', 'K14')).to.equal(
			'vrrp_instance A {\n\tvirtual_router_id 7\n\tpriority 5 # x\n}\n',
		);
	});
	it('is a file with Windows line ends, which keep', () => {
		const text = instance('  state MASTER\n  nopreempt\n').replaceAll('\n', '\r\n');
		const after = mended(text, 'K3', 'K8');
		expect(after).to.include('state BACKUP\r\n').and.to.include('vrrp_garp_master_refresh 2\r\n');
		expect(after.replaceAll('\r\n', '')).not.to.include('\n');
	});
	it('goes into the global_defs that there is', () => {
		expect(mended(instance('', 'global_defs {\n  router_id a\n}\n'), 'K8')).to.match(
			/^global_defs \{\n {2}vrrp_garp_master_refresh 2\n {2}vrrp_higher_prio_send_advert true\n {2}router_id a\n\}/,
		);
	});
	it('is vrrp_strict, with its whole line, and no refresh beside it', () => {
		const text = instance('', 'global_defs {\n  vrrp_strict\n}\n');
		expect(mended(text, 'K17', 'K8')).to.equal(text.replace('  vrrp_strict\n', ''));
	});
	it('is an old name, a byte order mark, quotes of an include', () => {
		expect(mended('\uFEFF# x\nglobal_defs {\n}\n', 'K21')).to.equal('# x\nglobal_defs {\n}\n');
		expect(mended('include "b.conf"\n', 'K21')).to.equal('include b.conf\n');
		const check = (name: string) =>
			`virtual_server 10.0.0.9 80 {\n  real_server 10.0.0.1 80 {\n    HTTP_GET {\n      ${name} 3\n    }\n  }\n}\n`;
		expect(mended(check('nb_get_retry'), 'K28')).to.equal(check('retry'));
	});
	it('is nothing that a definition brought', () => {
		expect(mended(`$S=MASTER\n${instance('  state $S\n  nopreempt\n')}`, 'K3')).to.include('$S=MASTER');
	});
	it('leaves nothing of what it mended, and mends nothing twice', () => {
		const text = instance('  state MASTER\n  nopreempt\n').replace('7\n', '7 version 2\n');
		const once = applyEdits(
			text,
			findings(text).flatMap(({ edits }) => edits),
		);
		const left = findings(once);
		expect(left.map(({ rule }) => rule)).not.to.include.members(['K3']);
		expect(left.map(({ rule }) => rule)).not.to.include.members(['K14']);
		const twice = applyEdits(
			once,
			left.flatMap(({ edits }) => edits),
		);
		expect(findings(twice).flatMap(({ edits }) => edits)).to.deep.equal([]);
	});
	it('is shown as a diff', () => {
		expect(unifiedDiff('f', 'a\nb\nc\nd\ne\n', 'a\nb\nC\nd\ne\n')).to.equal(
			'--- f\n+++ f\n@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e\n',
		);
		expect(unifiedDiff('f', 'a\n', 'a\n')).to.equal('');
		expect(unifiedDiff('f', 'a\r\nb\r\n', 'a\nb\n')).to.equal('');
		// Changes whose surroundings touch are one hunk, or `patch` would refuse the second.
		expect(unifiedDiff('f', '1\n2\n3\n4\n5\n', '1\nB\n3\nD\n5\n')).to.equal(
			'--- f\n+++ f\n@@ -1,5 +1,5 @@\n 1\n-2\n+B\n 3\n-4\n+D\n 5\n',
		);
	});
	it('does not touch what another edit has touched', () => {
		const edit = (column: number, endColumn: number, newText: string) => ({
			file: 'f',
			line: 1,
			column,
			endLine: 1,
			endColumn,
			newText,
		});
		expect(applyEdits('abcdef', [edit(1, 4, 'X'), edit(3, 5, 'Y'), edit(6, 7, 'Z')])).to.equal('XdeZ');
	});
});

describe('a baseline of lint', () => {
	it('holds old sins, wherever their lines move, and not one more', () => {
		const baseline = baselineOf(findings(instance()));
		expect(against(findings(`\n\n${instance()}`), baseline)).to.deep.include({ left: [], known: 2 });
		const more = against(findings(instance('  state SLAVE\n')), baseline);
		expect(more.left.map(({ rule }) => rule)).to.deep.equal(['K24']);
	});
	it('is read again as it was written, and nothing else is one', () => {
		const baseline = baselineOf(findings(instance()));
		expect(parseBaseline(JSON.stringify(baseline))).to.deep.equal(baseline);
		for (const text of ['', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[{"rule":"K1"}]}'])
			expect(parseBaseline(text), text).to.equal(null);
	});
});

describe('explaining a rule', () => {
	it('has its sentence, its proof and its examples, with the line that is found', () => {
		const text = explainRule('k8') ?? '';
		expect(text).to.include('K8 no-garp-refresh (warning');
		expect(text).to.include('vipdrill run partition-heal').and.to.include('docs/validation.md');
		expect(text).to.match(/^ {4}> vrrp_instance VI_1 \{$/m);
	});
	it('knows names too, and nothing else', () => {
		expect(explainRule('no-garp-refresh')).to.equal(explainRule('K8'));
		expect(explainRule('K999')).to.equal(null);
	});
});

describe('the name of a host', () => {
	const cases: [path: string, text: string, all: string[], name: string][] = [
		['k/docker1.conf', '', ['k/docker1.conf', 'k/docker2.conf'], 'docker1'],
		['lb-1/keepalived.conf', '', ['lb-1/keepalived.conf', 'lb-2/keepalived.conf'], 'lb-1'],
		['keepalived-node2.conf', '', ['keepalived-node2.conf'], 'node2'],
		['keepalived.conf', 'global_defs {\n  router_id "lb-9"\n}', ['keepalived.conf'], 'lb-9'],
		['keepalived.conf', '', ['keepalived.conf'], 'keepalived.conf'],
	];
	for (const [path, text, all, name] of cases)
		it(`is ${name} for ${path}`, () => expect(hostNameOf(path, text, all)).to.equal(name));
});
