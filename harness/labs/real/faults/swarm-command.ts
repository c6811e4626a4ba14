import { VipdrillError } from '../../../base/errors.ts';
import type { FaultWorld } from './driver.ts';

const ANSWER_WITHIN_MS = 10_000;

/** A manager that is on, has a quorum, and is none of `without`. Throws FAULT_FAILED where there is none. */
export async function someManager({ lab }: FaultWorld, without: readonly string[] = []): Promise<string> {
	for (const { name, role } of lab.spec.hosts) {
		if (role !== 'manager' || without.includes(name) || !(await lab.isOn(name))) continue;
		try {
			await lab.exec(name, ['docker', 'node', 'ls', '--quiet'], { timeoutMs: ANSWER_WITHIN_MS });
			return name;
		} catch {
			// The next may do.
		}
	}
	throw new VipdrillError('FAULT_FAILED', 'no manager of the swarm answers, so nothing can be changed in it');
}

/** Runs a docker command on such a manager. */
export async function onManager(world: FaultWorld, command: string[], without: readonly string[] = []): Promise<string> {
	return world.lab.exec(await someManager(world, without), ['docker', ...command], { timeoutMs: 30_000 });
}
