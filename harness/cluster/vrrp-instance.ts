import type { InputProblem } from '../errors.ts';
import { parseIpv4 } from './ipv4.ts';
import type { ConfStatement, KeepalivedConf } from './keepalived-conf.ts';
import type { VrrpInstanceSpec } from './spec.ts';
import { parseSecondsUs, roundAdvertIntUs } from './vrrp-numbers.ts';

/** An instance and the lines that a problem about it should name. */
export interface ReadInstance {
	spec: VrrpInstanceSpec;
	lines: {
		interface: number;
		/** Of the first address, or of the instance where it has none. */
		addresses: number;
	};
}

interface GlobalDefaults {
	version: 2 | 3;
	downTimerAdverts: number;
	strict: boolean;
}

/**
 * Reads every vrrp_instance as keepalived would run it (vrrp_parser.c, vrrp_complete_instance() in vrrp.c): defaults and global_defs
 * applied, advert_int rounded, what does not go together cleared. Values that keepalived would refuse or drop are problems.
 */
export function readVrrpInstances(conf: KeepalivedConf): { instances: ReadInstance[]; problems: InputProblem[] } {
	const problems: InputProblem[] = [];
	const defaults = readGlobalDefaults(conf, problems);
	const instances: ReadInstance[] = [];
	const blocks = conf.statements.filter((statement) => statement.keyword === 'vrrp_instance');
	for (const block of blocks) {
		const read = new InstanceReader(conf.file, block, defaults, problems).read();
		const first = instances.find((other) => other.spec.name === read?.spec.name);
		if (first) problems.push(duplicate(conf.file, block, first.spec.line));
		else if (read) instances.push(read);
	}
	if (blocks.length === 0) problems.push(noInstance(conf.file));
	return { instances, problems };
}

function readGlobalDefaults(conf: KeepalivedConf, problems: InputProblem[]): GlobalDefaults {
	const statements = conf.statements
		.filter((statement) => statement.keyword === 'global_defs')
		.flatMap(({ block }) => block ?? []);
	const values = new Values(conf.file, 'global_defs', statements, problems);
	return {
		version: values.whole('vrrp_version', 2, 3) === 3 ? 3 : 2,
		downTimerAdverts: values.whole('vrrp_down_timer_adverts', 1, 100) ?? 3,
		strict: values.flag('vrrp_strict') ?? false,
	};
}

/** Looks statements up in one block; the last of several counts, as in keepalived. */
class Values {
	constructor(
		readonly file: string,
		readonly owner: string,
		readonly statements: readonly ConfStatement[],
		readonly problems: InputProblem[],
	) {}

	last(keyword: string): ConfStatement | undefined {
		return this.statements.findLast((statement) => statement.keyword === keyword);
	}

	/** The statements in all blocks of one keyword, one a line. */
	entries(keyword: string): ConfStatement[] {
		return this.statements.filter((statement) => statement.keyword === keyword).flatMap(({ block }) => block ?? []);
	}

	/** A whole number in a range; undefined where it is not set, or wrong (which is then a problem). */
	whole(keyword: string, min: number, max: number): number | undefined {
		const statement = this.last(keyword);
		const text = statement?.args[0] ?? '';
		if (!statement) return undefined;
		if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
		this.wrong(statement, 'is not valid', `Write a whole number from ${min} to ${max}`);
		return undefined;
	}

	/** Seconds, as microseconds, in a range of seconds; undefined where it is not set, or wrong (which is then a problem). */
	secondsUs(keyword: string, minSeconds: number, maxSeconds: number): number | undefined {
		const statement = this.last(keyword);
		if (!statement) return undefined;
		const us = parseSecondsUs(statement.args[0] ?? '');
		if (us !== null && us >= minSeconds * 1_000_000 && us <= maxSeconds * 1_000_000) return us;
		this.wrong(statement, 'is not valid, keepalived would ignore it', `Write seconds from ${minSeconds} to ${maxSeconds}`);
		return undefined;
	}

	/** A switch: a keyword alone is true; undefined where it is not set or not readable, which keepalived ignores. */
	flag(keyword: string): boolean | undefined {
		const statement = this.last(keyword);
		if (!statement) return undefined;
		const text = statement.args[0] ?? 'on';
		if (/^(on|true|yes)$/.test(text)) return true;
		return /^(off|false|no)$/.test(text) ? false : undefined;
	}

	/** An address at the head of a line of a block, without its prefix; undefined if it is none (which is then a problem). */
	address(entry: ConfStatement, block: string): string | undefined {
		const [text = '', prefix, ...rest] = entry.keyword.split('/');
		const goodPrefix = prefix === undefined || (/^\d{1,2}$/.test(prefix) && Number(prefix) <= 32);
		if (parseIpv4(text) !== null && goodPrefix && rest.length === 0) return text;
		const place = { file: this.file, line: entry.line, field: `${this.owner} ${block}`, value: entry.keyword };
		const ipv6 = entry.keyword.includes(':');
		this.problems.push({
			...place,
			problem: ipv6 ? 'vipdrill does not read IPv6 addresses yet' : 'this is not an IPv4 address',
			fix: 'Write four numbers from 0 to 255 with dots between them, for instance 10.0.0.200 or 10.0.0.200/24',
		});
		return undefined;
	}

	wrong(statement: ConfStatement, problem: string, fix: string): void {
		const [value = ''] = statement.args;
		this.problems.push({
			file: this.file,
			line: statement.line,
			field: `${this.owner} ${statement.keyword}`,
			value,
			problem,
			fix,
		});
	}
}

class InstanceReader {
	readonly #values: Values;
	readonly #problems: InputProblem[];

	constructor(
		readonly file: string,
		readonly block: ConfStatement,
		readonly defaults: GlobalDefaults,
		problems: InputProblem[],
	) {
		this.#problems = problems;
		this.#values = new Values(file, `vrrp_instance ${block.args[0] ?? ''}`.trim(), block.block ?? [], problems);
	}

	/** Null where the instance has no name, or lacks what it cannot run without. */
	read(): ReadInstance | null {
		const name = this.#name();
		const virtualRouterId = this.#virtualRouterId();
		const nic = this.#interface();
		const running = this.#running();
		const addresses = this.#values.entries('virtual_ipaddress');
		const virtualIpAddresses = this.#addresses('virtual_ipaddress');
		const unicastPeers = this.#addresses('unicast_peer');
		if (name === null || virtualRouterId === undefined || nic === null) return null;
		const line = this.block.line;
		return {
			spec: { name, line, interface: nic.name, virtualRouterId, ...running, virtualIpAddresses, unicastPeers },
			lines: { interface: nic.line, addresses: addresses[0]?.line ?? line },
		};
	}

	#name(): string | null {
		const [name, ...rest] = this.block.args;
		if (name !== undefined && rest.length === 0) return name;
		this.#missing('vrrp_instance', 'must have one name', 'Write vrrp_instance NAME {', this.block.args.join(' ') || undefined);
		return null;
	}

	#virtualRouterId(): number | undefined {
		if (this.#values.last('virtual_router_id')) return this.#values.whole('virtual_router_id', 1, 255);
		this.#missing('virtual_router_id', 'is missing', 'Add virtual_router_id with a number from 1 to 255, the same on every node');
		return undefined;
	}

	#interface(): { name: string; line: number } | null {
		const statement = this.#values.last('interface');
		const [name] = statement?.args ?? [];
		if (statement && name !== undefined) return { name, line: statement.line };
		this.#missing('interface', 'is missing', "Add interface with the name of the host's NIC");
		return null;
	}

	/** Everything that depends on each other: state, priority, version, timers, preemption, authentication. */
	#running() {
		const values = this.#values;
		const strict = values.flag('strict_mode') ?? this.defaults.strict;
		const version = this.#version();
		const written = this.#state();
		const priority = values.whole('priority', 1, 255) ?? (written === 'MASTER' ? 255 : 100);
		const owner: 'MASTER' | 'BACKUP' = priority === 255 ? 'MASTER' : 'BACKUP';
		const initial = written === null || strict ? owner : written;
		// keepalived clears nopreempt and preempt_delay of an instance that starts as MASTER, preempt_delay also beside nopreempt.
		const preempt = initial === 'MASTER' || priority === 255 || !this.#noPreempt();
		const delayUs = values.secondsUs('preempt_delay', 0, 1000) ?? 0;
		const downTimerAdverts = values.whole('down_timer_adverts', 1, 100) ?? this.defaults.downTimerAdverts;
		return {
			state: written === null ? null : initial,
			priority,
			version,
			advertIntMs: roundAdvertIntUs(values.secondsUs('advert_int', 0.01, 255) ?? 1_000_000, version) / 1000,
			downTimerAdverts: strict ? 3 : downTimerAdverts,
			preempt,
			preemptDelayMs: initial === 'MASTER' || !preempt || strict ? 0 : delayUs / 1000,
			authType: strict || version === 3 ? null : this.#authType(),
		};
	}

	#version(): 2 | 3 {
		const version = this.#values.whole('version', 2, 3);
		return version === undefined ? this.defaults.version : version === 3 ? 3 : 2;
	}

	/** Case sensitive, as in keepalived: `master` is BACKUP; and once MASTER, a later BACKUP is ignored. */
	#state(): 'MASTER' | 'BACKUP' | null {
		const written = this.#values.statements.filter(({ keyword }) => keyword === 'state').map(({ args }) => args[0]);
		const last = written.at(-1);
		if (written.length === 0) return null;
		return last === 'MASTER' || (last === 'BACKUP' && written.includes('MASTER')) ? 'MASTER' : 'BACKUP';
	}

	#noPreempt(): boolean {
		return this.#values.statements.findLast(({ keyword }) => /^(no)?preempt$/.test(keyword))?.keyword === 'nopreempt';
	}

	/** Null without a password too: keepalived then ignores the type. */
	#authType(): 'PASS' | 'AH' | null {
		const entries = this.#values.entries('authentication');
		const type = entries.findLast(({ keyword, args }) => keyword === 'auth_type' && /^(PASS|AH)$/.test(args[0] ?? ''))?.args[0];
		if (!entries.some(({ keyword, args }) => keyword === 'auth_pass' && args[0])) return null;
		return type === 'PASS' || type === 'AH' ? type : null;
	}

	#addresses(block: string): string[] {
		return this.#values.entries(block).flatMap((entry) => this.#values.address(entry, block) ?? []);
	}

	#missing(keyword: string, problem: string, fix: string, value?: string): void {
		const field = keyword === 'vrrp_instance' ? keyword : `${this.#values.owner} ${keyword}`;
		this.#problems.push({
			file: this.file,
			line: this.block.line,
			field,
			...(value === undefined ? {} : { value }),
			problem,
			fix,
		});
	}
}

function duplicate(file: string, block: ConfStatement, first: number): InputProblem {
	const problem = `line ${first} has an instance of this name, so keepalived would skip this one`;
	return { file, line: block.line, field: 'vrrp_instance', value: block.args[0], problem, fix: 'Rename or remove one of them' };
}

function noInstance(file: string): InputProblem {
	const fix = "Add a vrrp_instance block, or leave this host's keepalived out of cluster.yaml";
	return { file, line: 1, field: 'vrrp_instance', problem: 'there is none, so keepalived would hold no address', fix };
}
