import { linkLocalOf } from '../../base/ip.ts';
import type { TimelineEvent, UnitState } from '../../timeline/event.ts';
import type { Occasion } from '../../timeline/recording.ts';
import type { Kernel } from './kernel.ts';
import type { InstanceModel } from './vrrp/model.ts';
import type { Advert, WireForm } from './vrrp/wire.ts';

type VipEvent = Extract<TimelineEvent, { type: 'vip.added' | 'vip.removed' }>;

/** Who is written about: a machine's name and its NICs' addresses. */
export interface Written {
	readonly nics: readonly { network: string; address: string; mac: string }[];
	readonly name: string;
	readonly address: string;
	readonly mac: string;
}

/** The address that a packet comes from: IPv6's is link-local. */
function sourceOf(machine: Written, { segment, family }: WireForm): string {
	if (segment === null && family === 4) return machine.address;
	const nic = machine.nics.find(({ network }) => network === segment) ?? machine;
	return family === 6 ? linkLocalOf(nic.mac) : nic.address;
}

/**
 * Writes what an observer would see into the timeline, at the present of virtual time. The observer of the Docker lab polls the swarm and the
 * IPVS tables; here too, what is said of them comes at its next look.
 */
export class Journal {
	constructor(
		private readonly kernel: Kernel,
		/** The floating IPs: other addresses' comings and goings are not watched. */
		private readonly floatingIps: readonly string[],
		readonly emit: (event: Occasion) => void,
	) {}

	get nowMs(): number {
		return this.kernel.nowUs / 1000;
	}

	advert(machine: Written, { form }: Pick<InstanceModel, 'form'>, priority: number): void {
		this.emit({
			type: 'vrrp.advert',
			atMs: this.nowMs,
			source: sourceOf(machine, form),
			host: machine.name,
			version: form.version,
			vrid: form.vrid,
			priority,
			intervalMs: form.intervalUs / 1000,
			addresses: [...form.addresses],
		});
	}

	/** An advertisement of a router that is none of the hosts. */
	foreignAdvert(source: string, { form, priority }: Advert): void {
		const { version, vrid, intervalUs, addresses } = form;
		const said = { version, vrid, priority, intervalMs: intervalUs / 1000, addresses: [...addresses] };
		this.emit({ type: 'vrrp.advert', atMs: this.nowMs, source, host: null, ...said });
	}

	gratuitousArp({ mac, name }: { mac: string; name: string | null }, address: string): void {
		this.emit({ type: 'arp.gratuitous', atMs: this.nowMs, address, mac, host: name, op: 'request' });
	}

	vip(type: VipEvent['type'], machine: Written, address: string, source: VipEvent['source']): void {
		if (!this.floatingIps.includes(address)) return;
		this.emit({ type, atMs: this.nowMs, host: machine.name, address, source });
	}

	state(machine: Written, { name }: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void {
		this.emit({ type: 'vrrp.state', atMs: this.nowMs, host: machine.name, instance: name, state });
	}

	unit(
		machine: Written,
		unit: UnitState['unit'],
		state: UnitState['state'],
		mainPid: number | null,
		source: UnitState['source'],
	): void {
		this.emit({ type: 'unit.state', atMs: this.nowMs, host: machine.name, unit, state, mainPid, source });
	}

	host(type: 'host.down' | 'host.up', machine: Written): void {
		this.emit({ type, atMs: this.nowMs, host: machine.name });
	}
}
