import { realpathSync } from 'node:fs';
import { builtDrills, shippedDrills, shippedFile } from '../load/shipped-drills.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** Prints the drills that ship. */
export async function run({ json }: { json?: boolean }): Promise<void> {
	const drills = (await Promise.all(shippedDrills().map(drillsNamed))).flat();
	if (json) {
		const list = drills.map(({ name, event, hypothesis }) => ({ name, event, hypothesis }));
		console.log(JSON.stringify({ drills: list }, null, 2));
		return;
	}
	for (const { name, event } of drills) console.log(`${name.padEnd(24)} ${event}`);
}

async function drillsNamed(name: string): Promise<DrillSpec[]> {
	const built = builtDrills(realpathSync(shippedFile(name)));
	return built ?? (await import('../load/find-drill.ts')).findDrills(name);
}
