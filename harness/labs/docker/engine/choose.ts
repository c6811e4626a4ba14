import { setupCommandLine } from '../../../base/hints.ts';
import { NAMED, type Provider } from '../../../timeline/environment.ts';
import { BASES, type BaseName, GUEST, type GuestName, kindOf } from './providers/kinds.ts';

/** What `--engine` may ask for: a provider by name, or `auto`, the first that has Swarm's routing mesh. */
export const engineChoices: readonly EngineChoice[] = ['auto', ...BASES, GUEST];
export type EngineChoice = 'auto' | BaseName | GuestName;

/** What speaks for and against an engine on the machine's own kernel. */
export interface EngineFacts {
	provider: BaseName;
	/** Whether its kernel has ip_vs; null where that can't be tried before set-up. */
	ipVs: boolean | null;
	/** Why the guest can't run on it, each a sentence that ends with the remedy; empty where it can. */
	guestProblems: readonly string[];
}

/** The engine for a run, and how the lab can publish a service on it. */
export interface EngineDecision {
	/** What `--engine` asked for, or one of the names of `--engines`. */
	asked: string;
	provider: Provider;
	/** Why this one, as a clause without a full stop. */
	reason: string;
	/** `ingress` is Swarm's routing mesh; `host` is each host for itself. */
	publishMode: 'ingress' | 'host';
	/** Why there is no mesh; null where there is. */
	publishModeReason: string | null;
}

/** The bases that a choice may rest on, in the order to look at them: the named one, or those that `auto` and the guest come to. */
export function basesFor(choice: EngineChoice): readonly BaseName[] {
	const named = BASES.filter((name) => name === choice);
	return named.length > 0 ? named : BASES.filter((name) => kindOf(name).auto !== null);
}

/** The base that a choice rests on, itself or what the guest would run on: the first that answers, else the last, which can be started. */
export function baseOf(choice: EngineChoice, isThere: (name: BaseName) => boolean): BaseName {
	const names = basesFor(choice);
	return names.find(isThere) ?? (names.at(-1) as BaseName);
}

/** Whether a choice means the guest, if it can run: it is asked for, or `auto` finds no ip_vs in the base's kernel. */
export const needsGuest = (asked: EngineChoice, ipVs: boolean | null): boolean =>
	asked === GUEST || (asked === 'auto' && ipVs === false);

/**
 * Decides which engine a choice means on its base (see `baseOf`). `auto` takes the base where its kernel has ip_vs, else the guest, else the
 * base in host mode. A named one is taken whatever its kernel. Returns the problems, ending with their remedies, where the guest is asked for
 * by name and can't run.
 */
export function chooseEngine(asked: EngineChoice, base: EngineFacts): EngineDecision | { problems: readonly string[] } {
	const { provider, ipVs, guestProblems } = base;
	const guestRuns = guestProblems.length === 0;
	const guestWanted = needsGuest(asked, ipVs);
	if (guestWanted && guestRuns) {
		const reason = asked === GUEST ? BY_NAME : `the ${provider} engine's kernel has no ip_vs; the guest's has`;
		return { asked, provider: GUEST, reason, publishMode: 'ingress', publishModeReason: null };
	}
	if (asked === GUEST) return { problems: guestProblems };
	const why = (asked === 'auto' ? kindOf(provider).auto : null) ?? BY_NAME;
	if (ipVs) return { asked, provider, reason: `${why}; its kernel has ip_vs`, publishMode: 'ingress', publishModeReason: null };
	const reason = guestWanted ? `${why}; a guest with ip_vs can't run on it: ${guestProblems.join('; ')}` : why;
	return { asked, provider, reason, publishMode: 'host', publishModeReason: ipVs === null ? UNKNOWN : NO_IP_VS };
}

/** The same of an engine that its user named: it is taken whatever its kernel. */
export function chooseNamed(name: string, ipVs: boolean | null): EngineDecision {
	const mesh = {
		publishMode: ipVs ? 'ingress' : 'host',
		publishModeReason: ipVs ? null : ipVs === null ? UNKNOWN : NO_IP_VS,
	} as const;
	return { asked: name, provider: NAMED, reason: ipVs ? `${BY_NAME}; its kernel has ip_vs` : BY_NAME, ...mesh };
}

/** The engine for a run in one line, for people; says so where there is no routing mesh. */
export function choiceSentence({ asked, provider, reason, publishMode, publishModeReason }: EngineDecision): string {
	const mesh = publishMode === 'ingress' ? 'with the routing mesh' : `host mode, NOT the routing mesh: ${publishModeReason}`;
	const which = provider === NAMED ? `${asked} (${reason})` : `${provider} (${asked}: ${reason})`;
	return `engine ${which}; ${mesh}`;
}

const BY_NAME = 'asked for by name';
const NO_IP_VS = "the engine's kernel has no ip_vs, which Swarm's routing mesh needs";
const UNKNOWN = `whether the engine's kernel has ip_vs shows after \`${setupCommandLine()}\``;
