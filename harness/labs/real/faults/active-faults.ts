import { withDeadline } from '../../../base/deadline.ts';
import { VipdrillError } from '../../../base/errors.ts';
import { formatMs } from '../../../base/units.ts';
import { describeHit } from '../../../scenario/describe-fault.ts';
import type { Fault } from '../../../scenario/fault.ts';
import type { Bracket } from '../injector.ts';
import type { FaultRecord, FaultWorld } from './driver.ts';
import { driverOf } from './drivers.ts';
import { dropRecord, putRecord } from './records.ts';

const PREPARED_WITHIN_MS = 30_000;
const FIRED_WITHIN_MS = 90_000;
const CONFIRMED_WITHIN_MS = 180_000;
const UNDONE_WITHIN_MS = 180_000;

/** A fault that was injected: when, and what goes on until it has run its course. */
export interface Injected {
	record: FaultRecord;
	bracket: Bracket;
	confirm: () => Promise<void>;
}

/** The faults in effect in a lab: each is noted before it happens, undone once, and put in place again when its host has booted. */
export class ActiveFaults {
	#active: FaultRecord[] = [];
	/** What has been set going; an undo waits for it, or the fault would come after its undoing. */
	readonly #firing = new Map<FaultRecord, Promise<unknown>>();

	/** Once the signal is pulled nothing is injected any more. */
	constructor(
		private readonly world: FaultWorld,
		private readonly signal?: AbortSignal,
	) {}

	/**
	 * Injects a fault. `atMs` is asked for once all is prepared, on the engine's clock, 0 for at once. Throws FAULT_FAILED where it could
	 * not be injected or did not take effect in time; it is then still among those to undo.
	 */
	async inject(index: number, fault: Fault, hosts: string[], atMs: () => number): Promise<Injected> {
		const what = describeHit(fault, hosts);
		const driver = driverOf(fault);
		const prepared = await within(
			PREPARED_WITHIN_MS,
			`the preparation of ${what}`,
			driver.prepare(this.world, fault, hosts, index),
			this.signal,
		);
		const record: FaultRecord = { index, fault, hosts, memo: prepared.memo };
		await putRecord(this.world.lab, record);
		this.#active.push(record);
		this.signal?.throwIfAborted();
		const firing = prepared.fire(atMs());
		this.#firing.set(record, firing);
		const bracket = await within(FIRED_WITHIN_MS, what, firing, this.signal);
		const confirm = async () => within(CONFIRMED_WITHIN_MS, what, prepared.confirm?.() ?? Promise.resolve(), this.signal);
		return { record, bracket, confirm };
	}

	/** Undoes a fault. Returns when, or null where it was undone before. Does not listen to Ctrl-C: it is what Ctrl-C waits for. */
	async undo(record: FaultRecord): Promise<Bracket | null> {
		if (!this.#active.includes(record)) return null;
		this.#active = this.#active.filter((other) => other !== record);
		const firing = this.#firing.get(record) ?? Promise.resolve();
		await within(FIRED_WITHIN_MS, record.fault.kind, firing).catch(() => {});
		const askedMs = this.world.nowMs();
		await undoRecord(this.world, record);
		return { askedMs, doneMs: this.world.nowMs() };
	}

	/** Those that are in effect, the last one first: the order in which to undo them. */
	lastFirst(): FaultRecord[] {
		return [...this.#active].reverse();
	}

	/** Puts the faults that a boot of the host has swept away in place again. */
	async afterBoot(host: string): Promise<void> {
		for (const record of this.#active) {
			const others = (record.memo as { others?: string[] }).others ?? [];
			if ([...record.hosts, ...others].includes(host)) await driverOf(record.fault).afterBoot?.(this.world, record, host);
		}
	}
}

/** Undoes a noted fault and strikes it off. Throws FAULT_FAILED where that takes longer than three minutes. */
export async function undoRecord(world: FaultWorld, record: FaultRecord): Promise<void> {
	const what = `the undoing of ${describeHit(record.fault, record.hosts)}`;
	await within(UNDONE_WITHIN_MS, what, driverOf(record.fault).undo(world, record));
	await dropRecord(world.lab, record);
}

function within<T>(timeoutMs: number, what: string, work: Promise<T>, signal?: AbortSignal): Promise<T> {
	const late = () => new VipdrillError('FAULT_FAILED', `${what} took longer than ${formatMs(timeoutMs)}`);
	return withDeadline(work, timeoutMs, late, signal);
}
