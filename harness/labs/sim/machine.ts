import { linkLocalOf } from '../../base/ip.ts';
import { inSubnet, parseIpv4, type Subnet } from '../../base/ipv4.ts';
import { keepsAddressesOf } from '../../cluster/networkd.ts';
import type { HostModel } from './cluster-model.ts';
import type { Journal, Written } from './journal.ts';
import type { Actor, Kernel, Timer } from './kernel.ts';
import type { Lan, Port } from './lan.ts';
import type { Random } from './random.ts';
import type { Tuning } from './tuning.ts';
import { type DaemonHost, Keepalived } from './vrrp/daemon.ts';
import type { InstanceModel } from './vrrp/model.ts';
import type { ScriptModel } from './vrrp/track-model.ts';
import type { Advert } from './vrrp/wire.ts';

/** The world that a machine stands in. */
export interface MachineWorld {
	readonly kernel: Kernel;
	readonly random: Random;
	readonly tuning: Tuning;
	readonly journal: Journal;
	readonly lan: Lan;
	/** A segment by its name; the customers' is null. */
	segment(name: string | null): Lan;
	readonly machines: readonly Machine[];
	/** Another cluster's VRRP router on the segment, and its number there. */
	readonly foreignRouter: { hear(advert: Advert): void } | null;
	readonly strangers: number;
	/** A gratuitous ARP is on the segment. */
	announced(machine: Machine, address: string): void;
	/** Whether the machine answers on the published port, asked from within. */
	serves(machine: Machine): boolean;
	/** dockerd runs, or does no longer; its containers may live on. */
	dockerdChanged(machine: Machine): void;
	/** Nothing of a machine is frozen any more. */
	thawed(machine: Machine): void;
	/** The containers of a machine have ended, in order or with its power. */
	containersEnded(machine: Machine): void;
	/** A dockerd that starts has ended what a killed one has left. */
	leftoversEnded(machine: Machine): void;
	/** Services of a machine's own have started or ended. */
	unitsChanged(machine: Machine): void;
}

const BOOTED = 0;
const DOCKERD_READY = 1;
const DOCKERD_STOPPED = 2;
const POWER_OFF = 3;
const DOCKERD_CLEANS = 4;
const UNITS_START = 5;
const TIMERS = 6;

/** docker.service's RestartSec=. */
const DOCKERD_RESTART_US = 2_000_000;
/** cpu.max's period, as Docker sets it. */
const QUOTA_PERIOD_US = 100_000;
const FIRST_PID = 100;

const NONE: readonly string[] = [];

/** The service of a daemon's name. */
const unitOf = (name: string): string => `${name}.service`;

/** A host: power, processes that may be frozen, a NIC with addresses and a cable, keepalived and dockerd with what systemd does for them. */
export class Machine implements Actor, Port, DaemonHost, Written {
	readonly name: string;
	readonly address: string;
	readonly mac: string;
	readonly nic: string;
	readonly nics: HostModel['spec']['nics'];
	readonly kernel: Kernel;
	readonly random: Random;
	readonly tuning: Tuning;
	readonly keepalived: Keepalived | null;
	powered = true;
	/** When its power went and came last, microseconds; −∞ where it never did. */
	diedUs = Number.NEGATIVE_INFINITY;
	poweredUs = Number.NEGATIVE_INFINITY;
	/** PID of dockerd; null where it does not run or is not ready. */
	dockerdPid: number | null = null;
	/** The vrrp_scripts that a fault makes fail here, by name. */
	readonly failingChecks = new Set<string>();
	/** Those of its units that run; nearly always none or all. */
	#units: readonly string[] = NONE;
	#freezes = 0;
	#cpus: number | null = null;
	#cables = 0;
	#downs = 0;
	/** The same of NICs on further segments, by the segments' names; null where no fault has been there. */
	#further: Map<string, { cables: number; downs: number }> | null = null;
	#pids = FIRST_PID;
	#dockerdWanted = true;
	#rebooting = false;
	/** Few: to look through a list is quicker than to hash. */
	readonly #held: string[] = [];
	readonly #firstTimer: Timer;

	constructor(
		readonly model: HostModel,
		/** Its number, also on the segment. */
		readonly number: number,
		private readonly world: MachineWorld,
	) {
		this.name = model.spec.name;
		this.address = model.spec.address;
		this.mac = model.spec.mac;
		this.nic = model.spec.interface;
		this.nics = model.spec.nics;
		this.kernel = world.kernel;
		this.tuning = world.tuning;
		this.random = world.random.split(this.name);
		this.keepalived = model.instances.length > 0 ? new Keepalived(model.instances, model.policy, this) : null;
		this.#firstTimer = world.kernel.timers(this, TIMERS);
	}

	/** Whether it has a NIC on a segment. */
	isOn(segment: string | null): boolean {
		return segment === null || this.nics.some(({ network }) => network === segment);
	}

	/** Whether one of these addresses is its own on a segment. */
	has(addresses: readonly string[], segment: string | null): boolean {
		const nic = segment === null ? null : this.nics.find(({ network }) => network === segment);
		const own = nic ?? { address: this.address, mac: this.mac };
		const { address6 } = this.model.spec;
		return addresses.some(
			(one) => one === own.address || (one.includes(':') && (one === linkLocalOf(own.mac) || one === address6)),
		);
	}

	/** As after a long time in which all was well, but for VRRP. */
	settle(): void {
		if (this.#isNode) this.dockerdPid = this.newPid();
		this.#startUnits();
	}

	/** Whether it is a node of the swarm; others have no dockerd. */
	get #isNode(): boolean {
		return this.model.spec.role !== 'none';
	}

	/** Whether one of its own services runs. */
	get hasUnit(): boolean {
		return this.#units.length > 0;
	}

	/** Whether this one of its own services runs. */
	runsUnit(unit: string): boolean {
		return this.#units.includes(unit);
	}

	/** Starts or ends one of its own services. */
	setUnit(unit: string, runs: boolean): void {
		const others = this.#units.filter((one) => one !== unit);
		this.#units = runs ? [...others, unit] : others;
		this.world.unitsChanged(this);
		this.keepalived?.look();
	}

	/** systemd starts them as the machine boots. */
	#startUnits(): void {
		this.#units = this.model.spec.units;
	}

	get frozen(): boolean {
		return this.#freezes > 0;
	}

	/** Whether its processes can do anything. */
	get alive(): boolean {
		return this.powered && this.#freezes === 0;
	}

	linkUp(): boolean {
		return this.powered && this.#cables === 0 && this.#downs === 0;
	}

	/** A NIC by its name; one that nobody knows is taken to be well. */
	nicUp(nic: string): boolean {
		if (nic === this.nic) return this.linkUp();
		if (this.#further === null) return this.powered;
		return this.linkedTo(this.nics.find((one) => one.interface === nic)?.network ?? '');
	}

	/** Whether it has a link to a further segment. */
	linkedTo(segment: string): boolean {
		const broken = this.#further?.get(segment);
		return this.powered && (broken === undefined || (broken.cables === 0 && broken.downs === 0));
	}

	holds(address: string): boolean {
		return this.#held.includes(address);
	}

	hold(addresses: readonly string[], held: boolean): void {
		for (const address of addresses) {
			if (held === this.#held.includes(address)) continue;
			if (held) this.#held.push(address);
			else this.#held.splice(this.#held.indexOf(address), 1);
			this.world.journal.vip(held ? 'vip.added' : 'vip.removed', this, address, 'monitor');
		}
	}

	hear(advert: Advert): void {
		this.keepalived?.hear(advert);
	}

	advertise(model: InstanceModel, priority: number): void {
		if (!this.nicUp(model.nic)) return;
		this.world.journal.advert(this, model, priority);
		const advert: Advert = { form: model.form, priority, address: model.address };
		const { segment } = model.form;
		const lan = this.world.segment(segment);
		for (const other of this.world.machines) {
			if (other.number === this.number || !other.isOn(segment)) continue;
			if (model.peers && !other.has(model.peers, segment)) continue;
			lan.send(this.number, other.number, advert);
		}
		if (this.world.foreignRouter && !model.peers && segment === null)
			this.world.lan.send(this.number, this.world.strangers, advert);
	}

	announce(model: InstanceModel): void {
		if (!this.nicUp(model.nic)) return;
		for (const address of model.held) {
			this.world.journal.gratuitousArp(this, address);
			this.world.announced(this, address);
		}
	}

	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void {
		this.world.journal.state(this, model, state);
	}

	unit(state: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed', pid: number | null): void {
		this.world.journal.unit(this, 'keepalived', state, pid, 'journal');
	}

	newPid(): number {
		this.#pids += 1;
		return this.#pids;
	}

	succeeds({ name, asks, unit }: ScriptModel): boolean {
		if (this.failingChecks.has(name)) return false;
		switch (asks) {
			case 'dockerd':
				return this.dockerdPid !== null;
			case 'unit':
				return this.runsUnit(unit ?? '');
			case 'published-port':
				return this.world.serves(this);
			default:
				return asks !== 'fails';
		}
	}

	/** By the last part of its path. containerd is a service of its own and outlives dockerd; what nobody here knows is taken to run. */
	runs(process: string): boolean {
		const name = process.split('/').at(-1) ?? '';
		if (name === 'dockerd') return this.dockerdPid !== null;
		const unit = unitOf(name);
		return !this.model.spec.units.includes(unit) || this.runsUnit(unit);
	}

	/** Its processes get this share of one processor; null for all they want. */
	starve(cpus: number | null): void {
		this.#cpus = cpus;
	}

	/** Under a quota, a process waits for the rest of the period (CFS bandwidth control), at worst for all that the quota leaves out. */
	lagUs(): number {
		if (this.#cpus === null || this.#cpus >= 1) return 0;
		return this.random.betweenUs(0, Math.round((1 - this.#cpus) * QUOTA_PERIOD_US));
	}

	/** The cable to a segment is pulled or plugged; `admin`: the NIC is set down or up. What is pulled twice must be plugged twice. */
	link(up: boolean, how: 'carrier' | 'admin', segment: string | null = null): void {
		const step = up ? -1 : 1;
		const moved = (cables: number, downs: number) => ({
			cables: how === 'carrier' ? Math.max(0, cables + step) : cables,
			downs: how === 'carrier' ? downs : Math.max(0, downs + step),
		});
		if (segment === null) ({ cables: this.#cables, downs: this.#downs } = moved(this.#cables, this.#downs));
		else {
			this.#further ??= new Map();
			const { cables, downs } = this.#further.get(segment) ?? { cables: 0, downs: 0 };
			this.#further.set(segment, moved(cables, downs));
		}
		this.keepalived?.look();
	}

	freeze(): void {
		this.#freezes += 1;
		this.keepalived?.pause();
	}

	thaw(): void {
		if (this.#freezes === 0) return;
		this.#freezes -= 1;
		this.keepalived?.goOn();
		if (!this.frozen) this.world.thawed(this);
	}

	/** The power fails: everything is gone at once. */
	powerOff(): void {
		if (!this.powered) return;
		this.powered = false;
		this.diedUs = this.kernel.nowUs;
		this.#rebooting = false;
		this.#freezes = 0;
		for (const address of this.#held) this.world.journal.vip('vip.removed', this, address, 'host-down');
		this.#held.length = 0;
		this.#units = NONE;
		this.world.unitsChanged(this);
		for (let code = 0; code < TIMERS; code += 1) this.kernel.cancel(this.#timer(code));
		this.keepalived?.powerOff();
		this.world.journal.host('host.down', this);
		this.dockerdPid = null;
		this.world.containersEnded(this);
		this.world.dockerdChanged(this);
	}

	/** Boots it where it is off, together with so many others: they share the processors of the lab's machine. */
	powerOn(together = 1): void {
		if (this.powered) return;
		this.powered = true;
		this.poweredUs = this.kernel.nowUs;
		// Set down is a state of the system that ran; the cable is not.
		this.#downs = 0;
		for (const broken of this.#further?.values() ?? []) broken.downs = 0;
		this.#dockerdWanted = true;
		this.world.journal.host('host.up', this);
		const bootUs = this.random.draw(this.tuning.boot);
		this.#set(BOOTED, together * bootUs);
		if (this.#isNode) this.#set(DOCKERD_READY, (together - 1) * bootUs + this.random.draw(this.tuning.bootDockerd));
	}

	/** From the order to reboot until the power is back. */
	get rebooting(): boolean {
		return this.#rebooting;
	}

	/** Shuts down in order, and boots again. */
	reboot(): void {
		if (!this.powered) return;
		this.#rebooting = true;
		this.keepalived?.stop();
		this.stopDockerd();
		this.#set(POWER_OFF, this.random.draw(this.tuning.shutdown));
	}

	startDockerd(): void {
		this.#dockerdWanted = true;
		if (!this.#isNode || !this.powered || this.dockerdPid !== null || this.kernel.isSet(this.#timer(DOCKERD_READY))) return;
		this.world.journal.unit(this, 'docker', 'activating', null, 'journal');
		this.#dockerdStarts(0);
	}

	/** `systemctl stop docker`: it stops its containers first. */
	stopDockerd(): void {
		this.#dockerdWanted = false;
		if (this.dockerdPid === null) {
			this.kernel.cancel(this.#timer(DOCKERD_READY));
			return;
		}
		this.world.journal.unit(this, 'docker', 'deactivating', this.dockerdPid, 'journal');
		this.world.containersEnded(this);
		this.#set(DOCKERD_STOPPED, this.random.draw(this.tuning.dockerdStop));
	}

	/** SIGKILL to dockerd; containers live on. With `respawn`, systemd starts it again. */
	killDockerd(respawn: boolean): void {
		if (this.dockerdPid === null) return;
		this.#dockerdWanted = respawn;
		this.kernel.cancel(this.#timer(DOCKERD_STOPPED));
		this.#dockerdGone('failed');
		if (respawn) this.#dockerdStarts(DOCKERD_RESTART_US);
	}

	/** Somebody deletes the address from the NIC. */
	deleteAddress(address: string): void {
		if (!this.#held.includes(address)) return;
		this.hold([address], false);
		this.keepalived?.lostAddress(address);
	}

	/** systemd-networkd restarts, and drops what it did not set on the customers' NIC where its file does not say otherwise; `further` are the networks of other segments. */
	restartNetwork(further: readonly Subnet[]): void {
		const { files } = this.model.spec;
		if (!this.powered || keepsAddressesOf(files, this.nic)) return;
		const isElsewhere = (address: string) => {
			const number = parseIpv4(address);
			return number !== null && further.some((subnet) => inSubnet(subnet, number));
		};
		for (const address of [...this.#held]) if (!isElsewhere(address)) this.deleteAddress(address);
	}

	fire(code: number): void {
		if (this.frozen) {
			this.#set(code, this.random.draw(this.tuning.dockerdStop));
			return;
		}
		switch (code) {
			case BOOTED:
				if (this.model.spec.units.length > 0) this.#set(UNITS_START, this.random.draw(this.tuning.unitStart));
				this.keepalived?.start();
				return;
			case UNITS_START:
				this.#startUnits();
				this.world.unitsChanged(this);
				this.keepalived?.look();
				return;
			case DOCKERD_READY:
				if (this.dockerdPid !== null || !this.#dockerdWanted) return;
				this.dockerdPid = this.newPid();
				this.world.journal.unit(this, 'docker', 'active', this.dockerdPid, 'journal');
				this.keepalived?.look();
				this.world.dockerdChanged(this);
				return;
			case DOCKERD_CLEANS:
				if (this.#dockerdWanted) this.world.leftoversEnded(this);
				return;
			case DOCKERD_STOPPED:
				this.#dockerdGone('inactive');
				// systemd starts what was asked for while it stopped.
				if (this.#dockerdWanted) this.startDockerd();
				return;
			default: {
				const boots = this.#rebooting;
				this.powerOff();
				if (boots) this.powerOn();
			}
		}
	}

	/** It ends early in its start what an earlier one has left: without live-restore, which a swarm refuses, nothing outlives it. */
	#dockerdStarts(inUs: number): void {
		const tookUs = this.random.draw(this.tuning.dockerdStart);
		this.#set(DOCKERD_CLEANS, inUs + Math.min(tookUs, this.random.draw(this.tuning.dockerdCleans)));
		this.#set(DOCKERD_READY, inUs + tookUs);
	}

	#dockerdGone(state: 'inactive' | 'failed'): void {
		this.dockerdPid = null;
		this.world.journal.unit(this, 'docker', state, null, 'journal');
		this.keepalived?.look();
		this.world.dockerdChanged(this);
	}

	#timer(code: number): Timer {
		return this.#firstTimer + code;
	}

	#set(code: number, inUs: number): void {
		this.kernel.set(this.#timer(code), this.kernel.nowUs + inUs);
	}
}
