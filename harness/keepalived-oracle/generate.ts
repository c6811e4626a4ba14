import { type Grammar, parseSignature, type ValueType } from '../keepalived/grammar.ts';
import type { Keyword } from '../keepalived/keyword.ts';
import { allKeywords, type Placed } from '../keepalived/nearest.ts';
import type { Case } from './case.ts';

/** What each block needs to be whole, for a file in which one thing is tried. */
const NEEDS: Readonly<Record<string, string[]>> = {
	vrrp_instance: ['interface eth0', 'virtual_router_id 51', 'virtual_ipaddress {', '10.9.0.1/24', '}'],
	vrrp_script: ['script /bin/true'],
	vrrp_track_process: ['process sleep'],
	track_file: ['file /etc/hostname'],
	vrrp_track_file: ['file /etc/hostname'],
	bfd_instance: ['neighbor_ip 10.9.0.2', 'source_ip 10.9.0.3'],
	virtual_server: ['protocol TCP', 'lb_algo rr', 'lb_kind NAT', 'real_server 10.9.0.99 80 {', '}'],
	url: ['path /', 'status_code 200'],
	HTTP_GET: ['url {', 'path /', '}'],
	SSL_GET: ['url {', 'path /', '}'],
	real_server: ['TCP_CHECK {', '}'],
	MISC_CHECK: ['misc_path /bin/true'],
	BFD_CHECK: ['name B'],
	FILE_CHECK: ['track_file F'],
	vrrp_sync_group: ['group {', 'A', 'B', '}'],
	track_group: ['group {', 'A', '}'],
	garp_group: ['interface eth0'],
	authentication: ['auth_type PASS', 'auth_pass secret'],
};

/** What stands on the line of a block. */
const HEADS: Readonly<Record<string, string>> = {
	vrrp_instance: 'I',
	vrrp_script: 'S',
	vrrp_track_process: 'P',
	track_file: 'F',
	vrrp_track_file: 'F2',
	bfd_instance: 'B2',
	virtual_server: '10.9.0.1 80',
	virtual_server_group: 'G',
	real_server: '10.9.0.2 80',
	vrrp_sync_group: 'SG',
	track_group: 'TG',
};

const instance = (name: string, id: number) =>
	`vrrp_instance ${name} {\ninterface eth0\nvirtual_router_id ${id}\nvirtual_ipaddress {\n10.9.1.${id}/24\n}\n}\n`;
/** What a tried thing may name. */
const AROUND = `${instance('A', 1)}${instance('B', 2)}vrrp_instance C {\ninterface eth0\nvirtual_router_id 3\nvirtual_ipaddress {\n10.9.1.3/24\n}\ntrack_script {\nT\n}\n}\n`;
const BEFORE = `vrrp_script T {\nscript /bin/true\n}\nvrrp_track_process TP {\nprocess sleep\n}\ntrack_file TF {\nfile /etc/hostname\n}\nbfd_instance B {\nneighbor_ip 10.9.0.4\nsource_ip 10.9.0.3\n}\n`;

/** Files made from the keyword table: every keyword at every place, with values that are good, at the edge, bad, missing, too many, in quotes, twice, in braces, and where they do not belong. */
export function generate(): Case[] {
	return allKeywords.flatMap((placed) => around(placed));
}

function around({ keyword, path }: Placed): Case[] {
	const cases: Case[] = [];
	const add = (what: string, lines: readonly string[]) =>
		cases.push({ name: `${[...path, keyword.name].join(' ')}: ${what}`, from: 'made', text: wrap(path, keyword.name, lines) });
	if (keyword.entries !== undefined) {
		const named = `${keyword.name} ${HEADS[keyword.name] ?? ''}`.trim();
		const block = (lines: string[]) => [`${named} {`, ...lines, '}'];
		for (const line of linesOf(keyword.entries, keyword)) add(line || 'no words', block([line]));
		add('empty', block([]));
		add('without braces', [keyword.name]);
		add('with a word', [`${keyword.name} x {`, '}']);
		add('twice', [...block([good(keyword.entries, keyword)]), ...block([good(keyword.entries, keyword)])]);
		add('two good', block([good(keyword.entries, keyword), good(keyword.entries, keyword)]));
		return cases;
	}
	const body = (name: string) => NEEDS[name] ?? [];
	const open = (line: string): string[] => (keyword.block ? [`${line} {`, ...body(keyword.name), '}'] : [line]);
	const head = HEADS[keyword.name];
	const lines = linesOf(keyword.args, keyword);
	if (head !== undefined) lines.push(head);
	for (const line of lines) add(line || 'alone', open(`${keyword.name} ${line}`.trim()));
	const one = `${keyword.name} ${head ?? good(keyword.args, keyword)}`.trim();
	add('twice', [...open(one), ...open(one)]);
	if (!keyword.block) add('with braces', [`${one} {`, '}']);
	else {
		add('without brace', [one]);
		add('with an unknown word', [`${one} {`, ...body(keyword.name), 'bogus 1', '}']);
		add('with nothing', [`${one} {`, '}']);
		add('with an unknown block', [`${one} {`, ...body(keyword.name), 'bogus {', 'x 1', '}', '}']);
		add('not closed', [`${one} {`, ...body(keyword.name)]);
	}
	const elsewhere = path.length === 0 ? ['global_defs'] : path[0] === 'global_defs' ? ['vrrp_instance'] : ['global_defs'];
	cases.push({ name: `${elsewhere} ${one}: misplaced`, from: 'made', text: wrap(elsewhere, keyword.name, open(one)) });
	return cases;
}

/** A whole file around lines of a block. */
function wrap(path: readonly string[], name: string, lines: readonly string[]): string {
	const inner = path.map((block) => `${`${block} ${HEADS[block] ?? ''}`.trim()} {`);
	const needs = path.flatMap((block, depth) =>
		depth < path.length ? [inner[depth] as string, ...without(block, path[depth + 1] ?? name)] : [],
	);
	const text = [...needs, ...lines, ...path.map(() => '}')].join('\n');
	return `${BEFORE}${AROUND}${text}\n`;
}

/** What a block needs, without what is tried in it. */
function without(block: string, tried: string): string[] {
	const needs = NEEDS[block] ?? [];
	if (tried === 'group') return [];
	if (tried === 'real_server') return needs.slice(0, 3);
	if (tried === 'url' || tried === 'TCP_CHECK') return [];
	if (tried === 'virtual_ipaddress') return needs.slice(0, 2);
	return needs.filter((line) => line.split(' ')[0] !== tried);
}

/** Lines to try of a signature: the good one, then one with each value varied, with less and with more. */
function linesOf(signature: string, keyword: Keyword): string[] {
	const grammar = parseSignature(signature);
	const base = wordsOf(grammar, keyword);
	const lines = new Set<string>([join(base), '', `${join(base)} extra`, `"${join(base)}"`]);
	for (const [i, part] of base.entries()) {
		if (part.type === null) continue;
		for (const value of valuesOf(part.type, keyword))
			lines.add(join(base.map((one, j) => (i === j ? { ...one, text: value } : one))));
	}
	for (let length = 1; length < base.length; length++) lines.add(join(base.slice(0, length)));
	for (const option of optionsOf(grammar, keyword)) {
		const start = join(base);
		lines.add(`${start} ${option}`.trim());
		lines.add(`${start} ${option.split(' ')[0]}`.trim());
		lines.add(`${start} ${option} ${option}`.trim());
	}
	return [...lines];
}

interface Part {
	text: string;
	type: ValueType | null;
}

const join = (parts: readonly Part[]) => parts.map(({ text }) => text).join(' ');
const good = (signature: string, keyword: Keyword) => join(wordsOf(parseSignature(signature), keyword));

function wordsOf(grammar: Grammar, keyword: Keyword): Part[] {
	return grammar.flatMap((node): Part[] => {
		if (node.kind === 'literal') return [{ text: node.word, type: null }];
		if (node.kind === 'value' || node.kind === 'repeat')
			return [{ text: valuesOf(node.value, keyword)[0] ?? 'x', type: node.value }];
		return [];
	});
}

function optionsOf(grammar: Grammar, keyword: Keyword): string[] {
	return grammar.flatMap((node) => {
		if (node.kind === 'options') return node.of.flatMap((one) => variants(one, keyword));
		if (node.kind === 'optional') return variants(node.nodes, keyword);
		return [];
	});
}

function variants(grammar: Grammar, keyword: Keyword): string[] {
	const base = wordsOf(grammar, keyword);
	const inner = optionsOf(grammar, keyword).map((option) => `${join(base)} ${option}`);
	const varied = base.flatMap((part, i) =>
		part.type === null
			? []
			: valuesOf(part.type, keyword).map((value) => join(base.map((one, j) => (i === j ? { ...one, text: value } : one)))),
	);
	return [join(base), ...varied, ...inner];
}

/** Values of a type, a good one first. */
function valuesOf(type: ValueType, keyword: Keyword): string[] {
	switch (type.type) {
		case 'int': {
			const max = Number.isFinite(type.max) ? [`${type.max}`, `${type.max + 1}`] : ['99999'];
			const base = Math.max(type.min, Math.min(type.max, 2));
			return [
				`${base}`,
				`${type.min}`,
				`${type.min - 1}`,
				...max,
				'abc',
				'1.5',
				'-1',
				'+1',
				'0x10',
				'010',
				'1s',
				'""',
				'" 1"',
				'99999999999',
			];
		}
		case 'decimal': {
			const max = Number.isFinite(type.max) ? [`${type.max}`, `${type.max + 1}`] : ['99999'];
			return [
				`${Math.max(type.min, Math.min(type.max, 2))}`,
				`${type.min}`,
				'0',
				...max,
				'abc',
				'1.5',
				'1.',
				'.5',
				'-1',
				'+1',
				'1.1234',
				'1.1234567',
				'1.5s',
				'""',
			];
		}
		case 'switch':
			return ['on', 'true', 'yes', 'off', 'no', 'false', '1', '0', 'ON', 'maybe', '""'];
		case 'choice':
			return [...type.of, ...type.of.map((one) => one.toLowerCase()), ...type.of.map((one) => one.toUpperCase()), 'bogus', '""'];
		case 'address': {
			const four = [
				'10.9.0.9',
				'10.9.0.9/24',
				'10.9.0.9/33',
				'10.9.0.300',
				'10.9.0',
				'010.9.0.9',
				'10.9.0.9-12',
				'10.9.0.9/',
				'10.9.0.9/255.255.255.0',
			];
			const six = ['fd00::9', 'fd00::9/64', 'fd00::9/129', 'fd00:::9', '::ffff:10.9.0.9', 'fe80::9'];
			return type.family === 6 ? [...six, ...four] : [...four, ...six, 'host.example', '""', '224.0.0.18', '0.0.0.0'];
		}
		case 'word':
			return wordsFor(type.what, keyword);
		case 'script':
			return ['/bin/true', '"/bin/true a"', '/bin/true a b', '"/bin/sh -c \'exit 0\'"', '""', 'true'];
	}
}

function wordsFor(what: string, keyword: Keyword): string[] {
	if (what === 'interface') return ['eth0', 'eth1'];
	if (what === 'user' || what === 'group') return ['root'];
	if (what === 'path') return ['/etc/hostname', 'relative', '""', '"/tmp/a b"'];
	if (what === 'port') return ['80', '0', '65536', 'abc'];
	const names: Readonly<Record<string, string[]>> = {
		track_script: ['T', 'nosuch'],
		track_process: ['TP', 'nosuch'],
		track_file: ['TF', 'nosuch'],
		track_bfd: ['B', 'nosuch'],
		group: ['A', 'B', 'nosuch'],
		virtual_server_group: ['10.9.0.1', '10.9.0.1-9', 'fwmark', 'fd00::1', '80'],
		virtual_server: ['10.9.0.1', 'fwmark', 'group', 'fd00::1', '80', '10.9.0.300'],
	};
	return names[keyword.name] ?? ['name', '10.9.0.7', '5', '"two words"', '""', 'a/b', 'x'.repeat(300)];
}
