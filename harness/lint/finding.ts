import type { Chain, Place } from '../keepalived/place.ts';

/** `error`: keepalived refuses it, or it certainly breaks. `warning`: it breaks in a case that comes. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** Text that another one replaces. Columns count from 1; the end is exclusive. Lines are joined where the end is on a later line. */
export interface TextEdit {
	/** As places show it. */
	file: string;
	line: number;
	column: number;
	endLine: number;
	endColumn: number;
	newText: string;
}

/** Another place that a finding is about, and what is there. */
interface Related {
	at: Place;
	says: string;
}

/** One mistake, or one thing worth knowing, at a place of a file. */
export interface Finding {
	/** The rule's id, for instance `K8`. */
	rule: string;
	severity: Severity;
	/** Of the keepalived language alone: the code of the reader's diagnostic. */
	code: string | null;
	/** A sentence without its full stop: what is wrong, and what comes of it. */
	message: string;
	at: Place;
	/** The includes, definitions and sequences that brought the text there. */
	chain: Chain;
	related: Related[];
	/** What to do, as a sentence without its full stop. */
	fix: string;
	/** Changes that carry the fix out, where they are certain; else empty. */
	edits: TextEdit[];
}

/** A finding as a rule tells it: what it leaves out is filled in. */
export type Told = Pick<Finding, 'message' | 'at'> &
	Partial<Pick<Finding, 'chain' | 'related' | 'fix' | 'edits' | 'severity' | 'code'>>;
