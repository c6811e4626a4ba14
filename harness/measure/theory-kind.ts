import type { TheoryKind } from '../metrics/measurements.ts';
import type { Fault } from '../scenario/fault.ts';

/** Which of VRRP's predictions holds for a fault that makes another host take the VIP over; null where neither does. */
export function theoryKind(fault: Fault | undefined): TheoryKind | null {
	switch (fault?.kind) {
		case 'power-loss':
		case 'freeze':
		case 'keepalived-pause':
		// Without a carrier the goodbye reaches nobody.
		case 'link-down':
			return 'crash';
		case 'partition':
			return fault.traffic === 'swarm' ? null : 'crash';
		case 'keepalived-stop':
		case 'keepalived-restart':
		case 'reboot':
			return 'goodbye';
		case 'keepalived-kill':
			// The VRRP process gets SIGTERM when its parent dies; the parent starts a dead one again, and the VIP stays meanwhile.
			return { both: 'crash' as const, parent: 'goodbye' as const, child: null }[fault.part];
		default:
			return null;
	}
}
