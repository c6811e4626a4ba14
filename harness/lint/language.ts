import type { Diagnostic, DiagnosticCode } from '../keepalived/place.ts';
import type { KeepalivedConf } from '../keepalived/read.ts';
import type { Finding } from './finding.ts';
import { languageEdits } from './language-edits.ts';

/** Under which rule a diagnostic of keepalived's reader is told; what is not here is K21. */
const RULE_OF: Partial<Record<DiagnosticCode, string>> = {
	'password-cut': 'K2',
	'not-defined': 'K5',
	'value-rounded': 'K11',
	'two-keywords': 'K14',
	version: 'K27',
	deprecated: 'K28',
};

/** What keepalived's reader tells of a configuration, as findings: nothing that it says is lost. */
export function languageFindings(conf: KeepalivedConf, texts: ReadonlyMap<string, string>): Finding[] {
	return conf.diagnostics.map((one) => ({
		rule: ruleOf(one),
		severity: one.severity,
		code: one.code,
		message: sentenceOf(one),
		at: one.at,
		chain: one.chain,
		related: [],
		fix: one.fix ?? 'Correct it',
		edits: languageEdits(one, conf, texts),
	}));
}

function ruleOf({ code, field }: Diagnostic): string {
	if (code === 'setting-cleared') return /authentication/.test(field) ? 'K2' : 'K3';
	if (code === 'bad-value' && / state$/.test(field)) return 'K24';
	return RULE_OF[code] ?? 'K21';
}

/** Some sentences go on from the value that they are about. */
function sentenceOf({ message, value, field }: Diagnostic): string {
	const goesOn = /^(is|it) /.test(message);
	if (!goesOn) return message;
	return value === undefined || value === '' ? `the value of ${field} ${message}` : `${value} ${message}`;
}

/** What the reader tells of a block that a rule tells too, at the same place and with its consequence. */
const REPEATED: readonly { code: DiagnosticCode; rule: string; about?: RegExp }[] = [
	{ code: 'not-used', rule: 'K22' },
	{ code: 'block-incomplete', rule: 'K23' },
	{ code: 'block-incomplete', rule: 'K39', about: /virtual_router_id|interface/ },
	{ code: 'block-incomplete', rule: 'L4' },
	{ code: 'block-incomplete', rule: 'L7' },
	{ code: 'settings-conflict', rule: 'L5' },
	{ code: 'settings-conflict', rule: 'L10' },
];

/** The reader's findings without those that a rule's finding repeats. */
export function withoutRepeated(read: readonly Finding[], told: readonly Finding[]): Finding[] {
	const placeOf = ({ file, line, column }: Finding['at']) => `${file}:${line}:${column}`;
	const places = new Set(told.map(({ rule, at }) => `${rule} ${placeOf(at)}`));
	return read.filter(
		({ code, at, message }) =>
			!REPEATED.some(
				(one) => one.code === code && places.has(`${one.rule} ${placeOf(at)}`) && (!one.about || one.about.test(message)),
			),
	);
}
