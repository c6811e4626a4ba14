import { targetsOf } from '../scenario/describe-fault.ts';
import type { FaultStep } from '../scenario/spec.ts';
import type { TimelineEvent, UnitState } from '../timeline/event.ts';
import type { Prepared } from './prepared.ts';

type Unit = UnitState['unit'];

/** The hosts that no fault hit, and what became of them. */
export interface Bystanders {
	hosts: string[];
	/** What happened to them although nobody touched them, in words; empty where they were left alone. */
	disturbances: string[];
	/** Daemons that were not looked at both when the trial began and when it ended, in words. */
	unseen: string[];
}

/**
 * Compares the first processes of each bystander's daemons when the trial began with those when it ended: another number is another process,
 * however briefly the daemon was gone. `hosts`: every host of the cluster, with the daemons that it runs. `steps` are the
 * drill's faults.
 */
export function measureBystanders(
	{ occasions: events, spans }: Pick<Prepared, 'occasions' | 'spans'>,
	hosts: readonly { name: string; units: readonly Unit[] }[],
	steps: readonly FaultStep[],
): Bystanders {
	const hit = new Set(spans.faults.filter(({ index }) => !isOfService(steps[index])).flatMap((fault) => fault.hosts));
	const bystanders = hosts.filter(({ name }) => !hit.has(name));
	const looked = bystanders.flatMap(({ name, units }) =>
		units.map((unit) => ({ name, unit, looks: looksAt(events, name, unit) })),
	);
	const changed = looked.filter(({ looks }) => looks.length > 1 && looks[0]?.mainPid !== looks.at(-1)?.mainPid);
	return {
		hosts: bystanders.map(({ name }) => name),
		disturbances: [
			...bystanders
				.filter(({ name }) => events.some((e) => e.type === 'host.down' && e.host === name))
				.map(({ name }) => `${name} went down`),
			...changed.map(({ name, unit, looks }) => `${unit} of ${name} ${describeChange(looks)}`),
		],
		unseen: looked.filter(({ looks }) => looks.length < 2).map(({ name, unit }) => `${unit} of ${name}`),
	};
}

/** What is done to the service by way of the swarm is done to no host. */
const isOfService = (step: FaultStep | undefined) => step !== undefined && targetsOf(step.inject).length === 0;

const looksAt = (events: readonly TimelineEvent[], host: string, unit: Unit) =>
	events.filter((e): e is UnitState => e.type === 'unit.state' && e.source === 'snapshot' && e.host === host && e.unit === unit);

function describeChange(looks: readonly UnitState[]): string {
	const [was, is] = [looks[0]?.mainPid ?? null, looks.at(-1)?.mainPid ?? null];
	if (is === null) return `ended (it was process ${was})`;
	return was === null ? `was started (process ${is})` : `was restarted (process ${was}, then ${is})`;
}
