import { VipdrillError } from '../../base/errors.ts';
import { nicOn } from '../../cluster/segments.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { nextInLine } from '../../cluster/theory.ts';
import { descriptorOf, type Fault } from '../../scenario/faults/index.ts';
import { describeTarget, type Target } from '../../scenario/target.ts';
import type { ObservedState } from './observed-state.ts';

/**
 * The hosts that a fault hits right now: its target's, or all of the service's; none where it hits the segment. Throws FAULT_FAILED where its target means
 * none, and where one has no NIC on the segment that the fault is for.
 */
export function hostsHit(fault: Fault, spec: ClusterSpec, seen: ObservedState): string[] {
	if ('target' in fault) {
		const hosts = resolveTarget(fault.target, spec, seen);
		const network = 'network' in fault ? fault.network : null;
		const apart = hosts.find((host) => nicOn(spec, host, network) === null);
		if (apart !== undefined) throw new VipdrillError('FAULT_FAILED', `${apart} has no NIC on ${network}`);
		return hosts;
	}
	return descriptorOf(fault).whom === 'the segment' ? [] : spec.hosts.map(({ name }) => name);
}

/** The hosts a target means right now, by what the observer saw last. Throws FAULT_FAILED where it means none. */
export function resolveTarget(target: Target, spec: ClusterSpec, seen: ObservedState): string[] {
	const hosts = resolve(target, spec, seen);
	if (hosts.length === 0) {
		const state = `VIP held by ${[...seen.owners].join(', ') || 'nobody'}, leader ${seen.leader?.node ?? 'unknown'}, down: ${[...seen.down].join(', ') || 'none'}`;
		throw new VipdrillError('FAULT_FAILED', `${describeTarget(target)} is nobody at the moment (${state})`);
	}
	return hosts;
}

function resolve(target: Target, spec: ClusterSpec, seen: ObservedState): string[] {
	switch (target.kind) {
		case 'master':
			return [...seen.ownersOf(spec.vips[(target.vip ?? 1) - 1] ?? '')];
		case 'leader':
			return seen.leader?.node ? [seen.leader.node] : [];
		case 'host':
			return [target.name];
		case 'everyone':
			return spec.hosts.map((host) => host.name).filter((name) => !seen.down.has(name));
		case 'backup': {
			const passed = [...seen.owners, ...seen.down];
			for (let rank = 1; rank < target.rank; rank += 1) passed.push(nextInLine(spec, passed) ?? '');
			const name = nextInLine(spec, passed);
			return name ? [name] : [];
		}
	}
}
