import { VipdrillError } from '../../base/errors.ts';
import { formatMs } from '../../base/units.ts';
import { until } from '../../base/until.ts';
import type { MeshProof } from '../../timeline/environment.ts';
import { ingressAddress, type Task } from '../common/ingress-tasks.ts';
import { answersWithIdentity } from './agents/identity.ts';
import type { Machines } from './machines.ts';
import { judgeMesh, type MeshLook, type MeshTask } from './mesh-judge.ts';
import type { Observer } from './observer/observer.ts';
import { everyPage, swarmServiceName } from './swarm.ts';

/** What was found out about the routing mesh. */
export interface MeshFinding {
	/** Null where the mesh is not whole. */
	proof: MeshProof | null;
	/** What is missing, host by host; null where nothing is. */
	missing: string | null;
	/** Each host's IPVS table as ipvsadm printed it last, by host. */
	tables: Record<string, string>;
}

/** IPVS tables converge by gossip; this is several times what they need. */
const PROVED_WITHIN_MS = 30_000;
/** The mesh goes round robin, so twice would do; more shows that it was no chance. */
const REQUESTS_A_TASK = 4;
const ANSWER_WITHIN_MS = 2000;
const LIST_TABLE = ['nsenter', '--net=/run/docker/netns/ingress_sbox', 'ipvsadm', '-L', '-n'];

/**
 * Shows that the service is really reached through the routing mesh: every host, asked from the client, answers with every task, and its
 * IPVS table lists every task. Throws LAB_FAILED, naming hosts and what is missing, where that is not so within 30 s.
 */
export async function proveMesh(lab: Machines, observer: Observer, signal: AbortSignal): Promise<MeshFinding> {
	const finding = await examineMesh(lab, observer, signal);
	if (finding.missing === null) return finding;
	throw new VipdrillError(
		'LAB_FAILED',
		`the routing mesh is not whole after ${formatMs(PROVED_WITHIN_MS)}: ${finding.missing}; see that defaultAddressPool in cluster.yaml keeps clear of the hosts' subnet`,
	);
}

/** The same, but what is missing after 30 s is the finding: for drills that ask whether the service is reached at all. */
export async function examineMesh(lab: Machines, observer: Observer, signal: AbortSignal): Promise<MeshFinding> {
	const findings: MeshFinding[] = [];
	const lookOnce = async () => {
		const look = await lookAtMesh(lab, observer);
		const { proof, missing } = judgeMesh(look);
		const isWhole = missing.length === 0;
		const tables = Object.fromEntries(look.hosts.map(({ host, ipvsadm }) => [host, ipvsadm]));
		const finding = { proof: isWhole ? proof : null, missing: isWhole ? null : missing.join('; '), tables };
		findings.push(finding);
		return isWhole ? finding : undefined;
	};
	try {
		return await until('the routing mesh is whole', lookOnce, { timeoutMs: PROVED_WITHIN_MS, intervalMs: 500, signal });
	} catch (error) {
		if (!(error instanceof VipdrillError && error.code === 'WAIT_TIMED_OUT')) throw error;
		return findings.at(-1) ?? { proof: null, missing: error.message, tables: {} };
	}
}

async function lookAtMesh(lab: Machines, observer: Observer): Promise<MeshLook> {
	const { hosts, service } = lab.spec;
	const tasks = await runningTasks(lab);
	const [answers, tables] = await Promise.all([
		observer.survey(everyPage(lab), Math.max(1, tasks.length) * REQUESTS_A_TASK, ANSWER_WITHIN_MS),
		Promise.all(hosts.map((host) => lab.exec(host.name, LIST_TABLE))),
	]);
	return {
		wanted: service.replicas ?? hosts.filter((host) => host.availability === 'active').length,
		tasks,
		identified: answersWithIdentity(service.image),
		hosts: hosts.map(({ name: host }, i) => ({ host, answers: answers[i] ?? [], ipvsadm: tables[i] ?? '' })),
	};
}

async function runningTasks(lab: Machines): Promise<MeshTask[]> {
	const engine = lab.inner(lab.spec.hosts[0]?.name ?? '');
	const filters = { service: [swarmServiceName(lab)], 'desired-state': ['running'] };
	const [nodes, tasks] = await Promise.all([engine.listNodes(), engine.listTasks({ filters })]);
	const names = new Map(
		(nodes as { ID: string; Description: { Hostname: string } }[]).map((node) => [node.ID, node.Description.Hostname]),
	);
	return (tasks as unknown as Task[])
		.filter((task) => task.Status.State === 'running')
		.map((task) => ({
			id: task.ID,
			container: task.Status.ContainerStatus?.ContainerID ?? '',
			node: names.get(task.NodeID ?? '') ?? '?',
			address: ingressAddress(task),
		}));
}
