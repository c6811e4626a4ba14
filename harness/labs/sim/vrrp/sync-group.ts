import type { VrrpStateName } from './world.ts';

/** What a group knows of a member, and has it do. */
export interface SyncMember {
	readonly state: VrrpStateName;
	readonly isOwner: boolean;
	/** The state that it would be in, but for its group. */
	readonly want: VrrpStateName;
	readonly fit: boolean;
	readonly ready: boolean;
	/** Its group takes it along. */
	follow(state: 'MASTER' | 'BACKUP' | 'FAULT'): void;
	resign(): void;
	announceLower(): void;
}

/**
 * A vrrp_sync_group (vrrp_sync.c): none of its members becomes MASTER before all want to, and what one leaves or fails in, all do. An instance that
 * may not go on waits for another Master_Down_Interval.
 */
export class SyncGroup {
	state: VrrpStateName = 'BACKUP';
	/** Members in FAULT of their own, and members with a script that has given no result yet. */
	faults = 0;
	inits = 0;

	constructor(private readonly members: readonly SyncMember[]) {}

	/** Once keepalived has read its file, and its members know what they track. */
	prepare(): void {
		this.faults = this.members.filter(({ fit }) => !fit).length;
		this.inits = this.members.filter(({ ready }) => !ready).length;
		if (this.faults > 0) this.state = 'FAULT';
		else if (this.inits > 0) this.state = 'INIT';
		else if (this.members.every(({ state, isOwner }) => state === 'MASTER' || isOwner)) this.state = 'MASTER';
		else this.state = 'BACKUP';
	}

	/** As after a long time in which all was well. */
	resume(): void {
		this.state = this.members.every(({ state }) => state === 'MASTER') ? 'MASTER' : 'BACKUP';
	}

	/** Whether a member may become MASTER: the group is it, or all others want to. */
	admits(member: SyncMember): boolean {
		return this.state === 'MASTER' || this.members.every((other) => other === member || other.want === 'MASTER');
	}

	/** A member is MASTER. */
	toMaster(member: SyncMember): void {
		if (this.state === 'MASTER' || !this.admits(member)) return;
		for (const other of this.#others(member)) if (other.state !== 'MASTER') other.follow('MASTER');
		this.state = 'MASTER';
	}

	/** A member is BACKUP. */
	toBackup(member: SyncMember): void {
		if (this.state === 'BACKUP') return;
		for (const other of this.#others(member)) if (other.state !== 'BACKUP') other.follow('BACKUP');
		this.state = 'BACKUP';
	}

	/** A member is in FAULT. */
	toFault(member: SyncMember): void {
		if (this.state === 'FAULT') return;
		for (const other of this.#others(member)) if (other.state !== 'FAULT') other.follow('FAULT');
		this.state = 'FAULT';
	}

	/** A member lost its address: all resign, and stand again after their own Skew_Times. */
	resign(member: SyncMember): void {
		for (const other of this.#others(member)) other.resign();
		this.state = 'BACKUP';
	}

	/** A member answers a lower advertisement with gratuitous ARP: the others send theirs too. */
	announceLower(member: SyncMember): void {
		for (const other of this.#others(member)) other.announceLower();
	}

	#others(member: SyncMember): SyncMember[] {
		return this.members.filter((other) => other !== member);
	}
}
