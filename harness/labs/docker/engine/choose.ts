import { setupCommandLine } from '../../../base/hints.ts';
import { PROVIDERS, type Provider } from '../../../timeline/environment.ts';
import type { BaseProvider } from './engine.ts';

/** What `--engine` may ask for: a provider by name, or `auto`, the first that has Swarm's routing mesh. */
export const engineChoices = ['auto', ...PROVIDERS] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What speaks for and against an engine on the machine's own kernel. */
export interface EngineFacts {
	provider: BaseProvider;
	/** Whether its kernel has ip_vs; null where that can't be tried before set-up. */
	ipVs: boolean | null;
	/** Why the guest can't run on it, each a sentence that ends with the remedy; empty where it can. */
	umlProblems: readonly string[];
}

/** The engine for a run, and how the lab can publish a service on it. */
export interface EngineDecision {
	asked: EngineChoice;
	provider: Provider;
	/** Why this one, as a clause without a full stop. */
	reason: string;
	/** `ingress` is Swarm's routing mesh; `host` is each host for itself. */
	publishMode: 'ingress' | 'host';
	/** Why there is no mesh; null where there is. */
	publishModeReason: string | null;
}

/** The engine that a choice rests on: itself, or what the guest would run on. */
export function baseOf(choice: EngineChoice, localAnswers: boolean): EngineFacts['provider'] {
	if (choice === 'local' || choice === 'private') return choice;
	return localAnswers ? 'local' : 'private';
}

/** Whether a choice means the guest, if it can run: it is asked for, or `auto` finds no ip_vs in the base's kernel. */
export const needsGuest = (asked: EngineChoice, ipVs: boolean | null): boolean =>
	asked === 'uml' || (asked === 'auto' && ipVs === false);

/**
 * Decides which engine a choice means on its base (see `baseOf`). `auto` takes the base where its kernel has ip_vs, else the guest, else the
 * base in host mode. A named one is taken whatever its kernel. Returns the problems, ending with their remedies, where the guest is asked for
 * by name and can't run.
 */
export function chooseEngine(asked: EngineChoice, base: EngineFacts): EngineDecision | { problems: readonly string[] } {
	const { provider, ipVs, umlProblems } = base;
	const guestRuns = umlProblems.length === 0;
	const guestWanted = needsGuest(asked, ipVs);
	if (guestWanted && guestRuns) {
		const reason = asked === 'uml' ? BY_NAME : `the ${provider} engine's kernel has no ip_vs; the guest's has`;
		return { asked, provider: 'uml', reason, publishMode: 'ingress', publishModeReason: null };
	}
	if (asked === 'uml') return { problems: umlProblems };
	const why = asked === 'auto' ? WHY_AUTO[provider] : BY_NAME;
	if (ipVs) return { asked, provider, reason: `${why}; its kernel has ip_vs`, publishMode: 'ingress', publishModeReason: null };
	const reason = guestWanted ? `${why}; a guest with ip_vs can't run on it: ${umlProblems.join('; ')}` : why;
	return { asked, provider, reason, publishMode: 'host', publishModeReason: ipVs === null ? UNKNOWN : NO_IP_VS };
}

/** The engine for a run in one line, for people; says so where there is no routing mesh. */
export function choiceSentence({ asked, provider, reason, publishMode, publishModeReason }: EngineDecision): string {
	const mesh = publishMode === 'ingress' ? 'with the routing mesh' : `host mode, NOT the routing mesh: ${publishModeReason}`;
	return `engine ${provider} (${asked}: ${reason}); ${mesh}`;
}

const BY_NAME = 'asked for by name';
const WHY_AUTO = { local: 'it answers on this machine', private: 'no other engine answers on this machine' };
const NO_IP_VS = "the engine's kernel has no ip_vs, which Swarm's routing mesh needs";
const UNKNOWN = `whether the engine's kernel has ip_vs shows after \`${setupCommandLine()}\``;
