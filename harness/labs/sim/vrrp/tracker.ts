import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { VrrpInstance } from './instance.ts';
import type { Phase } from './timers.ts';
import type { ScriptQuestion, TrackModel } from './track-model.ts';

/** What a tracker looks at. */
export interface TrackedWorld {
	readonly kernel: Kernel;
	/** Whether a script that asks this would succeed now. */
	succeeds(question: ScriptQuestion): boolean;
	/** Whether the instance's own NIC is up and running. */
	linkUp(): boolean;
	/** Whether a process of this name runs. */
	runs(process: string): boolean;
	isPaused(): boolean;
	defer(actor: Actor, code: number): void;
}

interface Tracked {
	model: TrackModel;
	well: boolean;
	/** Results in a row that speak against `well`. */
	against: number;
	/** Whether any result has come yet: the first success is enough. */
	asked: boolean;
	timer: Timer | null;
}

const MAX_PRIORITY = 254;
const OWNER_PRIORITY = 255;

/**
 * What one instance tracks, beside its own NIC: weight 0 decides between fit and FAULT, any other weight changes the priority, within 1 to 254;
 * 255 stays (vrrp_track.c). A script counts as failed until its first success. Tracked files are taken to say 0.
 */
export class Tracker implements Actor {
	readonly #tracked: Tracked[];
	#running = false;

	constructor(
		private readonly instance: VrrpInstance,
		private readonly nic: string,
		private readonly world: TrackedWorld,
	) {
		this.#tracked = instance.model.tracks.map((model, i) => ({
			model,
			well: false,
			against: 0,
			asked: false,
			timer: model.script ? world.kernel.timer(this, i) : null,
		}));
	}

	/** Starts the instance, and with it the scripts. */
	start(): void {
		this.#running = true;
		for (const tracked of this.#tracked) {
			tracked.asked = false;
			tracked.against = 0;
			tracked.well = tracked.model.kind === 'script' ? false : this.#isWell(tracked);
			if (tracked.timer !== null) this.world.kernel.set(tracked.timer, this.world.kernel.nowUs);
		}
		this.instance.start(this.#isFit());
		this.#tell();
	}

	/** As after a long time in which all was well. */
	resume(phaseUs: Phase): void {
		this.#running = true;
		for (const tracked of this.#tracked) {
			tracked.asked = true;
			tracked.well = true;
			if (tracked.timer !== null) this.#again(tracked.timer, phaseUs(tracked.model.script?.intervalUs ?? 0));
		}
		this.#tell();
	}

	stop(): void {
		this.#running = false;
		for (const { timer } of this.#tracked) if (timer !== null) this.world.kernel.cancel(timer);
	}

	/** The NIC or a process has changed: keepalived hears of both from the kernel. */
	look(): void {
		if (!this.#running) return;
		for (const tracked of this.#tracked) if (tracked.model.kind !== 'script') tracked.well = this.#isWell(tracked);
		this.#tell();
	}

	fire(code: number): void {
		if (this.world.isPaused()) {
			this.world.defer(this, code);
			return;
		}
		const tracked = this.#tracked[code] as Tracked;
		const { script } = tracked.model;
		if (!script || tracked.timer === null) return;
		const succeeded = this.world.succeeds(script.asks);
		tracked.against = succeeded === tracked.well ? 0 : tracked.against + 1;
		const enough = tracked.well ? script.fall : tracked.asked ? script.rise : 1;
		if (tracked.against >= enough) {
			tracked.well = succeeded;
			tracked.against = 0;
			this.#tell();
		}
		tracked.asked ||= succeeded;
		this.#again(tracked.timer, script.intervalUs);
	}

	#again(timer: Timer, inUs: number): void {
		this.world.kernel.set(timer, this.world.kernel.nowUs + inUs);
	}

	#isWell({ model }: Tracked): boolean {
		if (model.kind === 'interface') return model.name !== this.nic || this.world.linkUp();
		return model.kind === 'process' ? this.world.runs(model.name) : true;
	}

	#isFit(): boolean {
		return this.world.linkUp() && this.#tracked.every(({ model, well }) => well || model.weight !== 0 || model.kind === 'file');
	}

	#tell(): void {
		const base = this.instance.model.priority;
		const step = this.#tracked.reduce((sum, { model: { weight, kind }, well }) => {
			if (kind === 'file') return sum;
			return well === weight > 0 ? sum + weight : sum;
		}, 0);
		const priority = base === OWNER_PRIORITY ? base : Math.min(MAX_PRIORITY, Math.max(1, base + step));
		this.instance.judge(this.#isFit(), priority);
	}
}
