import { isRecord, readYaml, type YamlPath } from '../../base/yaml-source.ts';
import { confOf } from '../../cluster/host-keepalived.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { blocksOf } from '../../keepalived/model.ts';
import { scriptBlocks } from '../../keepalived/scripts.ts';
import { walk } from '../../keepalived/statement.ts';
import { unmodelled } from '../../keepalived/unmodelled.ts';
import { haproxyFile, proxyModel } from './proxy/proxy-model.ts';
import { readProcesses, readScripts } from './vrrp/track-model.ts';
import { isKeepalivedUnit } from './vrrp/unit-file.ts';

/** Something in the user's files that the simulator passes over. */
interface Unread {
	/** `file:line`. */
	at: string;
	what: string;
}

/** Of docker compose's keys, what decides about replicas, ports and restarts. The image stands for itself: nothing runs. */
const SERVICE_KEYS = new Set(['image', 'ports', 'deploy']);
const DEPLOY_KEYS = new Set(['mode', 'replicas', 'restart_policy', 'update_config']);
const UNIT_KEYS = /^(Restart|RestartSec|ExecStopPost)=/;

/**
 * Every statement of the cluster's files that the simulator does not act on, with file and line, one sentence each; what several hosts have alike
 * shares a sentence. Scripts that could not be read come first.
 */
export function unreadStatements(spec: ClusterSpec): string[] {
	const version = spec.versions.keepalived;
	const scripts = spec.hosts.flatMap((host) => unreadScripts(host, version));
	const statements = [...spec.hosts.flatMap((host) => unreadOfHost(host, spec)), ...unreadCompose(spec)];
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

function unreadScripts(host: HostSpec, version: string | null): Unread[] {
	const conf = confOf(host, version);
	if (!conf) return [];
	const scripts = readScripts(conf.model, host);
	const unknown = scriptBlocks(conf.model).flatMap(({ name, file, line, command }): Unread[] =>
		scripts.get(name)?.asks === 'unknown' ? [{ at: `${file}:${line}`, what: `vrrp_script ${name}, ${command}` }] : [],
	);
	const processes = [...readProcesses(conf.model)].flatMap(([name, process]): Unread[] => {
		if (isKnownProcess(process)) return [];
		const block = blocksOf(conf.model, 'vrrp_track_process').find(({ names }) => names[0] === name);
		const { file, line } = (block ?? conf.model).at;
		return [{ at: `${file}:${line}`, what: `vrrp_track_process ${name}, ${process}` }];
	});
	return [...unknown, ...processes];
}

const isKnownProcess = (process: string) => /(^|\/)(dockerd|containerd|keepalived)$/.test(process);

function unreadOfHost(host: HostSpec, spec: ClusterSpec): Unread[] {
	const conf = confOf(host, spec.versions.keepalived);
	const proxy = proxyModel(host, spec);
	const commands = conf ? scriptBlocks(conf.model).map(({ command }) => command) : [];
	const words = new Set(commands.flatMap((command) => command.split(/\s+/)));
	const included = new Set(conf ? [...walk(conf.statements)].map(({ statement }) => statement.at.file) : []);
	return [
		...unmodelled(conf?.statements ?? [], 'simulator').map(({ at, what }) => ({ at: `${at.file}:${at.line}`, what })),
		...host.files.flatMap(({ source, target, text }): Unread[] => {
			if (isKeepalivedUnit(target)) return unreadUnit(source, text);
			if (proxy && target === haproxyFile(host)?.target)
				return proxy.unread.map(({ line, what }) => ({ at: `${source}:${line}`, what }));
			return words.has(target) || included.has(source) ? [] : [{ at: `${source}:1`, what: `the file ${target}` }];
		}),
	];
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
