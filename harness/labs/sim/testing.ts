import { build, GOOD_CLUSTER } from '../../cluster/testing.ts';
import { findDrills } from '../../load/find-drill.ts';
import { shippedDrills } from '../../load/shipped-drills.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { clusterModel } from './cluster-model.ts';
import type { Spread } from './random.ts';
import { MEASURED, type Tuning } from './tuning.ts';
import { World } from './world.ts';

const NONE: Spread = { minUs: 0, meanUs: 0, maxUs: 0 };
const always = (ms: number): Spread => ({ minUs: ms * 1000, meanUs: ms * 1000, maxUs: ms * 1000 });

/** Machines that take no time for anything but what a timer says: figures are exact. Packets take 0.1 ms. */
export const EXACT: Tuning = {
	...MEASURED,
	lan: always(0.1),
	timerNoise: NONE,
	reading: NONE,
	vipAdd: NONE,
	vipRemove: NONE,
	goodbye: NONE,
	keepalivedExit: always(1050),
	keepalivedStart: NONE,
	residual: NONE,
	unitStart: NONE,
	reload: NONE,
};

/** One host's part of a test's cluster: lines of its vrrp_instance and of its global_defs. */
export interface HostLines {
	instance?: string[];
	globals?: string[];
	/** What stands above the instance. */
	before?: string[];
	/** A drop-in for keepalived.service. */
	dropIn?: string;
	/** The whole keepalived.conf, instead of all lines above. */
	text?: string;
}

const NAMES = ['a', 'b', 'c'] as const;

/** Three hosts 10.0.0.11 to .13 around the VIP 10.0.0.200, `advert_int 1`, with these lines; a host of none has no keepalived. */
function specOf(hosts: readonly HostLines[]) {
	const confs = hosts.map(
		({ instance = [], globals = [], before = [], text }) =>
			text ??
			[
				...(globals.length > 0 ? ['global_defs {', ...globals, '}'] : []),
				...before,
				'vrrp_instance VI_1 {',
				'interface ens18',
				'virtual_router_id 69',
				...instance,
				'virtual_ipaddress {',
				'10.0.0.200/24 dev ens18',
				'}',
				'}',
				'',
			].join('\n'),
	);
	const entries = hosts.map((_, i) =>
		[`  - name: docker${i + 1}`, `    address: 10.0.0.1${i + 1}`, `    keepalived: ${NAMES[i]}.conf`].join('\n'),
	);
	const yaml = GOOD_CLUSTER.replace(/hosts:[\s\S]*service:/, `hosts:\n${entries.join('\n')}\nservice:`);
	const files = Object.fromEntries(confs.map((text, i) => [`${NAMES[i]}.conf`, text]));
	return build(yaml, files);
}

/** A world of such hosts that has begun, with all that it emits. */
export function worldOf(hosts: readonly HostLines[], { tuning = EXACT, seed = 'test', keepalived = '2.2.7' } = {}) {
	const modelOf = (some: readonly HostLines[]) => {
		const spec = specOf(some);
		return clusterModel({ ...spec, versions: { ...spec.versions, keepalived } });
	};
	const model = modelOf(hosts);
	for (const [i, { dropIn }] of hosts.entries()) {
		const host = model.hosts[i];
		if (dropIn !== undefined && host) host.policy = { ...host.policy, restart: 'always', delayUs: Number(dropIn) };
	}
	const events: TimelineEvent[] = [];
	const world = new World(model, tuning, seed, (event) => events.push(event));
	world.begin();
	return {
		world,
		events,
		run: (seconds: number) => world.kernel.run(Math.round(world.kernel.nowUs + seconds * 1_000_000)),
		/** A host's models with other lines, for a reload. */
		reread: (host: number, lines: HostLines) =>
			modelOf(hosts.map((one, i) => (i === host ? lines : one))).hosts[host]?.instances ?? [],
	};
}

/** Lines of an instance with this priority. */
export const prio = (priority: number, ...more: string[]): HostLines => ({ instance: [`priority ${priority}`, ...more] });

/** Who holds the VIP, by name. */
export const owners = (world: World) => world.machines.filter((machine) => machine.holds('10.0.0.200')).map(({ name }) => name);

/** The times of a host's events of a kind, milliseconds. */
export const timesOf = (events: readonly TimelineEvent[], type: TimelineEvent['type'], host: string) =>
	events.filter((e) => e.type === type && 'host' in e && e.host === host).map(({ atMs }) => atMs);

let shipped: Promise<Map<string, DrillSpec>> | null = null;

/** The drills that ship, by name, without the mocha suites that their files register: those would run on real hosts. */
export function shippedWithoutSuites(): Promise<Map<string, DrillSpec>> {
	// A scenario file defines its drill only when it is loaded first.
	shipped ??= loadShipped();
	return shipped;
}

async function loadShipped(): Promise<Map<string, DrillSpec>> {
	const { describe } = globalThis;
	Object.assign(globalThis, { describe: undefined });
	try {
		const drills = new Map<string, DrillSpec>();
		for (const name of shippedDrills()) for (const drill of await findDrills(name)) drills.set(name, drill);
		return drills;
	} finally {
		Object.assign(globalThis, { describe });
	}
}
