import { VipdrillError } from '../../../base/errors.ts';
import type { FaultWorld } from './driver.ts';

/** keepalived's processes on a host, as the engine counts: the parent that systemd (`pid`) started, and the children that do the work. Throws FAULT_FAILED where it does not run. */
export async function keepalivedProcesses({ lab, injector }: FaultWorld, host: string) {
	const pid = await lab.pidOf(host);
	const processes = (await injector.processesOf(host)).filter(({ name }) => name.startsWith('keepalived'));
	const parent = processes.find(({ parentPid }) => parentPid === pid)?.pid;
	const children = processes.filter(({ parentPid }) => parentPid === parent).map((process) => process.pid);
	if (parent === undefined || children.length === 0)
		throw new VipdrillError('FAULT_FAILED', `keepalived does not run on ${host}, so it can't be hit`);
	return { pid, parent, children };
}
