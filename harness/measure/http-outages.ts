import type { HttpSample } from '../timeline/event.ts';
import type { OutageWindow } from './measurements.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

/** Where the line between an outage and its tail runs. */
export interface OutageTuning {
	/** How far ahead a sample is judged, milliseconds. */
	lookaheadMs: number;
	/** A good sample ends an outage if at least this share of those due within the look-ahead after it is good, 0–1. */
	recoveredShare: number;
	/** After a recovery, a failure begins a new main outage only if less than this share of the look-ahead is good, 0–1. */
	relapsedShare: number;
	/** Where the look-ahead holds fewer samples than this, the next ones are taken, whenever due: slow loads are judged too. */
	relapsedMinSamples: number;
}

/**
 * A mesh with one dead back end of three fails 1/3 of new connections (2/3 good), of two 1/2: above the recovered share, so the main
 * outage ends where answers come back and the rest is tail. The relapse share lies well below, so that chance in the tail begins no
 * outage: of 25 samples at 2/3 good, fewer than a quarter good has a probability of 1e-5.
 */
export const OUTAGE_TUNING: OutageTuning = { lookaheadMs: 500, recoveredShare: 0.5, relapsedShare: 0.25, relapsedMinSamples: 4 };

/** The main outages of a window, and what failed after the first recovery without being one. */
export interface Outages {
	outages: OutageWindow[];
	/** First sustained recovery → last tail failure, milliseconds; 0 where none, null where it never recovered. */
	tailMs: number | null;
	tailFailed: number;
	tailSent: number;
}

/**
 * Divides the failures of `window` into main outages and tail. `samples` are one stream's *sent* ones of the whole trial by due time:
 * those before the window tell the last good one, those after it serve the look-ahead.
 * - The first failure of the window begins a main outage. It lasts from the last good sample before to the first *sustained* good one
 *   after: one after which at least `recoveredShare` of the samples due in the next `lookaheadMs` (at least one sample) are good. The
 *   trial's very last sample proves nothing, so it never ends an outage.
 * - Later failures are *tail*, unless less than `relapsedShare` of the look-ahead (at least `relapsedMinSamples`) is good: then another
 *   main outage begins.
 */
export function findOutages(samples: readonly HttpSample[], window: Span, tuning: OutageTuning = OUTAGE_TUNING): Outages {
	const outages: OutageWindow[] = [];
	const tail: HttpSample[] = [];
	for (let i = firstDueFrom(samples, window.fromMs); i < samples.length; i++) {
		const sample = samples[i];
		if (!sample || sample.dueMs >= window.toMs) break;
		if (sample.outcome === 'ok') continue;
		if (outages.length > 0 && !isRelapse(samples, i, tuning)) {
			tail.push(sample);
			continue;
		}
		const recovered = findRecovery(samples, i, window.toMs, tuning);
		outages.push(outageAround(samples, i, recovered, window));
		if (recovered === null) break;
		i = recovered;
	}
	return { outages, ...measureTail(samples, outages, tail) };
}

function firstDueFrom(samples: readonly HttpSample[], fromMs: number): number {
	const index = samples.findIndex((s) => s.dueMs >= fromMs);
	return index < 0 ? samples.length : index;
}

/** Share of good ones among the samples from `start` that are due by `untilMs`, at least `atLeast` of them; null where there are fewer. */
function goodShare(samples: readonly HttpSample[], start: number, untilMs: number, atLeast: number): number | null {
	let seen = 0;
	let good = 0;
	for (let i = start; i < samples.length; i++) {
		const sample = samples[i];
		if (!sample || (sample.dueMs > untilMs && seen >= atLeast)) break;
		seen++;
		if (sample.outcome === 'ok') good++;
	}
	return seen < atLeast ? null : good / seen;
}

function isRelapse(samples: readonly HttpSample[], index: number, tuning: OutageTuning): boolean {
	const untilMs = (samples[index]?.dueMs ?? 0) + tuning.lookaheadMs;
	const share = goodShare(samples, index, untilMs, tuning.relapsedMinSamples);
	return share !== null && share < tuning.relapsedShare;
}

function findRecovery(samples: readonly HttpSample[], failed: number, beforeMs: number, tuning: OutageTuning): number | null {
	for (let i = failed + 1; i < samples.length; i++) {
		const sample = samples[i];
		if (!sample || sample.dueMs >= beforeMs) return null;
		if (sample.outcome !== 'ok') continue;
		const share = goodShare(samples, i + 1, sample.dueMs + tuning.lookaheadMs, 1);
		if (share !== null && share >= tuning.recoveredShare) return i;
	}
	return null;
}

function outageAround(samples: readonly HttpSample[], failed: number, recovered: number | null, window: Span): OutageWindow {
	const lastGood = samples.slice(0, failed).findLastIndex((s) => s.outcome === 'ok');
	const lastGoodMs = samples[lastGood]?.dueMs ?? null;
	const firstGoodMs = recovered === null ? null : (samples[recovered]?.dueMs ?? null);
	const within = samples.slice(lastGood + 1, recovered ?? firstDueFrom(samples, window.toMs));
	return {
		lastGoodMs,
		firstGoodMs,
		durationMs: roundMs((firstGoodMs ?? window.toMs) - (lastGoodMs ?? window.fromMs)),
		failed: within.filter((s) => s.outcome !== 'ok').length,
	};
}

function measureTail(samples: readonly HttpSample[], outages: readonly OutageWindow[], tail: readonly HttpSample[]) {
	const [first, ...later] = outages;
	const fromMs = first?.firstGoodMs;
	if (first && (fromMs === null || fromMs === undefined)) return { tailMs: null, tailFailed: 0, tailSent: 0 };
	const toMs = tail.at(-1)?.dueMs;
	if (fromMs === null || fromMs === undefined || toMs === undefined) return { tailMs: 0, tailFailed: 0, tailSent: 0 };
	const isElsewhere = (s: HttpSample) =>
		later.some((o) => s.dueMs > (o.lastGoodMs ?? fromMs) && s.dueMs < (o.firstGoodMs ?? Number.POSITIVE_INFINITY));
	const sent = samples.filter((s) => s.dueMs >= fromMs && s.dueMs <= toMs && !isElsewhere(s));
	return { tailMs: roundMs(toMs - fromMs), tailFailed: tail.length, tailSent: sent.length };
}
