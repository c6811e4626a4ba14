import { formatMs } from '../../base/units.ts';
import { meshTheory } from '../../measure/mesh-theory.ts';
import type { Elector, Facts } from '../facts.ts';
import type { Theory } from '../shape.ts';
import { afterSilence, TIMERS_SOURCE } from '../timers.ts';
import { either, type FailureClass, first, nobodyElse, outageUntil, theory } from './descriptor.ts';

/** The machine loses power: nobody says goodbye. */
export const powerLoss: FailureClass = {
	id: 'power-loss',
	failure: 'power loss',
	drill: 'kill-master',
	measured: 'fault',
	theory: (facts, owner) =>
		movesInSilence(
			facts,
			owner,
			(heirs) => `${heirs} takes over when its Master_Down_Interval has passed without an advertisement.`,
		),
};

/** The owner is gone without a word that anybody hears. `why` is told of those who may be first. */
export function movesInSilence(facts: Facts, owner: Elector, why: (heirs: string) => string): Theory {
	const heirs = afterSilence(facts, owner);
	if (!heirs) return nobodyElse(owner);
	return theory({
		outcome: 'moves',
		why: why(either(heirs.hosts)),
		...first(heirs),
		detection: heirs.wait,
		takeover: heirs.wait,
		outage: outageUntil(facts, heirs.wait),
		sources: [TIMERS_SOURCE],
		notes: [...meshNotes(facts), ...proxyNotes(facts)],
	});
}

/** What HAProxy makes wait while it does not know yet that a host is dead. */
function proxyNotes({ inputs, isProxied }: Pick<Facts, 'inputs' | 'isProxied'>): string[] {
	const proxies = isProxied ? inputs.hosts.flatMap(({ proxy }) => proxy ?? []) : [];
	const waits = proxies.map(({ connectMs }) => connectMs ?? Number.POSITIVE_INFINITY);
	const known = proxies.flatMap(({ leftOutMs }) => leftOutMs ?? []);
	if (proxies.length === 0) return [];
	const wait = Math.max(...waits);
	const until =
		known.length < proxies.length
			? 'For as long as it is dead'
			: `Until HAProxy’s checks have failed, ${formatMs(Math.min(...known.map(({ min }) => min)))} to ${formatMs(Math.max(...known.map(({ max }) => max)))} after the failure`;
	return [
		`${until}, a request whose turn is the dead host’s task waits ${Number.isFinite(wait) ? `${formatMs(wait)} before another is asked` : 'for the kernel to give it up'} (timeout connect).`,
	];
}

/** What the mesh loses after the takeover. */
export function meshNotes({ inputs, tasks }: Pick<Facts, 'inputs' | 'tasks'>): string[] {
	if (inputs.publishMode !== 'ingress' || tasks < 2 || inputs.hosts.length < 2) return [];
	const { removalMs, lossShare } = meshTheory(inputs.hosts.length, tasks);
	const seconds = (ms: number) => (ms / 1000).toFixed(1);
	const share = Math.round(100 * lossShare);
	return [
		`Until gossip has told the survivors, ${seconds(removalMs.min)} to ${seconds(removalMs.max)} s after the failure, ${share} % of new connections go to the dead host's task (memberlist's timers).`,
	];
}
