import { formatMs } from '../base/units.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { FailureClass } from './classes/descriptor.ts';
import { classesOf } from './classes/index.ts';
import { disagreements, isTooShort, type Noise } from './compare.ts';
import { factsOf } from './facts.ts';
import { inputsOf } from './inputs.ts';
import { GUARANTEE_SCHEMA_VERSION, type Guarantee, type GuaranteedClass, type Simulation, type Theory } from './shape.ts';
import { theoryOf } from './theory.ts';

/** What was simulated, by drill, and with what. */
export interface Simulated {
	about: NonNullable<Guarantee['simulated']>;
	noise: Noise;
	byDrill: ReadonlyMap<string, Simulation>;
}

/** What no guarantee of this kind says. */
const NOT_COVERED: readonly string[] = [
	'The failure hits the host that holds the floating IP while all is well, and nothing else fails at that time.',
	'Bounds are of timers alone: what machines need beside them (a packet’s way, an address on a NIC, a busy processor) comes on top.',
	'Customers are new connections from the cluster’s own network; kept connections may hang until their own time-out.',
	'Switches, routers, disks, the swarm’s quorum and what the service itself keeps are not asked.',
];

/** A cluster's guarantee for each class of failures, in order; `classes` are those that the cluster can have by default. `simulated` null: by theory alone. */
export function guaranteeOf(
	spec: ClusterSpec,
	simulated: Simulated | null,
	about: { vipdrillVersion: string; clusterArgument: string; notModelled: readonly string[] },
	classes = classesOf(spec),
): Guarantee {
	const facts = factsOf(inputsOf(spec));
	return {
		schemaVersion: GUARANTEE_SCHEMA_VERSION,
		vipdrillVersion: about.vipdrillVersion,
		cluster: spec.name,
		vip: spec.vip,
		owner: facts.owner?.name ?? null,
		publishMode: spec.service.publishMode,
		classes: classes.map((one) => {
			const theory = theoryOf(one, facts);
			const simulation = shown(theory, simulated?.byDrill.get(one.drill) ?? null);
			return {
				id: one.id,
				failure: one.failure,
				drill: one.drill,
				command: `vipdrill run ${one.drill} --cluster ${about.clusterArgument}`,
				theory,
				simulation,
				...comparison(one, theory, simulation, simulated),
			};
		}),
		simulated: simulated?.about ?? null,
		notCovered: [...NOT_COVERED, ...(simulated ? about.notModelled : [])],
	};
}

function comparison(
	{ measured }: FailureClass,
	theory: Theory,
	simulation: Simulation | null,
	simulated: Simulated | null,
): Pick<GuaranteedClass, 'agree' | 'disagreements' | 'cannotTell'> {
	if (!simulated || !simulation) return { agree: null, disagreements: [], cannotTell: 'nothing was simulated' };
	const isShort = isTooShort(theory, { lastsMs: simulation.lastsMs, isReturn: measured === 'return' }, simulated.noise);
	const differs = isShort || simulation.trials === 0 ? null : disagreements(theory, simulation, simulated.noise);
	if (differs) return { agree: differs.length === 0, disagreements: differs, cannotTell: null };
	return { agree: null, disagreements: [], cannotTell: whyNot(isShort, simulation) };
}

function whyNot(isShort: boolean, { lastsMs, trials }: Simulation): string {
	if (isShort) return `the drill undoes its failure after ${formatMs(lastsMs)}, before all can have happened`;
	return trials === 0 ? 'no simulated trial could be measured' : 'theory does not know';
}

/** Without what trials do not show. */
const shown = ({ detectionIsSeen }: Theory, simulation: Simulation | null): Simulation | null =>
	simulation && (detectionIsSeen ? simulation : { ...simulation, detection: null });
