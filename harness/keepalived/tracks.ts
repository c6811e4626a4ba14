import { type Block, blocksOf, type Entry, type KeepalivedModel, numberOf } from './model.ts';

export interface TrackSpec {
	kind: 'script' | 'process' | 'interface' | 'file';
	name: string;
	/** 0: a failure is a FAULT. Else it is added to the priority, negative when it fails, positive while it does not. */
	weight: number;
}

const KINDS = ['script', 'process', 'interface', 'file'] as const;
/** The blocks that define what a `track_…` line names; a NIC needs none. */
const DEFINED_BY: Readonly<Record<TrackSpec['kind'], readonly string[]>> = {
	script: ['vrrp_script'],
	process: ['vrrp_track_process'],
	file: ['track_file', 'vrrp_track_file'],
	interface: [],
};

/** What an instance tracks, itself or through a sync group that lists it. */
export function readTracks(model: KeepalivedModel, instance: string): TrackSpec[] {
	const owners = model.blocks.filter(
		(block) => (block.keyword === 'vrrp_instance' && block.names[0] === instance) || isGroupOf(block, instance),
	);
	const isBound = owners.some((owner) => owner.keyword === 'vrrp_sync_group' && !floats(owner));
	return owners.flatMap((owner) => {
		const tracks = tracksOf(model, owner);
		return owner.keyword === 'vrrp_instance' && isBound ? tracks.flatMap(withoutWeight) : tracks;
	});
}

/** Whether the members of a group may have priorities that change. */
const floats = ({ settings }: Block) =>
	settings.some(({ keyword }) => keyword === 'global_tracking' || keyword === 'sync_group_tracking_weight');

/**
 * What is left of an instance's own tracked thing in a sync group, whose members' priorities may not change: weighted scripts and files are dropped,
 * weighted interfaces decide between fit and FAULT, and processes keep their weights (vrrp_complete_instance() of keepalived's vrrp.c).
 */
function withoutWeight(track: TrackSpec): TrackSpec[] {
	if (track.weight === 0 || track.kind === 'process') return [track];
	return track.kind === 'interface' ? [{ ...track, weight: 0 }] : [];
}

/** The first group that lists an instance: it cannot be in two (vrrp_sync_set_group() of keepalived's vrrp_sync.c). Null without any. */
export function groupOf(model: KeepalivedModel, instance: string): string | null {
	return model.blocks.find((block) => isGroupOf(block, instance))?.names[0] ?? null;
}

function isGroupOf({ keyword, lists }: Block, instance: string): boolean {
	return keyword === 'vrrp_sync_group' && (lists.group ?? []).some(({ values }) => values.includes(instance));
}

function tracksOf(model: KeepalivedModel, owner: Block): TrackSpec[] {
	return KINDS.flatMap((kind) =>
		(owner.lists[`track_${kind}`] ?? []).map((entry): TrackSpec => {
			const name = String(entry.values[0]);
			const blocks = DEFINED_BY[kind].flatMap((keyword) => blocksOf(model, keyword));
			const defined = blocks.find(({ names }) => names[0] === name);
			const weight = weightOf(entry) ?? numberOf(defined, 'weight') ?? 0;
			// ±254 is from times when that was allowed (alloc_track_script() of keepalived's vrrp_track.c).
			const limit = kind === 'script' || kind === 'interface' ? 253 : 254;
			return { kind, name, weight: Math.max(-limit, Math.min(limit, weight)) };
		}),
	);
}

function weightOf({ options }: Entry): number | undefined {
	const { weight } = options;
	return typeof weight === 'string' && /^[+-]?\d+$/.test(weight) ? Number(weight) : undefined;
}
