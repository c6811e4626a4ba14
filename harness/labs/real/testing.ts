import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { nicOn } from '../../cluster/segments.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { ObservedState } from '../common/observed-state.ts';
import type { Act } from './agents/protocol.ts';
import type { CommandStream } from './command.ts';
import type { LiveCluster } from './live-cluster.ts';
import type { Machines } from './machines.ts';

/** A command in a machine, played by a test. */
export class FakeStream implements CommandStream {
	readonly stdin = new PassThrough();
	readonly stdout = new PassThrough();
	readonly stderr = new PassThrough();
	readonly ended: Promise<void>;
	isClosed = false;
	/** Ends the command, after its last words if it has any. */
	end: (lastWords?: string) => void = () => {};

	constructor() {
		this.ended = new Promise((resolve) => {
			this.end = (lastWords) => {
				if (lastWords !== undefined) this.stderr.write(`${lastWords}\n`);
				// What was said is read before the end is known, as with a real stream.
				setImmediate(resolve);
			};
		});
	}
	close(): void {
		this.isClosed = true;
		this.end();
	}
	async exitCode(): Promise<number | null> {
		return 0;
	}
}

/** What a cluster that nothing ails looks like to its observer, its service published in host mode. */
function healthySightings(spec: ClusterSpec): ObservedState {
	const seen = new ObservedState(spec.vip);
	const [first] = spec.hosts;
	seen.apply({ type: 'vip.added', atMs: 0, host: first?.name ?? '', address: spec.vip, source: 'snapshot' });
	seen.apply({ type: 'swarm.leader', atMs: 0, node: first?.name ?? '', seenBy: 'test' });
	for (const { name } of spec.hosts) {
		seen.apply({
			...{ type: 'swarm.node', atMs: 0, node: name, state: 'ready' },
			...{ availability: 'active', reachability: 'reachable', seenBy: 'test' },
		} as TimelineEvent);
		seen.apply({
			...{ type: 'swarm.task', atMs: 0, task: `task-${name}`, service: 'web', node: name },
			...{ state: 'running', desiredState: 'running', seenBy: 'test' },
		} as TimelineEvent);
	}
	return seen;
}

/** A lab without machines that keeps a record of what was done to it, in order. */
export interface FakeWorld {
	world: LiveCluster;
	/** One line a deed. */
	log: string[];
	/** When each act was to happen, on the engine's clock; undefined where nothing was said. */
	actsAtMs: (number | undefined)[];
	/** What the injector is made to wait for before it has acted. */
	gate: Promise<unknown>;
}

/** Waits until a line about something done to the lab is in the log. Throws after a thousand looks, 2 ms apart: tests may bend the clock. */
export async function untilLogged({ log }: FakeWorld, line: string): Promise<void> {
	for (let looks = 0; looks < 1000; looks++) {
		if (log.includes(line)) return;
		await sleep(2);
	}
	throw new Error(`the lab was not asked: ${line}; but: ${log.join('; ')}`);
}

/**
 * Machines that are on and do what they are told without a word, but for what a test plays itself. It holds the port together: whatever a drill asks
 * of machines is here, or the compiler says so.
 */
export function fakeMachines(spec: ClusterSpec, played: Partial<Machines> = {}): Machines {
	return {
		id: '1a2b3c',
		spec,
		stream: async () => new FakeStream(),
		exec: async () => '',
		execBeside: async () => '',
		run: async () => '',
		runBeside: async () => '',
		inner: () => fakeEngine({ ping: async () => 'OK' }),
		isOn: async () => true,
		switchOn: async () => {},
		pidOf: async (name) => 100 + spec.hosts.findIndex((host) => host.name === name),
		forget: () => {},
		nicOf: (host, network = null) => (network === null ? 'ens18' : (nicOn(spec, host, network)?.interface ?? '')),
		macOf: (machine, network = null) => (network === null ? '02:00:00:00:00:01' : (nicOn(spec, machine, network)?.mac ?? '')),
		addressOf: (machine) => spec.hosts.find(({ name }) => name === machine)?.address ?? spec.network.clientAddress,
		...played,
	};
}

/** A Docker engine that answers these calls and no others. */
export const fakeEngine = (calls: Record<string, () => Promise<unknown>>): Docker => calls as unknown as Docker;

/** A lab on which faults and trials can be tried in milliseconds: machines, injector and observer only say what they were asked. */
export function fakeWorld(spec: ClusterSpec): FakeWorld {
	const log: string[] = [];
	const fake: FakeWorld = { log, actsAtMs: [], gate: Promise.resolve(), world: undefined as unknown as LiveCluster };
	const seen = healthySightings(spec);
	const lab = fakeMachines(spec, {
		run: async (machine, script) => {
			log.push(`run on ${machine}: ${script.text}`);
			return '';
		},
		runBeside: async (script) => {
			if (script.text.startsWith('mkdir')) log.push('note');
			return '';
		},
		execBeside: async (command) => {
			log.push(`beside: ${command.join(' ')}`);
			return '';
		},
	});
	const injector = {
		act: async (acts: Act[], atMs?: number) => {
			fake.actsAtMs.push(atMs);
			for (const act of acts) log.push(`act: ${describe(act)}`);
			const askedMs = Date.now();
			await fake.gate;
			return { askedMs, doneMs: Date.now() };
		},
		cableOf: async (host: string) => `v1a2b3c-${host}`,
	};
	let emit: ((event: TimelineEvent) => void) | null = null;
	const observer = {
		seen,
		nowMs: () => Date.now(),
		see: (event: TimelineEvent) => emit?.(event),
		record: async (to: (event: TimelineEvent) => void) => {
			emit = to;
			return Date.now();
		},
		snapshot: () => [],
		awaitPages: async (urls: string[], { client = 'segment' } = {}) =>
			void log.push(client === 'segment' ? 'pages asked' : `${client} client asks ${urls.join(' ')}`),
		awaitProbes: async (probes: { name: string }[]) => {
			if (probes.length > 0) log.push(`probes asked: ${probes.map(({ name }) => name).join(' ')}`);
		},
		startLoad: async () => void log.push('load starts'),
		stopLoad: async () => void log.push('load stops'),
		checkCapture: async () => void log.push('capture checked'),
		stopRecording: async () => void log.push('recording stops'),
	};
	fake.world = {
		...{ lab, injector, observer },
		...{ publishMode: 'host', publishModeReason: null, mesh: null, steps: [] },
	} as unknown as LiveCluster;
	return fake;
}

function describe(act: Act): string {
	if (act.do === 'freeze') return act.frozen ? 'freeze' : 'thaw';
	if (act.do === 'link') return `${act.link} ${act.up ? 'up' : 'down'}`;
	return act.do;
}
