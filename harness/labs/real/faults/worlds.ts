import { VipdrillError } from '../../../base/errors.ts';
import { resolveTarget } from '../../common/targets.ts';
import type { Injector } from '../injector.ts';
import type { LiveCluster } from '../live-cluster.ts';
import type { Machines } from '../machines.ts';
import { harnessNowMs } from '../observer/agent-link.ts';
import { ActiveFaults } from './active-faults.ts';
import type { FaultWorld } from './driver.ts';

/** The faults of a lab that is observed: machines that end and boot are seen to do so, and watched again. */
export function watchedFaults(
	{ lab, observer, injector, publishMode }: Omit<LiveCluster, 'steps'>,
	signal?: AbortSignal,
): ActiveFaults {
	const world: FaultWorld = {
		lab,
		injector,
		nowMs: () => observer.nowMs(),
		resolve: (target) => resolveTarget(target, lab.spec, observer.seen),
		willEnd: (host) => observer.expectDown(host),
		ended: (host, atMs) => {
			const held = lab.spec.vips.filter((vip) => observer.seen.ownersOf(vip).has(host));
			lab.forget(host);
			observer.see({ type: 'host.down', atMs, host });
			for (const address of held) observer.see({ type: 'vip.removed', atMs, host, address, source: 'host-down' });
		},
		boots: async (host, askedMs) => {
			lab.forget(host);
			observer.see({ type: 'host.up', atMs: (askedMs + observer.nowMs()) / 2, host });
			await faults.afterBoot(host);
			await observer.watchHost(host, publishMode === 'ingress');
		},
	};
	const faults = new ActiveFaults(world, signal);
	return faults;
}

/** A lab that nobody observes, for undoing what a run that was killed has left in it. */
export function unwatchedWorld(lab: Machines, injector: Injector): FaultWorld {
	return {
		lab,
		injector,
		nowMs: harnessNowMs,
		resolve: () => {
			throw new VipdrillError('FAULT_FAILED', 'nobody watches this lab, so it is not known whom a target means');
		},
		willEnd: () => {},
		ended: (host) => lab.forget(host),
		boots: async (host) => lab.forget(host),
	};
}
