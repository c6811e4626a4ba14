/** What happens where a value is bad. */
type OnBad =
	/** The statement is passed over, and what was before, or the default, stays. */
	| 'ignored'
	/** Another value is set, which `badSets` names. */
	| 'set'
	/** The nearest value that is allowed is set. */
	| 'clamped'
	/** The whole line of a list is dropped. */
	| 'entry dropped'
	/** The block that it opens is skipped to its brace. */
	| 'block skipped';

/** One keyword at one place of a keepalived.conf. */
export interface Keyword {
	name: string;
	/** What may follow on its line, as `parseSignature` reads it. */
	args: string;
	/** One sentence: what it is for. */
	says: string;
	default?: string;
	/** First and last version of keepalived that knows it; left out for 2.0.0, and for still. */
	since?: string;
	until?: string;
	/** Unless said otherwise, a bad value is ignored. */
	bad?: OnBad;
	badSets?: string;
	/** Where its value is missing keepalived ends, unless it looks first. */
	missing?: 'ignored' | 'block skipped';
	/** What acts on it here. */
	models?: readonly ('simulator' | 'theory')[];
	/** The keyword that keepalived has for it now. */
	instead?: string;
	/** keepalived itself says that it is deprecated. */
	complains?: true;
	/** Values that came, went or changed with a version: what `args` is from there on. */
	changes?: readonly { since: string; args?: string; says: string }[];
	/** The keywords of its block. */
	block?: readonly Keyword[];
	/** The lines of its block, where they are a list; each is held against this. */
	entries?: string;
	/** A further block of the same name is skipped. */
	once?: true;
	/** The first of several counts, and keepalived complains of the others; else the last counts. */
	firstCounts?: true;
	/** Several are several things, not one that is set again. */
	many?: true;
	/** Its value is never quoted. */
	secret?: true;
	/** Options of its entries that the simulator acts on; of the others it is said that it does not. */
	modelsOptions?: readonly string[];
}

type More = Omit<Keyword, 'name' | 'args' | 'says'>;

/** A keyword of the table: its name, what follows on its line, and a sentence. */
export const keyword = (name: string, args: string, says: string, more: More = {}): Keyword => ({ name, args, says, ...more });

/** Keywords of 2.1.0 and later take this to say so. */
export const since = (version: string, keywords: readonly Keyword[]): Keyword[] =>
	keywords.map((one) => ({ ...one, since: one.since ?? version }));

/** The simulator and the theory act on it. */
export const BOTH = ['simulator', 'theory'] as const;
export const SIMULATOR = ['simulator'] as const;
