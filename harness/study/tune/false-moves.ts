import type { Tuning } from '../../labs/sim/tuning.ts';
import { evenly, type Lateness, meanMs, minus, ON_TIME, ofSpread, plus, type Side, Tail } from './lateness.ts';
import type { Surroundings } from './surroundings.ts';

/** A figure that is known to lie between two. */
export interface Bounds {
	low: number;
	high: number;
}

/** What decides whether a backup takes over without need, milliseconds: the owner's interval, and each backup's Master_Down_Interval. */
export interface Timers {
	intervalMs: number;
	downMs: readonly number[];
}

const DAY_MS = 86_400_000;
/** Runs of so many lost advertisements are not told apart from longer ones. */
const LONGEST_RUN = 130;
/** A pause's length, and its phase, are taken at so many points each. */
const POINTS = 24;

/**
 * How often a day a backup takes the floating IP over although nothing has failed, without simulating it: exact, for such moves are far too rare to wait for.
 *
 * A backup that hears an advertisement begins anew (a renewal process; Feller, An Introduction to Probability Theory and Its Applications, vol. 1, ch. XIII). Until it hears the next one,
 * K advertisements are sent, K − 1 of them lost: P(K = k) = p^(k−1) (1 − p). It takes over if the k-th comes later than Master_Down_Interval. How late
 * that is, is k intervals, each late by keepalived's timer, and what packets' ways and the backup's own timer add: sums of the simulator's own
 * distributions, folded on a grid whose rounding gives the bounds. So the rate is q / E[time between two that are heard], with q = Σ p^(k−1) (1 − p) P(late | k).
 *
 * A pause of the owner hits such a stretch with a probability in proportion to its length, k p^(k−1) (1 − p)², and delays the advertisement that is due
 * in it. A pause of a backup makes it late itself: what its timer was due for, it does before it reads. Losses and a backup's own
 * pauses are each backup's, and add up; of the owner's pauses, the quickest backup decides, but for what each has lost.
 */
export class FalseMoves {
	readonly #low: Late;
	readonly #high: Late;

	constructor(
		tuning: Tuning,
		private readonly surroundings: Surroundings,
	) {
		this.#low = new Late(tuning, surroundings, 'earlier');
		this.#high = new Late(tuning, surroundings, 'later');
	}

	/** In a day. */
	perDay(timers: Timers): Bounds {
		return { low: this.#perDay(this.#low, 'earlier', timers), high: this.#perDay(this.#high, 'later', timers) };
	}

	#perDay(late: Late, side: Side, { intervalMs, downMs }: Timers): number {
		const { loss, pauses } = this.surroundings;
		if (loss >= 1) return Number.POSITIVE_INFINITY;
		const byLoss = downMs.map((down) => (DAY_MS * lateShare(late, intervalMs, down, loss)) / late.betweenMs(intervalMs, loss));
		const fromLoss = byLoss.reduce((sum, one) => sum + one, 0);
		if (!pauses) return fromLoss;
		const ofOwner = downMs.map((down) => pauseShare(late, intervalMs, down, loss, pauses));
		const ofBackups = downMs.map((down) => ownPauseShare(late, intervalMs, down, loss, pauses));
		// Where nothing is lost as well, all backups miss the same advertisement, and the quickest decides; what each has lost is its own.
		const greatest = (share: (one: PauseShare) => number) => Math.max(0, ...ofOwner.map(share));
		const owners =
			side === 'earlier'
				? greatest(({ alone, withLoss }) => alone + withLoss)
				: greatest(({ alone }) => alone) + ofOwner.reduce((sum, { withLoss }) => sum + withLoss, 0);
		return fromLoss + pauses.perDay * (owners + ofBackups.reduce((sum, one) => sum + one, 0));
	}
}

/** How late the k-th advertisement is after one that was heard, beyond k intervals. */
class Late {
	readonly #timer: Lateness;
	readonly #rest: Lateness;
	readonly #sums: Lateness[];
	readonly #tails: Tail[] = [];
	readonly #periodLateMs: number;

	constructor({ timerNoise, lan, reading }: Tuning, { latencyMs, jitterMs }: Surroundings, side: Side) {
		const other = side === 'later' ? 'earlier' : 'later';
		const way = (to: Side) => {
			const further = latencyMs + jitterMs > 0 ? evenly(latencyMs - jitterMs, latencyMs + jitterMs, to) : ON_TIME;
			return plus(plus(ofSpread(lan, to), ofSpread(reading, to)), further);
		};
		this.#timer = ofSpread(timerNoise, side);
		// The later packet's way, less the earlier one's, less the backup's own timer.
		this.#rest = plus(plus(way(side), minus(way(other))), minus(ofSpread(timerNoise, other)));
		this.#sums = [ON_TIME];
		this.#periodLateMs = meanMs(this.#timer);
	}

	/** The probability that it comes later than so many milliseconds beyond its k intervals. */
	share(k: number, ms: number): number {
		for (let i = this.#tails.length; i < k; i += 1) {
			const sum = plus(this.#sums[i] as Lateness, this.#timer);
			this.#sums.push(sum);
			this.#tails.push(new Tail(plus(sum, this.#rest)));
		}
		return (this.#tails[k - 1] as Tail).after(ms);
	}

	/** Mean time between two advertisements that are heard. */
	betweenMs(intervalMs: number, loss: number): number {
		return (intervalMs + this.#periodLateMs) / (1 - loss);
	}
}

/** q: the share of stretches between two advertisements that are heard which outlast the down timer. */
function lateShare(late: Late, intervalMs: number, downMs: number, loss: number): number {
	let share = 0;
	for (let k = 1; k <= LONGEST_RUN; k += 1) {
		const spareMs = downMs - k * intervalMs;
		const one = late.share(k, spareMs);
		// All longer runs are as late.
		if (one >= 1) return share + loss ** (k - 1);
		share += loss ** (k - 1) * (1 - loss) * one;
		if (loss ** k === 0) break;
	}
	return share;
}

/** Σ k p^(k−1) (1 − p)² f(k): over the stretches that a random moment falls into. `f` rises to 1. */
function overStretches(loss: number, f: (k: number) => number, longest = LONGEST_RUN): number {
	let sum = 0;
	for (let k = 1; k <= longest; k += 1) {
		const one = f(k);
		if (one >= 1) return sum + loss ** (k - 1) * (1 + (k - 1) * (1 - loss));
		sum += k * loss ** (k - 1) * (1 - loss) ** 2 * one;
		// What is left cannot matter.
		if (loss ** k * (1 + k * (1 - loss)) < 1e-20) break;
	}
	return sum;
}

const points = (fromMs: number, toMs: number) =>
	Array.from({ length: POINTS }, (_, i) => fromMs + ((i + 0.5) / POINTS) * (toMs - fromMs));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

type PauseLengths = NonNullable<Surroundings['pauses']>;

/** The probability that a pause of the owner lets a backup's timer run out, beyond what loss alone does: with nothing lost as well, and with something. */
interface PauseShare {
	alone: number;
	withLoss: number;
}

/** The advertisement that is due in a pause waits for its end. */
function pauseShare(late: Late, intervalMs: number, downMs: number, loss: number, { fromMs, toMs }: PauseLengths): PauseShare {
	const waits = points(fromMs, toMs).flatMap((ms) => points(0, intervalMs).map((due) => Math.max(0, ms - due)));
	const [longest, shortest] = [Math.max(...waits), Math.min(...waits)];
	const further = (k: number) => {
		const spareMs = downMs - k * intervalMs;
		const without = late.share(k, spareMs);
		if (late.share(k, spareMs - longest) <= 0) return 0;
		if (late.share(k, spareMs - shortest) >= 1) return 1 - without;
		return meanOf(waits.map((wait) => late.share(k, spareMs - wait))) - without;
	};
	const alone = (1 - loss) ** 2 * further(1);
	// Beyond these runs, loss alone moves it.
	return { alone, withLoss: Math.max(0, overStretches(loss, further, Math.ceil(downMs / intervalMs) + 20) - alone) };
}

/** The probability that a backup's own pause lets its timer run out: it began so long after the last advertisement that was heard. */
function ownPauseShare(late: Late, intervalMs: number, downMs: number, loss: number, { fromMs, toMs }: PauseLengths): number {
	return overStretches(loss, (k) => {
		if (late.share(k, downMs - k * intervalMs - toMs) <= 0) return 0;
		const ages = points(0, k * intervalMs);
		const alone = late.share(k, downMs - k * intervalMs);
		const over = points(fromMs, toMs).map((ms) => meanOf(ages.map((age) => late.share(k, downMs - ms - age))));
		return Math.max(0, meanOf(over) - alone);
	});
}
