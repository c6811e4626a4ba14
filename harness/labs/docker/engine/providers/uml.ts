import {
	bakeDisk,
	diskName,
	findUmlEngine,
	hasDisk,
	lendImages,
	openUmlEngine,
	recalledUmlProblems,
	removeStaleSockets,
	removeUmlEngine,
	stopUmlEngine,
	umlFailures,
	umlObstacles,
	umlProblems,
} from '../uml.ts';
import type { GuestProvider } from './provider.ts';

/** An engine in a User-Mode Linux guest (`../uml.ts`), on any base. */
export const umlProvider: GuestProvider = {
	name: 'uml',
	find: findUmlEngine,
	problems: umlProblems,
	recalledProblems: recalledUmlProblems,
	open: openUmlEngine,
	stop: ({ docker }, options) => stopUmlEngine(docker, options),
	remove: ({ docker }, options) => removeUmlEngine(docker, options),
	disk: {
		name: diskName,
		isOn: ({ docker }) => hasDisk(docker),
		obstacles: umlObstacles,
		failures: umlFailures,
		bake: bakeDisk,
	},
	lend: lendImages,
	sweep: removeStaleSockets,
};
