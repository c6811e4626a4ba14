import type { FoundLab } from '../labs/docker/find-labs.ts';

/** A shell waits for its completions, so that an engine which is slow to answer gets no say. */
const ASKED_FOR_MS = 2000;

/** What `vipdrill shell` can enter now: the running machines by name, with their lab where several run. Starts no engine; where none answers in time, nothing. */
export async function machineNames(find: () => Promise<FoundLab[]> = runningLabs): Promise<string[]> {
	const late = new Promise<FoundLab[]>((resolve) => {
		setTimeout(() => resolve([]), ASKED_FOR_MS).unref();
	});
	return namesOf(await Promise.race([find().catch(() => []), late]));
}

function namesOf(labs: readonly FoundLab[]): string[] {
	const names = labs.map(({ id, machines }) => ({
		id,
		names: machines.filter(({ state }) => state === 'running').map(({ name }) => name),
	}));
	const running = names.filter((lab) => lab.names.length > 0);
	return running.flatMap((lab) => lab.names.map((name) => (running.length > 1 ? `${lab.id}/${name}` : name)));
}

/** Docker's client is loaded only here. */
async function runningLabs(): Promise<FoundLab[]> {
	const [{ runningEngines }, { findLabs }] = await Promise.all([
		import('../labs/docker/engine/running.ts'),
		import('../labs/docker/find-labs.ts'),
	]);
	return (await Promise.all((await runningEngines()).map(({ docker }) => findLabs(docker)))).flat();
}
