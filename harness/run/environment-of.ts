import { VipdrillError } from '../base/errors.ts';
import { setupCommandLine } from '../base/hints.ts';
import { formatList } from '../gate/wording.ts';
import type { RunningLab } from '../labs/lab.ts';
import type { Environment, RunEngine } from '../timeline/environment.ts';
import type { EngineWatch } from './engine-watch.ts';

/** A lab of a run, and the watch on its engine where there are several. */
interface PlacedLab {
	lab: Pick<RunningLab, 'environment'>;
	watch: Pick<EngineWatch, 'name' | 'lost'> | null;
}

/** What must be the same on all engines, or their trials could not be put together. */
const ALIKE: readonly [what: string, of: (environment: Environment) => string][] = [
	['publish mode', ({ publishMode }) => publishMode],
	['rights of the hosts', ({ privileges }) => privileges],
	['Docker in the hosts', ({ hosts }) => hosts.dockerVersion],
	['keepalived in the hosts', ({ hosts }) => hosts.keepalivedVersion],
];

/** Throws LAB_FAILED where the labs on several engines are not of one make. */
export function checkAlike(labs: readonly PlacedLab[]): void {
	const [first, ...others] = labs;
	if (!first) throw new VipdrillError('LAB_FAILED', 'a run needs a lab');
	const differences = others.flatMap(({ lab, watch }) =>
		ALIKE.filter(([, of]) => of(lab.environment) !== of(first.lab.environment)).map(
			([what, of]) => `${what}: ${of(first.lab.environment)} on ${first.watch?.name}, ${of(lab.environment)} on ${watch?.name}`,
		),
	);
	if (differences.length === 0) return;
	const names = labs.flatMap(({ watch }) => watch?.name ?? []).join(',');
	const fix = `build their images anew (\`${setupCommandLine('--engines', names)}\`), or leave one out of --engines`;
	throw new VipdrillError(
		'LAB_FAILED',
		`trials on these engines could not be compared; ${[...new Set(differences)].join('; ')}; ${fix}`,
	);
}

/** What the labs of a run are, as one environment: that of the first, with every engine and what labs that share a machine do not test. `watches` has one for each lab that was asked for. */
export function environmentOf(
	labs: readonly PlacedLab[],
	watches: readonly (Pick<EngineWatch, 'name' | 'lost'> | null)[],
): Environment {
	const [first] = labs;
	if (!first) throw new VipdrillError('LAB_FAILED', 'a run needs a lab');
	const { environment } = first.lab;
	const asked = watches.length === 0 ? labs.length : watches.length;
	if (asked === 1) return environment;
	const engines = enginesOf(labs, watches);
	const notTested = [...new Set(labs.flatMap(({ lab }) => lab.environment.notTested)), ...shared(labs, engines)];
	return { ...environment, labs: asked, notTested, ...(engines.length > 0 && { engines }) };
}

function enginesOf(labs: readonly PlacedLab[], watches: readonly PlacedLab['watch'][]): RunEngine[] {
	const each = new Set(watches.filter((watch) => watch !== null));
	return [...each].map(({ name, lost }) => {
		const up = labs.find(({ watch }) => watch?.name === name)?.lab.environment.engine;
		return {
			name,
			labs: watches.filter((watch) => watch?.name === name).length,
			...(up && { version: up.version, kernel: up.kernel, cpus: up.cpus, memoryBytes: up.memoryBytes }),
			...(lost && { lost: lost.message }),
		};
	});
}

/** Labs on one machine take each other's processors, whichever engines they are on. */
function shared(labs: readonly PlacedLab[], engines: readonly RunEngine[]): string[] {
	if (engines.length === 0) return [`A machine of its own: ${labs.length} labs ran side by side on one.`];
	const machines = new Map<string, PlacedLab[]>();
	for (const one of labs) {
		const boot = one.lab.environment.engine.boot ?? '';
		machines.set(boot, [...(machines.get(boot) ?? []), one]);
	}
	return [...machines.values()]
		.filter((some) => some.length > 1)
		.map((some) => {
			const names = [...new Set(some.map(({ watch }) => watch?.name ?? '?'))];
			const where = names.length > 1 ? `: ${formatList(names)} are engines of one machine` : ` of engine ${names[0]}`;
			return `A machine of its own: ${some.length} labs ran side by side on one${where}.`;
		});
}
