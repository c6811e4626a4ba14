import { describeLab } from '../install/clean-everything.ts';
import { sweepLabs } from '../labs/docker/clean.ts';
import { providers } from '../labs/docker/engine/providers/all.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { NAMED } from '../timeline/environment.ts';
import { interruptible } from './ways-out.ts';

/** Ends the user's labs that `up` left running, or a run that kept them. */
export async function run(): Promise<void> {
	// It goes on to the end where nobody reads what it says.
	interruptible('the rest');
	let machines = 0;
	for (const engine of await runningEngines()) {
		const { docker, outer, provider } = engine;
		const { containers, left } = await sweepLabs(docker, { force: false });
		machines += containers;
		for (const lab of left) console.log(`left lab ${describeLab(lab)} (\`vipdrill clean --force\` removes it)`);
		if (provider === NAMED) await engine.release();
		if (!outer || left.length > 0) continue;
		const { ended, usedBy } = await providers.guest.stop(outer, { force: false });
		console.log(ended ? 'ended the guest' : `the guest stays: ${usedBy.join('; ')} uses it`);
	}
	console.log(machines === 0 ? 'no lab of yours was running' : `removed a lab of ${machines} machines`);
	if (process.getuid?.() !== 0) return;
	for (const { name, own } of providers.bases) {
		if (!own) continue;
		const { ended, usedBy } = await own.endIdle();
		if (ended) console.log(`ended the ${name} engine; its images stay`);
		if (usedBy.length > 0) console.log(`the ${name} engine stays: another vipdrill uses it (PID ${usedBy.join(', ')})`);
	}
}
