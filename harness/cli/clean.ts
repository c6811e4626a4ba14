import { VipdrillError } from '../base/errors.ts';
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
	const { lines, unreachable } = await cleanNamed({ images: all, force });
	for (const line of lines) console.log(line);
	const api = on ? await findManager(on.context) : await findOwnManager();
	// What fails there keeps nothing here.
	const jobs = api ? sweepJobs(api, { force }) : Promise.resolve([]);
	const [swept] = await Promise.allSettled([jobs]);
	for (const line of swept.status === 'fulfilled' ? swept.value : []) console.log(line);
	for (const line of await cleanEverything({ images: all, force })) console.log(line);
	await jobs;
	if (unreachable.length === 0) return;
	const names = unreachable.join(', ');
	const fix = 'clean again once they answer, or let --force forget them';
	throw new VipdrillError('CLEANUP_FAILED', `${names} did not answer, and may hold what a run has left; ${fix}`);
}

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
