import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { Phase } from './timers.ts';
import type { ScriptModel } from './track-model.ts';

/** What scripts ask, and who is told of their results. */
export interface CheckedWorld {
	readonly kernel: Kernel;
	/** Whether a script would succeed now. */
	succeeds(script: ScriptModel): boolean;
	isPaused(): boolean;
	defer(actor: Actor, code: number): void;
	/** A script's verdict has changed, or was the first. */
	checked(): void;
}

/** What keepalived holds of a script: nothing yet, that it succeeds, or that it fails. */
export type Verdict = 'unknown' | 'good' | 'bad';

interface Check {
	model: ScriptModel;
	timer: Timer;
	/** keepalived's own count: 0 to rise − 1 is bad, rise to rise + fall − 1 good. */
	result: number;
	/** No result has come yet. */
	isNew: boolean;
}

/**
 * The vrrp_scripts of one keepalived, each run once whoever tracks it (vrrp_script_child_thread() of vrrp_scheduler.c). Of a script without a
 * result the first one counts, good or bad; later it takes `rise` or `fall` of them in a row. With `init_fail` it begins as failed.
 */
export class Checks implements Actor {
	#checks: Check[] = [];
	readonly #timers: Timer[] = [];

	constructor(
		models: readonly ScriptModel[],
		private readonly world: CheckedWorld,
	) {
		this.#checks = models.map((model, i) => this.#fresh(model, i));
	}

	verdict(script: ScriptModel): Verdict {
		const check = this.#checks.find(({ model }) => model.name === script.name);
		if (!check || (check.isNew && !check.model.initFail)) return 'unknown';
		return check.result >= check.model.rise ? 'good' : 'bad';
	}

	/** keepalived starts: nothing is known, and all scripts run at once, after their trackers have begun. */
	reset(): void {
		this.#checks = this.#checks.map(({ model }, i) => this.#fresh(model, i));
	}

	/** A reload has read other scripts: of the same name, the verdict stays (clear_diff_script() of vrrp.c). */
	reload(models: readonly ScriptModel[]): void {
		this.stop();
		const before = this.#checks;
		this.#checks = models.map((model, i) => {
			const fresh = this.#fresh(model, i);
			const known = before.find((check) => check.model.name === model.name);
			if (!known || known.isNew) return fresh;
			return { ...fresh, isNew: false, result: carried(known, model) };
		});
	}

	/** Runs all scripts now, and from then on each in its interval. */
	start(): void {
		for (const { timer } of this.#checks) this.world.kernel.set(timer, this.world.kernel.nowUs);
	}

	/** As after a long time: each has the verdict that it deserves, and its next run is any moment away. */
	resume(phaseUs: Phase): void {
		for (const check of this.#checks) {
			const { model, timer } = check;
			check.isNew = false;
			check.result = this.world.succeeds(model) ? model.rise + model.fall - 1 : 0;
			this.#again(timer, phaseUs(model.intervalUs));
		}
	}

	stop(): void {
		for (const { timer } of this.#checks) this.world.kernel.cancel(timer);
	}

	fire(code: number): void {
		if (this.world.isPaused()) {
			this.world.defer(this, code);
			return;
		}
		const check = this.#checks[code];
		if (!check) return;
		const { model } = check;
		this.#again(check.timer, model.intervalUs);
		const best = model.rise + model.fall - 1;
		const [was, wasNew] = [check.result, check.isNew];
		if (this.world.succeeds(model)) check.result = was < model.rise - 1 ? was + 1 : best;
		else check.result = was > model.rise ? was - 1 : 0;
		check.isNew = false;
		if (wasNew || was >= model.rise !== check.result >= model.rise) this.world.checked();
	}

	/** One success is enough for a script without a result, unless it begins as failed. */
	#fresh(model: ScriptModel, i: number): Check {
		this.#timers[i] ??= this.world.kernel.timer(this, i);
		return { model, timer: this.#timers[i] as Timer, result: model.initFail ? 0 : model.rise - 1, isNew: !model.initFail };
	}

	#again(timer: Timer, inUs: number): void {
		this.world.kernel.set(timer, this.world.kernel.nowUs + inUs);
	}
}

/** A known result, as far from the other verdict as it was. */
function carried({ result, model }: Check, next: ScriptModel): number {
	const best = next.rise + next.fall - 1;
	if (result < model.rise) return result === 0 ? 0 : Math.max(0, next.rise - (model.rise - result));
	return result === model.rise + model.fall - 1 ? best : Math.min(best, next.rise + (result - model.rise));
}
