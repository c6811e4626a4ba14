import type { Verdict } from './checks.ts';
import type { Fitness } from './instance.ts';
import type { InstanceModel } from './model.ts';
import type { ScriptModel, TrackModel } from './track-model.ts';

/** What a tracker looks at. */
export interface TrackedWorld {
	verdict(script: ScriptModel): Verdict;
	/** Whether a NIC is up and has a carrier. */
	linkUp(nic: string): boolean;
	/** Whether a process of this path or name runs. */
	runs(process: string): boolean;
}

/** Nothing that anybody tracks is wrong. */
export const ALL_WELL: TrackedWorld = { verdict: () => 'good', linkUp: () => true, runs: () => true };

const MAX_PRIORITY = 254;
const OWNER_PRIORITY = 255;

/**
 * What an instance's tracked things and its own NIC make of it (vrrp_track.c): weight 0 decides between fit and FAULT, any other weight changes the
 * priority, within 1 to 254; 255 stays. A script without a result changes no priority yet, and of weight 0 it keeps the instance waiting. Tracked
 * files are taken to say 0.
 */
export function fitnessOf(
	{ priority: base, tracks, nic }: Pick<InstanceModel, 'priority' | 'tracks' | 'nic'>,
	world: TrackedWorld,
): Fitness {
	let [fit, ready, priority] = [world.linkUp(nic), true, base];
	for (const track of tracks) {
		const verdict = verdictOn(track, world);
		if (track.weight === 0) {
			if (verdict === 'bad') fit = false;
			if (verdict === 'unknown') ready = false;
		} else if ((verdict === 'good' && track.weight > 0) || (verdict === 'bad' && track.weight < 0)) {
			priority += track.weight;
		}
	}
	return { fit, ready, priority: base === OWNER_PRIORITY ? base : Math.min(MAX_PRIORITY, Math.max(1, priority)) };
}

function verdictOn({ kind, name, weight, script, process }: TrackModel, world: TrackedWorld): Verdict {
	switch (kind) {
		case 'script':
			return script ? world.verdict(script) : 'good';
		case 'interface':
			return world.linkUp(name) ? 'good' : 'bad';
		case 'process':
			return world.runs(process ?? name) ? 'good' : 'bad';
		default:
			// What a file says is multiplied by its weight: 0 adds nothing.
			return weight > 0 ? 'bad' : 'good';
	}
}
