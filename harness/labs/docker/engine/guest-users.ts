import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { type Owner, ownerLabel, ownerOf, standingOf, thisOwner } from '../owner.ts';

/** Marks the guest's container and disk, and each use of the guest; the value is `guest`, `bake`, `disk` or `use`. */
export const GUEST_LABEL = 'vipdrill.engine';

/** Who the guest is to this process's knowledge used by. */
export interface GuestUse {
	volume: string;
	owner: Owner | null;
}

/**
 * Says on the outer engine that this process uses the guest there, or that its user keeps it: an empty volume with the owner's label, which every
 * process that reaches the engine sees, on this machine or another. Returns how to take that back.
 */
export async function enterGuest(outer: Docker, owner: Owner = thisOwner()): Promise<() => Promise<void>> {
	const name = `vipdrill-use-${randomBytes(4).toString('hex')}`;
	await outer.createVolume({ Name: name, Labels: { [GUEST_LABEL]: 'use', ...ownerLabel(owner) } });
	return () => removeUse(outer, name);
}

/** The uses of the guest that are not over, by what their owners are to this process; those of processes that are gone are removed. */
export async function guestUses(outer: Docker, here: Owner = thisOwner()): Promise<{ others: GuestUse[]; own: GuestUse[] }> {
	const { Volumes: volumes } = await outer.listVolumes({ filters: { label: [`${GUEST_LABEL}=use`] } });
	const others: GuestUse[] = [];
	const own: GuestUse[] = [];
	for (const { Name: volume, Labels: labels } of volumes ?? []) {
		const owner = ownerOf(labels);
		const standing = standingOf(owner, true, here);
		if (standing === 'dead') await removeUse(outer, volume);
		else (standing === 'self' || standing === 'kept' ? own : others).push({ volume, owner });
	}
	return { others, own };
}

/** Removes a use of the guest. Idempotent. */
export async function removeUse(outer: Docker, volume: string): Promise<void> {
	await outer
		.getVolume(volume)
		.remove()
		.catch((error: { statusCode?: number }) => {
			if (error.statusCode !== 404) throw error;
		});
}
