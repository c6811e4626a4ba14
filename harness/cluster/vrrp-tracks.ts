import type { InputProblem } from '../base/errors.ts';
import type { ConfStatement, KeepalivedConf } from './keepalived-conf.ts';
import type { TrackSpec } from './spec.ts';

const KINDS = ['script', 'process', 'interface', 'file'] as const;
/** The block that defines what a `track_…` line names; a NIC needs none. */
const DEFINED_BY = { script: 'vrrp_script', process: 'vrrp_track_process', file: 'vrrp_track_file' } as const;

interface PlacedTrack extends TrackSpec {
	line: number;
	owner: string;
}

/** What an instance tracks, itself or through a sync group that lists it. */
export function readTracks(conf: KeepalivedConf, instance: string): TrackSpec[] {
	const owners = conf.statements.filter(
		(block) => (block.keyword === 'vrrp_instance' && block.args[0] === instance) || isGroupOf(block, instance),
	);
	const isBound = owners.some((owner) => owner.keyword === 'vrrp_sync_group' && !floats(owner));
	return owners.flatMap((owner) => {
		const tracks = tracksOf(conf, owner).map(({ kind, name, weight }) => ({ kind, name, weight }));
		return owner.keyword === 'vrrp_instance' && isBound ? tracks.flatMap(withoutWeight) : tracks;
	});
}

/** Whether the members of a group may have priorities that change. */
const floats = ({ block }: ConfStatement) => (block ?? []).some(({ keyword }) => FLOATING.test(keyword));
const FLOATING = /^(global_tracking|sync_group_tracking_weight)$/;

/**
 * What is left of an instance's own tracked thing in a sync group, whose members' priorities may not change: weighted scripts and files are dropped,
 * weighted interfaces decide between fit and FAULT, and processes keep their weights (vrrp_complete_instance() of keepalived's vrrp.c).
 */
function withoutWeight(track: TrackSpec): TrackSpec[] {
	if (track.weight === 0 || track.kind === 'process') return [track];
	return track.kind === 'interface' ? [{ ...track, weight: 0 }] : [];
}

/** Tracked scripts, processes and files that no block before their use defines: keepalived would pass over them, and track nothing. */
export function checkTracks(conf: KeepalivedConf): InputProblem[] {
	const owners = conf.statements.filter(({ keyword }) => /^vrrp_(instance|sync_group)$/.test(keyword));
	return owners.flatMap((owner) =>
		tracksOf(conf, owner).flatMap(({ kind, name, line, owner: field }): InputProblem[] => {
			if (kind === 'interface' || definition(conf, kind, name, owner.line)) return [];
			const problem = `no ${DEFINED_BY[kind]} before it has this name, so keepalived would not track it`;
			const fix = `Define ${DEFINED_BY[kind]} ${name} above, or correct the name`;
			return [{ file: conf.file, line, field: `${field} track_${kind}`, value: name, problem, fix }];
		}),
	);
}

/** The first group that lists an instance: it cannot be in two (vrrp_sync_set_group() of keepalived's vrrp_sync.c). Null without any. */
export function groupOf(conf: KeepalivedConf, instance: string): string | null {
	return conf.statements.find((block) => isGroupOf(block, instance))?.args[0] ?? null;
}

function isGroupOf({ keyword, block }: ConfStatement, instance: string): boolean {
	const members = (block ?? []).filter((statement) => statement.keyword === 'group').flatMap((group) => group.block ?? []);
	return keyword === 'vrrp_sync_group' && members.some((member) => member.keyword === instance);
}

function tracksOf(conf: KeepalivedConf, owner: ConfStatement): PlacedTrack[] {
	return KINDS.flatMap((kind) => {
		const blocks = (owner.block ?? []).filter(({ keyword }) => keyword === `track_${kind}`);
		return blocks
			.flatMap(({ block }) => block ?? [])
			.map(({ keyword: name, args, line }): PlacedTrack => {
				const own = weightOf(args);
				const defined = kind === 'interface' ? undefined : definition(conf, kind, name, owner.line);
				const weight = own ?? weightOf(lastArgs(defined)) ?? 0;
				return { kind, name, weight, line, owner: [owner.keyword, ...owner.args].join(' ') };
			});
	});
}

function definition(
	conf: KeepalivedConf,
	kind: keyof typeof DEFINED_BY,
	name: string,
	before: number,
): ConfStatement | undefined {
	return conf.statements.find(({ keyword, args, line }) => keyword === DEFINED_BY[kind] && args[0] === name && line < before);
}

/** `weight N` of a definition's block, as the tokens of its line. */
function lastArgs(defined: ConfStatement | undefined): string[] {
	const statement = (defined?.block ?? []).findLast(({ keyword }) => keyword === 'weight');
	return statement ? ['weight', ...statement.args] : [];
}

function weightOf(tokens: readonly string[]): number | undefined {
	const text = tokens[tokens.indexOf('weight') + 1];
	return tokens.includes('weight') && text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
