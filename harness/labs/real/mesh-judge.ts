import type { MeshProof, MeshProofHost } from '../../timeline/environment.ts';
import { identity } from './agents/identity.ts';
import type { SurveyAnswer } from './agents/protocol.ts';

/** A running task of the service. */
export interface MeshTask {
	id: string;
	/** Workloads that don't know their task name their container instead. */
	container: string;
	node: string;
	/** In the ingress network; null where it has none yet. */
	address: string | null;
}

/** One look at the whole mesh. */
export interface MeshLook {
	/** How many tasks the service is to have. */
	wanted: number;
	tasks: readonly MeshTask[];
	/** Whether the answers say who gave them. */
	identified: boolean;
	/** `ipvsadm`: what `ipvsadm -L -n` said in the host's ingress namespace. */
	hosts: readonly { host: string; answers: readonly SurveyAnswer[]; ipvsadm: string }[];
}

/** A back end as `ipvsadm -L -n` lists it: `  -> 10.99.0.5:0   Masq   1   0   0`. */
const BACKEND = /->\s+([\d.]+):\d+\s+\w+\s+(\d+)/g;

/**
 * Whether every host answers with every task and lists every task. `missing` names what does not hold, host by host; empty where the mesh
 * is proved.
 */
export function judgeMesh({ wanted, tasks, identified, hosts }: MeshLook): { proof: MeshProof; missing: string[] } {
	const judged = hosts.map(({ host, answers, ipvsadm }) => {
		const listed = listedBackends(ipvsadm);
		const by = answers.filter(isGood).map(({ body }) => (identified ? taskOf(body, tasks) : null));
		const entry: MeshProofHost = {
			host,
			requests: answers.length,
			answers: countBy(by.map((task) => task?.node ?? '?')),
			backends: tasks.flatMap(({ address }) => (address !== null && listed.has(address) ? [address] : [])),
		};
		const silent = identified ? tasks.filter((task) => !by.includes(task)) : [];
		const unlisted = tasks.filter(({ address }) => address === null || !listed.has(address));
		return {
			entry,
			missing: [
				...failures(host, answers),
				...lacks(`${host} never answered with`, silent),
				...lacks(`${host}'s IPVS table lacks`, unlisted),
			],
		};
	});
	return {
		proof: { tasks: countBy(tasks.map(({ node }) => node)), identified, hosts: judged.map(({ entry }) => entry) },
		missing: [...(tasks.length < wanted ? [`${tasks.length} of ${wanted} tasks run`] : []), ...judged.flatMap((j) => j.missing)],
	};
}

function listedBackends(ipvsadm: string): Set<string> {
	return new Set([...ipvsadm.matchAll(BACKEND)].flatMap(([, address = '', weight]) => (Number(weight) > 0 ? [address] : [])));
}

const isGood = (answer: SurveyAnswer): answer is Extract<SurveyAnswer, { status: number }> =>
	'status' in answer && answer.status === 200;

function taskOf(body: string, tasks: readonly MeshTask[]): MeshTask | null {
	const { task: name } = identity(body);
	return (name && tasks.find(({ id, container }) => id === name || container.startsWith(name))) || null;
}

function countBy(keys: readonly string[]): Record<string, number> {
	const counts = new Map<string, number>();
	for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
	return Object.fromEntries(counts);
}

function failures(host: string, answers: readonly SurveyAnswer[]): string[] {
	const failed = answers.filter((answer) => !isGood(answer));
	const why = new Set(failed.map((answer) => ('error' in answer ? answer.error : `status ${answer.status}`)));
	return failed.length === 0 ? [] : [`${host} failed ${failed.length} of ${answers.length} requests (${[...why].join(', ')})`];
}

function lacks(what: string, tasks: readonly MeshTask[]): string[] {
	const names = tasks.map(({ node, address }) => `the task on ${node} (${address ?? 'no ingress address yet'})`);
	return names.length === 0 ? [] : [`${what} ${names.join(', ')}`];
}
