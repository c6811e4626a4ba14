import type { TheoryKind } from '../metrics/measurements.ts';
import { descriptorOf, type Fault } from '../scenario/faults/index.ts';

/** Which of VRRP's predictions holds for a fault that makes another host take the VIP over; null where neither does. */
export const theoryKind = (fault: Fault | undefined): TheoryKind | null =>
	fault === undefined ? null : (descriptorOf(fault).theory?.(fault) ?? null);
