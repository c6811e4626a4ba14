import { findDrills } from '../load/find-drill.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** The drill that benchmarks run. Throws where its file defines none. */
export async function killMaster(): Promise<DrillSpec> {
	const [found] = await findDrills('kill-master');
	if (!found) throw new Error('kill-master defines no drill');
	return found;
}
