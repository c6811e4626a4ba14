import type { DrillProblem } from '../drill-problem.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target, string }: Shapes) => ({ target, unit: string });

export type UnitStop = FaultOf<'unit-stop', typeof parameters>;

/** `systemctl stop` of one of the host's own services (`units` of cluster.yaml), for instance haproxy.service. Undone by starting it. */
export const unitStop = (target: Target, unit: string): UnitStop => ({ kind: 'unit-stop', target, unit });

/** See unitStop. */
export const unitStopFault: FaultDescriptor<UnitStop> = {
	kind: 'unit-stop',
	parameters,
	build: unitStop,
	call: "unitStop(target, 'haproxy.service')",
	does: 'One of the host’s own services (`units` of cluster.yaml) is stopped: the machine and keepalived stay.',
	undone: 'It is started.',
	detail: ({ unit }) => unit,
	problems: ({ unit }, place): DrillProblem[] =>
		/^[\w.-]+\.service$/.test(unit)
			? []
			: [
					{
						field: `${place}.unit`,
						value: unit,
						problem: 'is not the name of a systemd service',
						fix: 'Write for instance haproxy.service',
					},
				],
};
