import { isRecord, readYaml, type YamlPath } from '../../base/yaml-source.ts';
import { type ConfStatement, parseKeepalivedConf } from '../../cluster/keepalived-conf.ts';
import { scriptStatements } from '../../cluster/scripts.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { readProcesses, readScripts } from './vrrp/track-model.ts';
import { isKeepalivedUnit } from './vrrp/unit-file.ts';

/** Something in the user's files that the simulator passes over. */
interface Unread {
	/** `file:line`. */
	at: string;
	what: string;
}

const TRACKS = ['track_script', 'track_process', 'track_interface', 'track_file'];
const GARPS = [
	'master_delay',
	'master_repeat',
	'master_refresh',
	'master_refresh_repeat',
	'lower_prio_delay',
	'lower_prio_repeat',
];

/** What the simulator acts on, by the block that it stands in. Blocks that it reads whole have no entry of their own. */
const READ: Record<string, ReadonlySet<string>> = {
	'': new Set(['global_defs', 'vrrp_instance', 'vrrp_sync_group', 'vrrp_script', 'vrrp_track_process']),
	global_defs: new Set([
		...['vrrp_version', 'vrrp_strict', 'vrrp_startup_delay', 'vrrp_down_timer_adverts', 'vrrp_check_unicast_src'],
		...['vrrp_lower_prio_no_advert', 'vrrp_higher_prio_send_advert'],
		...GARPS.map((name) => `vrrp_garp_${name}`),
	]),
	vrrp_instance: new Set([
		...['state', 'interface', 'virtual_router_id', 'priority', 'advert_int', 'version', 'down_timer_adverts', 'strict_mode'],
		...['nopreempt', 'preempt', 'preempt_delay', 'accept', 'no_accept', 'lower_prio_no_advert', 'higher_prio_send_advert'],
		...['authentication', 'virtual_ipaddress', 'unicast_peer', 'check_unicast_src'],
		...GARPS.map((name) => `garp_${name}`),
		...TRACKS.filter((name) => name !== 'track_file'),
	]),
	vrrp_sync_group: new Set([
		...['group', 'sync_group_tracking_weight', 'global_tracking'],
		...TRACKS.filter((name) => name !== 'track_file'),
	]),
	vrrp_script: new Set(['script', 'interval', 'rise', 'fall', 'weight', 'init_fail']),
	vrrp_track_process: new Set(['process', 'weight']),
};

/** Of docker compose's keys, what decides about replicas, ports and restarts. The image stands for itself: nothing runs. */
const SERVICE_KEYS = new Set(['image', 'ports', 'deploy']);
const DEPLOY_KEYS = new Set(['mode', 'replicas', 'restart_policy', 'update_config']);
const UNIT_KEYS = /^(Restart|RestartSec|ExecStopPost)=/;

/**
 * Every statement of the cluster's files that the simulator does not act on, with file and line, one sentence each; what several hosts have alike
 * shares a sentence. Scripts that could not be read come first.
 */
export function unreadStatements(spec: ClusterSpec): string[] {
	const scripts = spec.hosts.flatMap(unreadScripts);
	const statements = [...spec.hosts.flatMap(unreadOfHost), ...unreadCompose(spec)];
	return [
		...tell(scripts, 'The simulator cannot tell what this asks, and takes it to succeed'),
		...tell(statements, 'The simulator does not act on this'),
	];
}

function tell(some: readonly Unread[], head: string): string[] {
	const places = new Map<string, string[]>();
	for (const { what, at } of some) places.set(what, [...new Set([...(places.get(what) ?? []), at])]);
	return [...places].map(([what, at]) => `${head}: ${what} (${at.join(', ')}).`);
}

function unreadScripts(host: HostSpec): Unread[] {
	if (!host.keepalived) return [];
	const conf = parseKeepalivedConf(host.keepalived.file, host.keepalived.text);
	const scripts = readScripts(conf, host);
	const unknown = scriptStatements(conf).flatMap(({ name, line, command }): Unread[] =>
		scripts.get(name)?.asks === 'unknown' ? [{ at: `${conf.file}:${line}`, what: `vrrp_script ${name}, ${command}` }] : [],
	);
	const processes = [...readProcesses(conf)].flatMap(([name, process]): Unread[] => {
		if (isKnownProcess(process)) return [];
		const block = conf.statements.find(({ keyword, args }) => keyword === 'vrrp_track_process' && args[0] === name);
		return [{ at: `${conf.file}:${block?.line ?? 1}`, what: `vrrp_track_process ${name}, ${process}` }];
	});
	return [...unknown, ...processes];
}

const isKnownProcess = (process: string) => /(^|\/)(dockerd|containerd|keepalived)$/.test(process);

function unreadOfHost(host: HostSpec): Unread[] {
	const { keepalived } = host;
	const conf = keepalived ? parseKeepalivedConf(keepalived.file, keepalived.text).statements : [];
	const scripts = new Set(
		conf.flatMap(({ block }) => (block ?? []).flatMap(({ keyword, args }) => (keyword === 'script' ? args : []))),
	);
	const words = new Set([...scripts].flatMap((command) => command.split(/\s+/)));
	return [
		...(keepalived ? unreadIn(keepalived.file, '', conf) : []),
		...host.files.flatMap(({ source, target, text }): Unread[] => {
			if (isKeepalivedUnit(target)) return unreadUnit(source, text);
			return words.has(target) ? [] : [{ at: `${source}:1`, what: `the file ${target}` }];
		}),
	];
}

function unreadIn(file: string, owner: string, statements: readonly ConfStatement[]): Unread[] {
	const read = READ[owner];
	return statements.flatMap((statement): Unread[] => {
		const { keyword, args, line, block } = statement;
		if (!read?.has(keyword)) return [{ at: `${file}:${line}`, what: [keyword, ...args].join(' ') }];
		if (Object.hasOwn(READ, keyword)) return unreadIn(file, keyword, block ?? []);
		const reversed = (block ?? []).filter((entry) => entry.args.includes('reverse'));
		return reversed.map((entry) => ({ at: `${file}:${entry.line}`, what: `reverse, of ${entry.keyword}` }));
	});
}

function unreadUnit(file: string, text: string): Unread[] {
	return text.split('\n').flatMap((line, i): Unread[] => {
		const statement = line.trim();
		if (!/^\w+=/.test(statement) || UNIT_KEYS.test(statement)) return [];
		return [{ at: `${file}:${i + 1}`, what: statement }];
	});
}

function unreadCompose({ service }: ClusterSpec): Unread[] {
	const { composeFile, composeText, serviceName } = service;
	if (composeFile === null || composeText === null) return [];
	const yaml = readYaml(composeFile, composeText);
	const keys = (path: YamlPath, value: unknown, read: ReadonlySet<string>) =>
		isRecord(value)
			? Object.keys(value).flatMap((key): Unread[] => {
					const whole = [...path, key];
					return read.has(key) ? [] : [{ at: `${composeFile}:${yaml.atKey(whole).line}`, what: whole.join('.') }];
				})
			: [];
	const document = isRecord(yaml.value) ? yaml.value : {};
	const services = isRecord(document.services) ? document.services : {};
	const own = isRecord(services[serviceName]) ? services[serviceName] : {};
	const deploy = isRecord(own.deploy) ? own.deploy : {};
	const at = ['services', serviceName];
	return [
		...keys([], document, new Set(['version', 'name', 'services'])),
		...keys(['services'], services, new Set([serviceName])),
		...keys(at, own, SERVICE_KEYS),
		...keys([...at, 'deploy'], deploy, DEPLOY_KEYS),
		...keys([...at, 'deploy', 'restart_policy'], deploy.restart_policy, new Set(['delay'])),
		...keys([...at, 'deploy', 'update_config'], deploy.update_config, new Set(['delay'])),
	];
}
