import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { swarmServiceName } from '../swarm.ts';
import { type FaultDriver, type FaultWorld, fireScript } from './driver.ts';
import { onManager, someManager } from './swarm-command.ts';

const scaleTo = ({ lab }: FaultWorld, replicas: number) => [
	'service',
	'update',
	'--detach',
	'--quiet',
	'--replicas',
	String(replicas),
	swarmServiceName(lab),
];

/** `replicas`: how many there were; null for a global service, which has no scale. */
export const serviceScale: FaultDriver<Extract<Fault, { kind: 'service-scale' }>, { replicas: number }> = {
	async prepare(world, fault) {
		const inspect = ['service', 'inspect', '--format', '{{with .Spec.Mode.Replicated}}{{.Replicas}}{{end}}'];
		const replicas = Number((await onManager(world, [...inspect, swarmServiceName(world.lab)])).trim() || Number.NaN);
		if (Number.isNaN(replicas))
			throw new VipdrillError('FAULT_FAILED', 'the service is global here (one task a node), so it cannot be scaled');
		const script = sh`docker ${scaleTo(world, fault.replicas)}`;
		return { memo: { replicas }, fire: await fireScript(world, [await someManager(world)], script) };
	},
	async undo(world, { memo }) {
		await onManager(world, scaleTo(world, memo.replicas));
	},
};
