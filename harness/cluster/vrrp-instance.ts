import type { InputProblem } from '../base/errors.ts';
import { Values } from './conf-values.ts';
import type { ConfStatement, KeepalivedConf } from './keepalived-conf.ts';
import type { VrrpInstanceSpec } from './spec.ts';
import { roundAdvertIntUs } from './vrrp-numbers.ts';
import { checkTracks, groupOf, readTracks } from './vrrp-tracks.ts';

/** An instance and the lines that a problem about it should name. */
export interface ReadInstance {
	spec: VrrpInstanceSpec;
	lines: {
		interface: number;
		/** Of the first address, or of the instance where it has none. */
		addresses: number;
	};
}

/** A day; keepalived takes more, and nobody means it. */
const MAX_REFRESH_S = 86_400;

interface GlobalDefaults {
	version: 2 | 3;
	downTimerAdverts: number;
	strict: boolean;
	garpMasterRefreshMs: number;
	higherPrioSendAdvert: boolean;
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
	for (const { spec } of instances) {
		spec.syncGroup = groupOf(conf, spec.name);
		spec.tracks = readTracks(conf, spec.name);
	}
	problems.push(...checkTracks(conf));
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
		garpMasterRefreshMs: (values.whole('vrrp_garp_master_refresh', 0, MAX_REFRESH_S) ?? 0) * 1000,
		higherPrioSendAdvert: values.flag('vrrp_higher_prio_send_advert') ?? false,
	};
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
			spec: {
				name,
				line,
				interface: nic.name,
				virtualRouterId,
				...running,
				virtualIpAddresses,
				unicastPeers,
				syncGroup: null,
				tracks: [],
			},
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
			garpMasterRefreshMs: this.#garpMasterRefreshMs(),
			higherPrioSendAdvert: !strict && (values.flag('higher_prio_send_advert') ?? this.defaults.higherPrioSendAdvert),
			authType: strict || version === 3 ? null : this.#authType(),
		};
	}

	#garpMasterRefreshMs(): number {
		const own = this.#values.whole('garp_master_refresh', 0, MAX_REFRESH_S);
		return own === undefined ? this.defaults.garpMasterRefreshMs : own * 1000;
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
