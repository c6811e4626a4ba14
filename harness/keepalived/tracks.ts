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
	const { instances, groups } = indexOf(model);
	const owners = [...(instances.get(instance) ?? []), ...groups.filter((block) => isGroupOf(block, instance))];
	if (owners.length > 1) owners.sort((a, b) => model.blocks.indexOf(a) - model.blocks.indexOf(b));
	const isBound = owners.some((owner) => owner.keyword === 'vrrp_sync_group' && !floats(owner));
	return owners.flatMap((owner) => {
		const tracks = tracksOf(model, owner);
		return owner.keyword === 'vrrp_instance' && isBound ? tracks.flatMap(withoutWeight) : tracks;
	});
}

interface Index {
	instances: Map<string | undefined, Block[]>;
	groups: Block[];
}

/** A model's instances by name, and its groups: a file may have thousands. */
const INDICES = new WeakMap<KeepalivedModel, Index>();

function indexOf(model: KeepalivedModel): Index {
	const known = INDICES.get(model);
	if (known) return known;
	const instances: Index['instances'] = new Map();
	for (const block of blocksOf(model, 'vrrp_instance')) {
		const named = instances.get(block.names[0]) ?? [];
		named.push(block);
		instances.set(block.names[0], named);
	}
	const index = { instances, groups: blocksOf(model, 'vrrp_sync_group') };
	INDICES.set(model, index);
	return index;
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
	return indexOf(model).groups.find((block) => isGroupOf(block, instance))?.names[0] ?? null;
}

/** Whether a sync group lists an instance. */
const isGroupOf = ({ lists }: Block, instance: string) => (lists.group ?? []).some(({ values }) => values.includes(instance));

function tracksOf(model: KeepalivedModel, owner: Block): TrackSpec[] {
	return KINDS.flatMap((kind) =>
		(owner.lists[`track_${kind}`] ?? []).map((entry): TrackSpec => {
			const name = String(entry.values[0]);
			const blocks = DEFINED_BY[kind].flatMap((keyword) => blocksOf(model, keyword));
			const defined = blocks.find(({ names }) => names[0] === name);
			const weight = ownWeight(entry) ?? numberOf(defined, 'weight') ?? 0;
			// ±254 is from times when that was allowed (alloc_track_script() of keepalived's vrrp_track.c).
			const limit = kind === 'script' || kind === 'interface' ? 253 : 254;
			return { kind, name, weight: Math.max(-limit, Math.min(limit, weight)) };
		}),
	);
}

/** The weight that a line of tracking says itself. */
export function ownWeight({ options }: Entry): number | undefined {
	const { weight } = options;
	return typeof weight === 'string' && /^[+-]?\d+$/.test(weight) ? Number(weight) : undefined;
}
