import { cleanupFailed, InputError, messageOf, VipdrillError } from '../base/errors.ts';
import { cleanEverything, cleanNamed } from '../install/clean-everything.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { describeOwner } from '../labs/docker/owner.ts';
import { undoFaults } from '../labs/docker/undo-faults.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { sweepJobs } from '../on-swarm/clean-jobs.ts';
import { findManager, findOwnManager } from '../on-swarm/open-swarm.ts';
import type { On } from './options.ts';
import { interruptible } from './ways-out.ts';

interface Flags {
	all?: boolean;
	undo?: boolean;
	force?: boolean;
	on?: On;
}

/** Removes what vipdrill left, or undoes the faults that a killed run left. */
export async function run({ all = false, undo = false, force = false, on }: Flags): Promise<void> {
	// It goes on to the end where nobody reads what it says.
	interruptible('the rest');
	if (undo) return undoEverywhere(force);
	// What it is asked to look at is found before anything is removed; a swarm that does not answer keeps nothing here.
	const api = on ? await findManager(on.context).catch(unlessBadInput) : await findOwnManager();
	await eachPart([
		async () => {
			const { lines, unreachable, failed } = await cleanNamed({ images: all, force });
			return { lines, failed: [...failed, ...(unreachable.length > 0 ? [notReached(unreachable)] : [])] };
		},
		async () => {
			if (api instanceof Error) throw api;
			return { lines: api ? await sweepJobs(api, { force }) : [] };
		},
		async () => ({ lines: await cleanEverything({ images: all, force }) }),
	]);
}

/** What a part of the clean-up did, one line each, and what it failed with beside that. */
type Part = () => Promise<{ lines: readonly string[]; failed?: readonly unknown[] }>;

/** Does each part whatever becomes of the others, and says what it did. Rejects in the end with what failed: as it is, or several as CLEANUP_FAILED. Throws InputError at once. */
export async function eachPart(parts: readonly Part[], say: (line: string) => void = console.log): Promise<void> {
	const failures: unknown[] = [];
	for (const part of parts)
		try {
			const { lines, failed = [] } = await part();
			for (const line of lines) say(line);
			failures.push(...failed);
		} catch (error) {
			failures.push(unlessBadInput(error));
		}
	if (failures.length > 0) throw failures.length === 1 ? failures[0] : cleanupFailed(failures);
}

/** Wrong words are told at once. */
function unlessBadInput(error: unknown): Error {
	if (error instanceof InputError) throw error;
	return error instanceof Error ? error : new Error(messageOf(error));
}

const notReached = (names: readonly string[]) =>
	new VipdrillError(
		'CLEANUP_FAILED',
		`${names.join(', ')} did not answer, and may hold what a run has left; clean again once they answer, or let --force forget them`,
	);

async function undoEverywhere(force: boolean): Promise<void> {
	const labs = (
		await Promise.all((await runningEngines()).map(({ docker }) => undoFaults(docker, loadCluster, { force })))
	).flat();
	if (labs.length === 0) console.log('no lab is running');
	for (const { lab, undone, owner } of labs) {
		if (undone === null) console.log(`lab ${lab}: left to ${describeOwner(owner)} (--force undoes its faults)`);
		else console.log(undone.length === 0 ? `lab ${lab}: no fault is in effect` : `lab ${lab}: undid ${undone.join('; ')}`);
	}
}
