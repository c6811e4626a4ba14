import type { ClusterSpec } from '../../cluster/spec.ts';
import type { FailureClass } from './descriptor.ts';
import { dockerdCrashes } from './dockerd-crashes.ts';
import { dockerdStops } from './dockerd-stops.ts';
import { longFreeze, shortFreeze } from './freeze.ts';
import { keepalivedDies } from './keepalived-dies.ts';
import { linkDown } from './link-down.ts';
import { oneWayLoss } from './one-way-loss.ts';
import { orderlyStop } from './orderly-stop.ts';
import { powerLoss } from './power-loss.ts';
import { returns } from './return.ts';
import { serviceStops } from './service-stops.ts';
import { taskDies } from './task-dies.ts';

/** Every class of failures that a guarantee tells of, in the order in which it is told. */
export const CLASSES: readonly FailureClass[] = [
	powerLoss,
	linkDown,
	dockerdStops,
	dockerdCrashes,
	taskDies,
	serviceStops,
	keepalivedDies,
	shortFreeze,
	longFreeze,
	oneWayLoss,
	orderlyStop,
	returns,
];

/** Those that a cluster can have. */
export const classesOf = (spec: ClusterSpec): readonly FailureClass[] => CLASSES.filter(({ applies }) => applies?.(spec) ?? true);
