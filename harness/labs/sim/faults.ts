import { parseSubnet } from '../../base/ipv4.ts';
import { parseDurationMs } from '../../base/units.ts';
import { confOf, withSettings } from '../../cluster/host-keepalived.ts';
import type { HostSpec } from '../../cluster/spec.ts';
import { readInstances } from '../../keepalived/instances.ts';
import type { Direction, Fault, Traffic } from '../../scenario/fault.ts';
import type { Target } from '../../scenario/target.ts';
import type { ClusterWorld } from './cluster-world.ts';
import type { Actor } from './kernel.ts';
import { type Disturbance, type SimTraffic, TRAFFIC } from './lan.ts';
import type { Machine } from './machine.ts';
import type { Spread } from './random.ts';
import type { ModelledFault } from './unmodelled.ts';
import { type InstanceModel, instanceModels } from './vrrp/model.ts';

/** Where a fault is injected, and who it can ask. */
export interface FaultWorld {
	world: ClusterWorld;
	/** The hosts that a target means now. */
	resolve(target: Target): string[];
}

/** What undoes a fault; may be called again. */
export type Undo = () => void;

const nothing: Undo = () => {};

/** Injects one kind of fault at the present of virtual time, on these machines. Returns what undoes it. */
type Model<F> = (at: FaultWorld, machines: readonly Machine[], fault: F) => Undo;

/** What happens to each machine, and what undoes it on each. */
const onEach =
	<F>(act: (machine: Machine, fault: F, world: ClusterWorld) => void, undo?: typeof act): Model<F> =>
	({ world }, machines, fault) => {
		for (const machine of machines) act(machine, fault, world);
		if (!undo) return nothing;
		return once(() => {
			for (const machine of machines) undo(machine, fault, world);
		});
	};

const startKeepalived = (machine: Machine) => {
	if (machine.powered) machine.keepalived?.start();
};

const MODELS: { [K in ModelledFault['kind']]: Model<Extract<ModelledFault, { kind: K }>> } = {
	'power-loss': (at, machines, fault) =>
		onEach(
			(machine) => machine.powerOff(),
			(machine) => machine.powerOn(machines.length),
		)(at, machines, fault),
	reboot: onEach((machine) => machine.reboot()),
	'deaf-boot': ({ world }, machines) => {
		for (const machine of machines) machine.reboot();
		return deafPorts(world, machines);
	},
	freeze: onEach(
		(machine) => machine.freeze(),
		(machine) => machine.thaw(),
	),
	'cpu-starve': onEach(
		(machine, { cpus }) => machine.starve(cpus),
		(machine) => machine.starve(null),
	),
	'service-update': ({ world }) => {
		world.swarm?.tasks.update();
		return nothing;
	},
	'service-scale': ({ world }, _machines, { replicas }) => {
		const before = world.swarm?.tasks.scale(replicas);
		return once(() => before !== undefined && world.swarm?.tasks.scale(before));
	},
	'keepalived-stop': onEach((machine) => machine.keepalived?.stop(), startKeepalived),
	'keepalived-restart': onEach((machine) => machine.keepalived?.restart(), startKeepalived),
	'keepalived-kill': onEach((machine, { part }) => machine.keepalived?.kill(part), startKeepalived),
	'keepalived-pause': onEach(
		(machine) => machine.keepalived?.pause(),
		(machine) => machine.keepalived?.goOn(),
	),
	'check-fails': onEach(
		(machine, { script }) => machine.failingChecks.add(script),
		(machine, { script }) => machine.failingChecks.delete(script),
	),
	'keepalived-reload': onEach(
		({ keepalived, model }, { set }, world) =>
			keepalived?.reload(reloaded(model.spec, set, world.model.spec.versions.keepalived)),
		({ keepalived, model }) => keepalived?.reload(model.instances),
	),
	'unit-stop': onEach(
		(machine, { unit }) => machine.setUnit(unit, false),
		(machine, { unit }) => machine.setUnit(unit, machine.powered),
	),
	'dockerd-stop': onEach(
		(machine) => machine.stopDockerd(),
		(machine) => machine.startDockerd(),
	),
	'dockerd-kill': onEach(
		(machine, { respawn }) => machine.killDockerd(respawn),
		(machine) => machine.startDockerd(),
	),
	'task-kill': onEach(({ number }, _fault, world) => world.swarm?.tasks.containersEnded(number)),
	'node-drain': onEach(
		({ number }, _fault, world) => world.swarm?.tasks.setDrained(number, true),
		({ number }, _fault, world) => world.swarm?.tasks.setDrained(number, false),
	),
	'link-down': onEach(
		(machine, { how, network }) => machine.link(false, how, network),
		(machine, { how, network }) => machine.link(true, how, network),
	),
	'link-flap': ({ world }, machines, { down, up }) =>
		flap(world, machines, parseDurationMs(down) * 1000, parseDurationMs(up) * 1000),
	'vip-duplicate': ({ world }) => once(world.strangerComes()),
	'vrid-conflict': ({ world }) => once(world.routerComes()),
	partition: (at, machines, fault) =>
		disturb(at.world, ways(numbersOf(machines), otherSide(at, fault, machines), fault.direction), {
			...{ traffic: trafficOf(fault.traffic), loss: 1, segment: fault.network },
		}),
	'packet-loss': ({ world }, machines, { direction, traffic, percent }) =>
		disturb(world, ways(numbersOf(machines), everyoneElse(world), direction), {
			traffic: trafficOf(traffic),
			loss: percent / 100,
		}),
	background: ({ world }, machines, { latency, jitter, loss }) =>
		disturb(world, ways(numbersOf(machines), everyoneElse(world), 'out'), {
			traffic: TRAFFIC,
			delayUs: Math.round(parseDurationMs(latency) * 1000),
			jitterUs: Math.round(parseDurationMs(jitter) * 1000),
			loss: loss / 100,
		}),
	'packet-delay': ({ world }, machines, fault) =>
		disturb(world, ways(numbersOf(machines), everyoneElse(world), fault.direction), {
			traffic: TRAFFIC,
			delayUs: Math.round(parseDurationMs(fault.delay) * 1000),
			jitterUs: Math.round(parseDurationMs(fault.jitter) * 1000),
			duplicate: fault.duplicatePercent / 100,
			reorder: fault.reorderPercent / 100,
		}),
	// Hosts here send from their NICs' own addresses; use_vmac is among what is said not to be acted on.
	'mac-filter': () => nothing,
	'network-restart': onEach((machine, _fault, world) => {
		const { kernel, random } = machine;
		const further = world.model.spec.networks.flatMap(({ subnet }) => parseSubnet(subnet) ?? []);
		const dropped = kernel.timer({ fire: () => machine.restartNetwork(further) }, 0);
		kernel.set(dropped, kernel.nowUs + random.draw(NETWORKD_STARTS));
	}, startKeepalived),
	'vip-delete': onEach((machine, _fault, world) => machine.deleteAddress(world.model.spec.vip), startKeepalived),
};

/** Injects a fault at the present of virtual time, on these hosts. Returns what undoes it. */
export function injectFault(at: FaultWorld, fault: ModelledFault, hosts: readonly string[]): Undo {
	const inject = MODELS[fault.kind] as Model<ModelledFault>;
	return inject(
		at,
		hosts.map((name) => at.world.machine(name)),
		fault,
	);
}

function once(undo: Undo): Undo {
	let done = false;
	return () => {
		if (!done) undo();
		done = true;
	};
}

const numbersOf = (machines: readonly Machine[]) => machines.map(({ number }) => number);
const everyoneElse = (world: ClusterWorld) => [...numbersOf(world.machines), world.client, world.router];
const trafficOf = (traffic: Traffic): readonly SimTraffic[] => (traffic === 'all' ? TRAFFIC : [traffic]);

/** As in the Docker lab: the other hosts, some of them, or everyone, the customers on the segment too. */
function otherSide(
	{ world, resolve }: FaultWorld,
	{ from, network }: Extract<Fault, { kind: 'partition' }>,
	targets: readonly Machine[],
): number[] {
	const others = typeof from === 'object' ? resolve(from).map((name) => world.machine(name)) : world.machines;
	const apart = numbersOf(others.filter((machine) => !targets.includes(machine) && machine.isOn(network)));
	return from === 'everyone' && network === null ? [...apart, world.client] : apart;
}

/** The ways between the targets and others, as the direction says from the targets' side. */
function ways(targets: readonly number[], others: readonly number[], direction: Direction): [from: number, to: number][] {
	const pairs = targets.flatMap((target) => others.filter((other) => other !== target).map((other) => [target, other] as const));
	const all = pairs.flatMap(([target, other]): [number, number][] => [
		...(direction === 'in' ? [] : [[target, other] as [number, number]]),
		...(direction === 'out' ? [] : [[other, target] as [number, number]]),
	]);
	// Of two targets each is the other's other: one way is disturbed once.
	return [...new Map(all.map((way) => [way.join(' '), way])).values()];
}

function disturb(
	world: ClusterWorld,
	between: readonly [from: number, to: number][],
	{ segment = null, ...how }: Partial<Disturbance> & Pick<Disturbance, 'traffic'> & { segment?: string | null },
): Undo {
	const { kernel, random: all, tuning } = world;
	const lan = world.segment(segment);
	const random = all.split('uncut');
	// The filters stand at the receivers, and are removed on one machine after the other: who heals first may be heard by some only.
	const calmAt = (receiver: number) => {
		for (const one of disturbances) if (one.to === receiver) lan.calm(one);
	};
	const calm = { loss: 0, delayUs: 0, jitterUs: 0, duplicate: 0, reorder: 0 };
	const disturbances = between.map(([from, to]): Disturbance => ({ ...calm, ...how, from, to }));
	for (const one of disturbances) lan.disturb(one);
	return once(() => {
		for (const receiver of new Set(disturbances.map(({ to }) => to))) {
			const timer = kernel.timer({ fire: () => calmAt(receiver) }, 0);
			kernel.set(timer, kernel.nowUs + random.draw(tuning.uncut));
		}
	});
}

/** From the order to restart systemd-networkd until it drops addresses: 21 real trials on 2026-11-26, two labs side by side on two processors. */
const NETWORKD_STARTS: Spread = { minUs: 46_000, meanUs: 62_000, maxUs: 90_000 };
/** How often the ports are looked at, microseconds: a machine that has power again starts keepalived seconds later. */
const PORT_LOOK_US = 10_000;

/** From the moment each machine has power again, nothing passes its port, either way. Undone for all at once. */
function deafPorts({ lan, kernel, client, router, strangers, machines: all }: ClusterWorld, machines: readonly Machine[]): Undo {
	const sinceUs = kernel.nowUs;
	const cut: Disturbance[] = [];
	const close = ({ number }: Machine) => {
		const others = [...numbersOf(all), client, router, strangers].filter((other) => other !== number);
		for (const [from, to] of others.flatMap((other): [number, number][] => [
			[number, other],
			[other, number],
		])) {
			const disturbance = { from, to, traffic: TRAFFIC, loss: 1, delayUs: 0, jitterUs: 0, duplicate: 0, reorder: 0 };
			cut.push(disturbance);
			lan.disturb(disturbance);
		}
	};
	let waiting = [...machines];
	const actor: Actor = {
		fire() {
			for (const machine of waiting) if (machine.poweredUs >= sinceUs) close(machine);
			waiting = waiting.filter(({ poweredUs }) => poweredUs < sinceUs);
			if (waiting.length > 0) kernel.set(timer, kernel.nowUs + PORT_LOOK_US);
		},
	};
	const timer = kernel.timer(actor, 0);
	actor.fire(0);
	return once(() => {
		kernel.cancel(timer);
		for (const disturbance of cut) lan.calm(disturbance);
	});
}

/** The instances of the host's file with keywords set to other values. */
function reloaded(host: HostSpec, set: Readonly<Record<string, string | number>>, version: string | null): InstanceModel[] {
	const changed = withSettings(host, 'vrrp_instance', set);
	const conf = confOf(changed, version);
	if (!conf || !changed.keepalived) return [];
	const instances = readInstances(conf.model).instances.map(({ spec }) => spec);
	return instanceModels(changed, { ...changed.keepalived, instances }, version);
}

function flap({ kernel, random: all, tuning }: ClusterWorld, machines: readonly Machine[], downUs: number, upUs: number): Undo {
	let isUp = true;
	const random = all.split('flap');
	const turn = (up: boolean) => {
		if (up !== isUp) for (const machine of machines) machine.link(up, 'carrier');
		isUp = up;
	};
	const actor: Actor = {
		fire() {
			turn(!isUp);
			// Each turn is late by a little, and the next counts from it.
			kernel.set(timer, kernel.nowUs + (isUp ? upUs : downUs) + random.draw(tuning.timerNoise));
		},
	};
	const timer = kernel.timer(actor, 0);
	actor.fire(0);
	return () => {
		kernel.cancel(timer);
		turn(true);
	};
}
