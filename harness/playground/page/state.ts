import type { Difference } from '../../guarantee/diff/shape.ts';
import { type Folder, LONGEST } from '../folder.ts';
import type { JudgedCluster, Judgement } from '../judge.ts';
import { Cancelled, type EngineWorker, messageOf } from './engines.ts';

/** Typing is waited for so long before the files are looked at again. */
const QUIET_MS = 60;

/** What the page shows, and who wants to know that it changed. */
export class PageState {
	name = '';
	folder: Record<string, string> = {};
	/** The variant that this one is held against; null without. */
	before: Folder | null = null;
	judgement: Judgement | null = null;
	/** What was last right; shown, greyed, while the files are not. */
	cluster: JudgedCluster | null = null;
	/** By `before`; null without, or where one of the two is not right. */
	difference: Difference | null = null;
	/** Why the files could not be looked at; null where they could. */
	trouble: string | null = null;
	/** Grows with each edit. */
	edits = 0;
	/** The edit that `judgement` is of. */
	judged = -1;
	#timer = 0;
	#isAsking = false;
	readonly #onEdit = new Set<() => void>();
	readonly #onJudged = new Set<() => void>();

	constructor(private readonly worker: EngineWorker) {}

	/** Whether what is shown is of the files as they are. */
	get isCurrent(): boolean {
		return this.judged === this.edits && this.judgement?.cluster !== null && this.trouble === null;
	}

	onEdit(listener: () => void): void {
		this.#onEdit.add(listener);
	}

	onJudged(listener: () => void): void {
		this.#onJudged.add(listener);
	}

	/** Another folder in place of all that is there. */
	open(name: string, folder: Folder, before: Folder | null = null): void {
		this.name = name;
		this.folder = { ...folder };
		this.before = before;
		this.difference = null;
		this.cluster = null;
		this.#edited(0);
	}

	/** A file's new text; null takes the file away. */
	write(path: string, text: string | null): void {
		// A cluster.yaml of the user's own names hosts that were made up with it.
		if (path === 'cluster.yaml' && text !== null) Object.assign(this.folder, this.derived);
		if (text === null) delete this.folder[path];
		else this.folder[path] = text;
		this.#edited(QUIET_MS);
	}

	/** Several files at once, looked at without a wait. */
	writeAll(texts: Folder): void {
		Object.assign(this.folder, texts);
		this.#edited(0);
	}

	/** Keeps the files as they are, so that each edit is held against them; null ends that. */
	holdAgainst(before: Folder | null): void {
		this.before = before === null ? null : { ...before };
		this.difference = null;
		this.#edited(0);
	}

	/** What was made of the files, and is not among them. */
	get derived(): Folder {
		const { derived = {} } = this.judgement ?? {};
		return Object.fromEntries(Object.entries(derived).filter(([path]) => this.folder[path] === undefined));
	}

	/** All files, with those that were derived: what `vipdrill run` takes. */
	get whole(): Folder {
		return { ...this.derived, ...this.folder };
	}

	#edited(waitMs: number): void {
		this.edits += 1;
		for (const listener of this.#onEdit) listener();
		clearTimeout(this.#timer);
		this.#timer = window.setTimeout(() => void this.#look(), waitMs);
	}

	/** One question at a time: what was typed meanwhile is looked at when the answer is there. */
	async #look(): Promise<void> {
		if (this.#isAsking) return;
		this.#isAsking = true;
		const { edits, before } = this;
		const folder = { ...this.folder };
		try {
			const judgement = await this.worker.ask('judge', { folder: readable(folder) });
			this.trouble = null;
			this.judgement = judgement;
			this.judged = edits;
			if (judgement.cluster) this.cluster = judgement.cluster;
			const hasBoth = before !== null && judgement.cluster !== null;
			const difference = hasBoth
				? await this.worker.ask('difference', { before, after: folder }).catch(() => null)
				: this.difference;
			this.difference = before === null ? null : difference;
		} catch (error) {
			if (!(error instanceof Cancelled)) this.trouble = messageOf(error);
			this.judged = edits;
		}
		this.#isAsking = false;
		for (const listener of this.#onJudged) listener();
		if (this.edits !== edits) await this.#look();
	}
}

/** A file that is too long goes to no worker as a whole: its length is all that is said of it. */
function readable(folder: Folder): Folder {
	return Object.fromEntries(Object.entries(folder).map(([path, text]) => [path, text.slice(0, LONGEST + 1)]));
}
