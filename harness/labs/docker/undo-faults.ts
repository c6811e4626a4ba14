import type Docker from 'dockerode';
import { nodesOf } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { describeHit } from '../../scenario/describe-fault.ts';
import { undoRecord } from '../real/faults/active-faults.ts';
import { readRecords } from '../real/faults/records.ts';
import { unwatchedWorld } from '../real/faults/worlds.ts';
import { Injector } from '../real/injector.ts';
import { waitForDockerd } from '../real/wait-for-dockerd.ts';
import { openWay } from './agent-machine.ts';
import { findLabs } from './find-labs.ts';
import { ENGINE_SIDE } from './labels.ts';
import { DockerMachines } from './machines.ts';
import { type Owner, standingOf } from './owner.ts';
import { detectPrivileges } from './privileges.ts';

/** What was undone in a lab: the fault's kind and its hosts, one line each. */
export interface UndoneFaults {
	lab: string;
	/** Null where it was left to its owner: a run that is at work undoes its own faults. */
	undone: string[] | null;
	owner: Owner | null;
}

/**
 * Undoes the faults that runs which were killed have left in an engine's labs, the last one first, and leaves the labs running. Idempotent.
 * `load` reads the cluster folder that a lab was made from. A lab that another process may be at work on is left, unless forced to. One without its cluster folder, or without the machine that acts on
 * the others, is passed over.
 */
export async function undoFaults(
	docker: Docker,
	load: (cluster: string) => Promise<ClusterSpec>,
	{ force } = { force: false },
): Promise<UndoneFaults[]> {
	const results: UndoneFaults[] = [];
	for (const { id, cluster, machines, owner } of await findLabs(docker)) {
		if (!force && ['alive', 'unknown'].includes(standingOf(owner, true))) {
			results.push({ lab: id, undone: null, owner });
			continue;
		}
		if (cluster === null || !machines.some(({ role, state }) => role === ENGINE_SIDE && state === 'running')) continue;
		const lab = new DockerMachines(id, docker, await load(cluster), await detectPrivileges(docker));
		try {
			await openWay(lab);
			const injector = await Injector.open(lab);
			const world = unwatchedWorld(lab, injector);
			const records = (await readRecords(lab)).reverse();
			for (const record of records) await undoRecord(world, record);
			if (records.length > 0) await Promise.all(nodesOf(lab.spec).map(({ name }) => waitForDockerd(lab, name)));
			injector.close();
			results.push({ lab: id, undone: records.map(({ fault, hosts }) => describeHit(fault, hosts)), owner });
		} finally {
			lab.close();
		}
	}
	return results;
}
