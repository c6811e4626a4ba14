import { background, type Fault } from './fault.ts';
import type { Conditions } from './spec.ts';
import { everyone } from './target.ts';

/** What every host lives under for a whole trial, as the fault `background` on all of them; null where there is nothing. */
export function backgroundOf(conditions: Conditions | undefined): Extract<Fault, { kind: 'background' }> | null {
	const fault = background(everyone(), conditions);
	const { latency, jitter, loss, cpu, disk } = background(everyone());
	const isNothing =
		fault.latency === latency && fault.jitter === jitter && fault.loss === loss && fault.cpu === cpu && fault.disk === disk;
	return isNothing ? null : fault;
}

/** Conditions in words, for instance `latency 5ms, loss 1 %`; null where there are none. */
export function describeConditions(conditions: Conditions | undefined): string | null {
	const { latency, jitter, loss, cpu, disk } = conditions ?? {};
	const parts = [
		...(latency ? [`latency ${latency}`] : []),
		...(jitter ? [`jitter ${jitter}`] : []),
		...(loss ? [`loss ${loss} %`] : []),
		...(cpu ? [`${cpu} busy ${cpu === 1 ? 'loop' : 'loops'} a host`] : []),
		...(disk ? [`${disk} disk ${disk === 1 ? 'writer' : 'writers'} a host`] : []),
	];
	return parts.length === 0 ? null : parts.join(', ');
}
