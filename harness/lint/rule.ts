import type { Context } from './context.ts';
import type { Severity, Told } from './finding.ts';

/** A run, or a measured figure, that showed what a rule says. `quote` stands in the file `where`, word for word, and a test looks. */
interface Proof {
	where: string;
	quote: string;
}

/** Files of one host or several. `*.conf` is a host's keepalived.conf, `cluster.yaml` and what it names a cluster folder. */
export interface Example {
	files: Readonly<Record<string, string>>;
	/** `file:line` of every finding of this rule, in the order of the files; left out in a good example. */
	at?: readonly string[];
}

/** One mistake that people make. Its examples are its tests. */
export interface Rule {
	/** Stable: `K` is about keepalived and VRRP, `L` about LVS, `S` about Docker and its swarm, `X` about the linting itself. */
	id: string;
	/** In lower case, with dashes; stable too. */
	name: string;
	severity: Severity;
	/** The version of vipdrill that has it first. */
	since: string;
	/** What it must see: one file, several hosts, or cluster.yaml and its stack. */
	about: 'file' | 'hosts' | 'cluster';
	/** What happens to users, in one sentence. */
	says: string;
	/** What to do, as a sentence without its full stop. */
	fix: string;
	/** The drill that shows it; null where none does. */
	drill: string | null;
	/** Where this repository has proved it; null where it has not. */
	proof: Proof | null;
	bad: Example;
	good: Example;
	check(context: Context): Iterable<Told>;
}
