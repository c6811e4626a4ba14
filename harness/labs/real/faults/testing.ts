import { loadCluster } from '../../../load/load-cluster.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';

const seed = await loadCluster('fixtures/seed');

/** A lab whose first host is off, for faults that plug a stranger in: what it was told to do, beside its machines and at the moment. `answer`: to a script. */
export function strangerLab(answer: (script: string) => string) {
	const beside: string[] = [];
	const acts: Act[] = [];
	const world = {
		lab: fakeMachines(seed, {
			isOn: async (machine) => machine !== 'docker1',
			runBeside: async ({ text }) => {
				beside.push(text);
				return answer(text);
			},
		}),
		injector: {
			cableOf: async (host: string) => `v1a2b3c-${host}`,
			act: async (asked: Act[]) => {
				acts.push(...asked);
				return { askedMs: 1, doneMs: 2 };
			},
		},
	} as unknown as FaultWorld;
	return { world, beside, acts };
}
