import type { InputProblem } from '../../base/errors.ts';
import { hasSwarm } from '../../cluster/nodes.ts';
import type { ProbeSpec } from '../../cluster/probe-spec.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { scriptProblems } from '../../scenario/check-scripts.ts';
import type { Fault, FaultKind } from '../../scenario/fault.ts';
import { probesAsked } from '../../scenario/probes-asked.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import type { LabKind } from '../lab.ts';
import { proxyModel } from './proxy/proxy-model.ts';

/** The kinds of fault that the simulator cannot inject, and why. */
const UNMODELLED_FAULTS = {
	'raft-disk-full': 'there is no model of a disk',
	'rate-limit': 'packets have no size here',
	'address-conflict': 'hosts here know each other without ARP',
	'provider-floating-ip': 'no script is run here, and nobody is told of a takeover',
	'firewall-reload': 'hosts here have no firewall, and Docker no rules in it',
	'node-demote': 'changes of raft membership are not modelled',
} as const satisfies Partial<Record<FaultKind, string>>;

/** The kinds that it can. */
export type ModelledFault = Exclude<Fault, { kind: keyof typeof UNMODELLED_FAULTS }>;

export function isModelled(fault: Fault): fault is ModelledFault {
	return whyUnmodelled(fault.kind) === null;
}

/** Why the simulator cannot inject faults of this kind, in words; null where it can. */
export const whyUnmodelled = (kind: FaultKind): string | null =>
	Object.hasOwn(UNMODELLED_FAULTS, kind) ? UNMODELLED_FAULTS[kind as keyof typeof UNMODELLED_FAULTS] : null;

/** The kinds of probe that the simulator has no customers for, and why. */
const UNMODELLED_PROBES = {
	udp: 'it has no table of connections without a state',
	idle: 'its connections do not time out',
	stream: 'its answers are not made of parts',
	command: 'it runs no programs',
} as const satisfies Partial<Record<ProbeSpec['kind'], string>>;

/** A probe of a kind that the simulator has customers for. */
export type ModelledProbe = Exclude<ProbeSpec, { kind: keyof typeof UNMODELLED_PROBES }>;

/** Why the simulator cannot let a probe ask, in words; null where it can. */
function whyNotAsked({ kind, address, port }: ProbeSpec, { vip, service }: ClusterSpec): string | null {
	if (Object.hasOwn(UNMODELLED_PROBES, kind)) return UNMODELLED_PROBES[kind as keyof typeof UNMODELLED_PROBES];
	if (address !== vip) return `its customers ask at ${vip} alone`;
	return port === service.port ? null : `it has one service, at port ${service.port}`;
}

/** The probes of a drill that it can let ask. */
export const modelledProbes = (load: DrillSpec['load'], spec: ClusterSpec): ModelledProbe[] =>
	probesAsked(load, spec).filter((probe): probe is ModelledProbe => whyNotAsked(probe, spec) === null);

function refusedProbes({ name, load }: DrillSpec, spec: ClusterSpec): InputProblem[] {
	return probesAsked(load, spec).flatMap((probe) => {
		const why = whyNotAsked(probe, spec);
		if (why === null) return [];
		const problem = `the simulator has no model of this probe (${probe.kind}): ${why}`;
		const fix = 'Run this drill on real hosts, with --lab docker, or leave the probe out';
		const field = `load.probes[${(load.probes ?? []).indexOf(probe.name)}]`;
		return [{ file: `drill ${name}`, field, value: probe.name, problem, fix }];
	});
}

/** What a report of a simulated run must say, in sentences: where the model is known to be simpler than the world. */
export const NOT_MODELLED: readonly string[] = [
	'Nothing here ran: hosts, keepalived, Docker and customers are models, with the timers of their sources and spreads measured in the Docker lab.',
	'The simulator runs no scripts: what a vrrp_script asks is guessed from its text (dockerd, keepalived, the published port, or always the same).',
	'Tracked files say 0.',
	'Of a host’s own services, HAProxy has a model where its haproxy.cfg hands what customers ask to the cluster’s hosts. Of any other, a host answers while one of them runs; what stands behind it is always there.',
	'HAProxy keeps a request whose server is frozen until that is thawed or the customer gives up; a task that stops while it answers fails no request.',
	'`vrrp_strict` and `no_accept` filter what a host itself serves at the floating IP, such as ssh; that is not asked for here. Ports that Docker publishes are forwarded past the filter and served, as on real hosts.',
	'After a freeze, keepalived does what was due first and then reads what has come; the real order depends on epoll.',
	'A request that is answered takes its path as it is when it is due; loss hits a request as a whole, not its segments.',
	'A partition that rejects drops; a rejected connection is not told so.',
	'Containers start, stop and fail as a whole: no health checks, no stop grace, no start-first.',
	'A starved machine acts up to one quota period (100 ms) late; what its processes take from each other is not modelled, nor is raft on it.',
	'The first leader of a trial is any manager, drawn from the seed.',
];

/** Other programs on a host: what they take from dockerd and keepalived is not modelled. */
function loadProblems({ name, conditions, faults }: DrillSpec): InputProblem[] {
	const asked = [
		{ field: 'conditions', load: conditions },
		...faults.map(({ inject }, index) => ({
			field: `faults[${index}].inject`,
			load: inject.kind === 'background' ? inject : undefined,
		})),
	];
	return asked.flatMap(({ field, load }) =>
		(['cpu', 'disk'] as const).flatMap((what) => {
			const value = load?.[what] ?? 0;
			if (value === 0) return [];
			const problem = `the simulator has no model of other programs on a host's ${what === 'cpu' ? 'processors' : 'disk'}`;
			return [
				{ file: `drill ${name}`, field: `${field}.${what}`, value, problem, fix: 'Run it on real hosts, with --lab docker' },
			];
		}),
	);
}

/** A swarm's published port is not the one that customers ask, and what stands between them has no model on this host. */
function proxyProblems(spec: ClusterSpec): InputProblem[] {
	const { port, publishedPort } = spec.service;
	if (!hasSwarm(spec) || port === publishedPort) return [];
	const host = spec.hosts.find((one) => one.keepalived && proxyModel(one, spec) === null);
	if (!host) return [];
	const problem = `the simulator cannot tell what ${host.name} has between port ${port} and the published port ${publishedPort}`;
	const fix = `Give it haproxy.service and a haproxy.cfg whose servers are hosts at port ${publishedPort}, or run this drill with --lab docker`;
	return [{ file: 'cluster.yaml', field: 'service.port', value: port, problem, fix }];
}

/** The simulator: no fault that has no model. */
export const SIM_KIND: LabKind = {
	name: 'sim',
	refuses(drill, spec) {
		const unmodelled = drill.faults.flatMap(({ inject }, index) => {
			const why = whyUnmodelled(inject.kind);
			if (why === null) return [];
			const problem = `the simulator has no model of this fault: ${why}`;
			const fix = 'Run this drill on real hosts, with --lab docker';
			return [{ file: `drill ${drill.name}`, field: `faults[${index}].inject`, value: inject.kind, problem, fix }];
		});
		const beside = hasSwarm(spec) && spec.hosts.find(({ role }) => role === 'none');
		const mixed = beside
			? [
					{
						...{ file: 'cluster.yaml', field: 'hosts[].role', value: `none, of ${beside.name}` },
						problem: 'the simulator has no model of hosts beside a swarm, such as proxies before it',
						fix: 'Run this drill on real hosts, with --lab docker',
					},
				]
			: [];
		return [
			...unmodelled,
			...mixed,
			...(beside ? [] : proxyProblems(spec)),
			...refusedProbes(drill, spec),
			...loadProblems(drill),
			...scriptProblems(drill, spec),
		];
	},
};
