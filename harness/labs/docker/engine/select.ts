import { messageOf, VipdrillError } from '../../../base/errors.ts';
import { checkState } from '../../../base/state-folder.ts';
import { detectPrivileges } from '../privileges.ts';
import { basesFor, chooseEngine, chooseNamed, type EngineChoice, type EngineDecision, needsGuest } from './choose.ts';
import type { Engine } from './engine.ts';
import { hasIpVs } from './ip-vs.ts';
import type { NamedEngine } from './named/named.ts';
import { baseNamed, type Providers, providers } from './providers/all.ts';
import { isGuest } from './providers/kinds.ts';
import type { BaseEngine } from './providers/provider.ts';

/** An engine, and why it became this one. */
export interface ChosenEngine extends Engine {
	choice: EngineDecision;
}

/** Opens the chosen engine; a guest that is booting is given up when the signal is pulled. Throws SETUP_NEEDED or ENGINE_UNAVAILABLE with the next step, InputError where the state folder is somebody else's. */
export async function openEngine(asked: EngineChoice, signal?: AbortSignal): Promise<ChosenEngine> {
	const base = await openBaseEngine(asked);
	try {
		return await openOn(base, asked, signal);
	} catch (error) {
		await base.release();
		throw error;
	}
}

/** Somebody else's engine that a choice rests on, if one answers; null where it rests on one of vipdrill's own, or none answers. */
export async function findForeignBase(choice: EngineChoice, from: Providers = providers): Promise<BaseEngine | null> {
	for (const name of basesFor(choice)) {
		const base = baseNamed(name, from);
		const found = base.own ? null : await base.find();
		if (found) return found;
	}
	return null;
}

/** The engine that a choice rests on, before any guest: what set-up builds the lab images on. Throws as `openEngine` does. */
export async function openBaseEngine(choice: EngineChoice, from: Providers = providers): Promise<BaseEngine> {
	checkState();
	const found = await findForeignBase(choice, from);
	if (found) return found;
	const names = basesFor(choice);
	const last = baseNamed(names.at(-1) as (typeof names)[number], from);
	if (last.own && !(await last.own.canStart()))
		throw new VipdrillError('SETUP_NEEDED', `${names.length > 1 ? 'no Docker engine answers, and ' : ''}${last.own.needs}`);
	return last.open();
}

async function openOn(base: BaseEngine, asked: EngineChoice, signal: AbortSignal | undefined): Promise<ChosenEngine> {
	const { guest } = providers;
	// The guest is asked for whatever the kernel under it has.
	const ipVs = asked === guest.name ? null : await hasIpVs(base);
	const guestProblems = needsGuest(asked, ipVs) ? await guest.problems(base) : [];
	const choice = chooseEngine(asked, { provider: base.provider, ipVs, guestProblems });
	if ('problems' in choice) throw new VipdrillError('SETUP_NEEDED', choice.problems.join('\n'));
	return { ...(isGuest(choice.provider) ? await guest.open(base, signal) : base), choice };
}

/**
 * What labs on engines that their user named would be. Throws ENGINE_UNAVAILABLE, naming each engine and why, where one can't start a container, or
 * where they differ so much that their trials could not be put together.
 */
export async function chooseNamedEngines(engines: readonly NamedEngine[]): Promise<ChosenEngine[]> {
	const found = await Promise.allSettled(
		engines.map(async (engine) => ({
			...engine,
			choice: chooseNamed(engine.name, await hasIpVs(engine)),
			privileges: await detectPrivileges(engine.docker),
		})),
	);
	const failed = found.flatMap((one, i) =>
		one.status === 'rejected' ? [`engine ${engines[i]?.name} can't be used: ${messageOf(one.reason)}`] : [],
	);
	if (failed.length > 0) throw new VipdrillError('ENGINE_UNAVAILABLE', failed.join('\n'));
	const chosen = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	const differences = [
		...unlike(chosen, ({ choice }) =>
			choice.publishMode === 'ingress' ? 'with the routing mesh' : 'in host mode, for its kernel has no ip_vs',
		),
		...unlike(chosen, ({ privileges }) =>
			privileges === 'privileged' ? 'with privileged hosts' : 'without privileged hosts, which it refuses',
		),
	];
	if (differences.length === 0) return chosen;
	const text = `trials on these engines could not be compared: ${differences.join('; ')}; make them alike (\`modprobe ip_vs\`), or leave one out of --engines`;
	throw new VipdrillError('ENGINE_UNAVAILABLE', text);
}

/** Who is what, where not all are the same. */
function unlike<E extends NamedEngine>(engines: readonly E[], is: (engine: E) => string): string[] {
	if (new Set(engines.map(is)).size < 2) return [];
	return [engines.map((engine) => `${engine.name} ${is(engine)}`).join(', ')];
}
