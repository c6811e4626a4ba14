import type { Fault } from '../../../scenario/fault.ts';
import { inLines, sh } from '../shell.ts';
import { type FaultDriver, fireScript } from './driver.ts';
import { onManager, someManager } from './swarm-command.ts';

const setAvailability = (host: string, availability: string) => ['node', 'update', '--availability', availability, host];

/** Asked of another manager, where there is one. `availability`: what each node had. */
export const nodeDrain: FaultDriver<Extract<Fault, { kind: 'node-drain' }>, { availability: Record<string, string> }> = {
	async prepare(world, _fault, hosts) {
		const before = hosts.map((host) => [host, world.lab.spec.hosts.find(({ name }) => name === host)?.availability ?? 'active']);
		const script = inLines(hosts.map((host) => sh`docker ${setAvailability(host, 'drain')}`));
		return {
			memo: { availability: Object.fromEntries(before) },
			fire: await fireScript(world, [await someManager(world, hosts)], script),
		};
	},
	async undo(world, { memo }) {
		for (const [host, availability] of Object.entries(memo.availability))
			await onManager(world, setAvailability(host, availability));
	},
};
