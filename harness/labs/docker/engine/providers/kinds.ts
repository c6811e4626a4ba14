import { PROVIDERS, type Provider } from '../../../../timeline/environment.ts';

/** An engine that is reached as it is. */
interface BaseKind {
	is: 'base';
	/** Whether vipdrill starts and ends it; one that is not its own it never ends. */
	own: boolean;
	/** As messages call it. */
	called: string;
	/** Why `auto` and the guest come to it, as a clause; null where it is taken by name alone. They take the first that answers, else the last. */
	auto: string | null;
}

/** An engine with a kernel of its own, in a container of a base. */
interface GuestKind {
	is: 'guest';
}

/** An engine that is given by name and address, for a run or several; the only one of its kind that is many. */
interface NamedKind {
	is: 'named';
}

/** What is known of each provider without asking anybody; what acts is in the object of the same name beside this file. */
export const KINDS = {
	local: { is: 'base', own: false, called: 'the Docker engine', auto: 'it answers on this machine' },
	private: { is: 'base', own: true, called: 'a private Docker engine', auto: 'no other engine answers on this machine' },
	uml: { is: 'guest' },
	named: { is: 'named' },
} as const satisfies Record<Provider, BaseKind | GuestKind | NamedKind>;

type NamesOf<K> = { [P in Provider]: (typeof KINDS)[P] extends { is: K } ? P : never }[Provider];
/** Those that need no other engine. A guest runs as a container of one of them. */
export type BaseName = NamesOf<'base'>;
export type GuestName = NamesOf<'guest'>;

const isBase = (name: Provider): name is BaseName => KINDS[name].is === 'base';

/** Whether an engine of this provider is in a guest on another engine. */
export const isGuest = (name: Provider): name is GuestName => KINDS[name].is === 'guest';

/** The bases by name, in the order in which `auto` looks at them. */
export const BASES: readonly BaseName[] = PROVIDERS.filter(isBase);

/** The one kind of guest. */
export const GUEST: GuestName = PROVIDERS.find(isGuest) as GuestName;

/** What is known of a base. */
export const kindOf = (name: BaseName): BaseKind => KINDS[name];

/** Those that vipdrill starts itself, the plainest first. */
export const STARTED_HERE: readonly Provider[] = PROVIDERS.filter((name) => isGuest(name) || (isBase(name) && kindOf(name).own));
