import type { UnitState } from '../../timeline/event.ts';
import type { LiveCluster } from './live-cluster.ts';

const STATES: readonly string[] = ['active', 'activating', 'deactivating', 'inactive', 'failed'] satisfies UnitState['state'][];
const UNITS = ['docker', 'keepalived'] as const;

/** dockerd's and keepalived's state on every host that is up, in epoch time, as systemd says now. */
export async function unitStates({ lab, observer }: Pick<LiveCluster, 'lab' | 'observer'>): Promise<UnitState[]> {
	const up = lab.spec.hosts.filter(({ name }) => !observer.seen.down.has(name));
	const states = await Promise.all(
		up.map(async ({ name, role }) => {
			const show = ['systemctl', 'show', '--property', 'Id,ActiveState,MainPID', ...UNITS];
			const states = readUnits(name, observer.nowMs(), await lab.exec(name, show));
			// It has none on a host that is no node.
			return role === 'none' ? states.filter(({ unit }) => unit !== 'docker') : states;
		}),
	);
	return states.flat();
}

/** Reads what `systemctl show` prints: one block of `Property=value` lines a unit. */
export function readUnits(host: string, atMs: number, text: string): UnitState[] {
	return text.split('\n\n').flatMap((block): UnitState[] => {
		const of = (property: string) => new RegExp(`^${property}=(.*)$`, 'm').exec(block)?.[1] ?? '';
		const unit = UNITS.find((name) => of('Id') === `${name}.service`);
		const state = of('ActiveState');
		if (!unit || !STATES.includes(state)) return [];
		const mainPid = Number(of('MainPID')) || null;
		return [{ type: 'unit.state', atMs, host, unit, state: state as UnitState['state'], mainPid, source: 'snapshot' }];
	});
}
