import { VipdrillError } from '../base/errors.ts';
import { type EngineChoice, needsGuest } from '../labs/docker/engine/choose.ts';
import { GuestFailed } from '../labs/docker/engine/guest-failure.ts';
import { BASES, GUEST } from '../labs/docker/engine/providers/kinds.ts';

/** What can be asked of a guest on the engine that is set up, and done. */
export interface GuestToSetUp {
	/** Whether its disk is there. */
	hasDisk(): Promise<boolean>;
	/** What keeps the engine from running it, each a sentence that ends with the remedy. */
	obstacles(): Promise<string[]>;
	/** Why it failed when it was tried here before, likewise. */
	failures(): Promise<string[]>;
	/** Makes its disk, and remembers where it fails. Throws GuestFailed then. */
	bake(): Promise<void>;
}

/**
 * Makes the guest's disk where the choice needs the guest (`ipVs` says what the engine's kernel has) and the disk is not there. Returns whether
 * there is one then, or `unasked`. Where the guest can't run, `auto` says why and does without, so that a lab in host mode is left; what failed
 * once it tries no more. Asked for by name, the guest is tried anyway: SETUP_NEEDED or GuestFailed where it can't run.
 */
export async function setUpGuest(
	choice: EngineChoice,
	ipVs: boolean | null,
	guest: GuestToSetUp,
	log: (line: string) => void,
): Promise<'disk' | 'none' | 'unasked'> {
	if (BASES.some((name) => name === choice)) return 'unasked';
	if (!needsGuest(choice, ipVs)) return 'none';
	if (await guest.hasDisk()) {
		log("the guest's disk is up to date");
		return 'disk';
	}
	const obstacles = await guest.obstacles();
	if (choice === GUEST) {
		if (obstacles.length > 0) throw new VipdrillError('SETUP_NEEDED', obstacles.join('\n'));
		await guest.bake();
		return 'disk';
	}
	const doWithout = (reasons: string[]) => {
		for (const reason of reasons) log(`the lab will do without the routing mesh, for no guest can bring ip_vs: ${reason}`);
		return 'none' as const;
	};
	const known = [...obstacles, ...(await guest.failures())];
	if (known.length > 0) return doWithout(known);
	try {
		await guest.bake();
		return 'disk';
	} catch (error) {
		if (!(error instanceof GuestFailed)) throw error;
		log(error.message);
		return doWithout(await guest.failures());
	}
}
