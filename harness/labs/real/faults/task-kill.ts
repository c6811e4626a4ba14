import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { swarmServiceName } from '../swarm.ts';
import { type FaultDriver, type FaultWorld, fireSignal, type Nothing, type ProcessOf } from './driver.ts';

/** Swarm replaces the task by itself, so there is nothing to undo. */
export const taskKill: FaultDriver<Extract<Fault, { kind: 'task-kill' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		const tasks = (await Promise.all(hosts.map((host) => taskProcesses(world, host)))).flat();
		if (tasks.length === 0) throw new VipdrillError('FAULT_FAILED', `no task of the service runs on ${hosts.join(', ')}`);
		return {
			memo: {},
			fire: fireSignal(world, tasks, 'SIGKILL'),
		};
	},
	async undo() {},
};

/** The first process of each of the service's containers on a host, as the engine outside counts. */
async function taskProcesses({ lab, injector }: FaultWorld, host: string): Promise<ProcessOf[]> {
	const pid = await lab.pidOf(host);
	const engine = lab.inner(host);
	const filters = { label: [`com.docker.swarm.service.name=${swarmServiceName(lab)}`], status: ['running'] };
	const containers = await engine.listContainers({ filters });
	const inner = await Promise.all(containers.map(async ({ Id }) => (await engine.getContainer(Id).inspect()).State.Pid));
	const processes = await injector.processesOf(host);
	return processes.filter(({ innerPid }) => inner.includes(innerPid)).map((process) => ({ pid, to: process.pid }));
}
