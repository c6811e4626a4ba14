import {
	autocompletion,
	type CompletionContext,
	type CompletionResult,
	completionKeymap,
	snippet,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { Annotation, EditorState, type Extension, type Text } from '@codemirror/state';
import {
	drawSelection,
	EditorView,
	highlightActiveLine,
	hoverTooltip,
	keymap,
	lineNumbers,
	type Tooltip,
} from '@codemirror/view';
import type { Explanation } from '../../keepalived/explain.ts';
import { element } from '../../report/page/element.ts';
import type { OfferedKeyword } from '../engine.ts';
import { highlighting, keepalivedLanguage } from './keepalived-language.ts';

/** Text that the page itself puts in: no edit of the user's. */
const fromPage = Annotation.define<boolean>();

/** Whom the editor asks, and whom it tells. */
export interface EditorNeighbours {
	edited(path: string, text: string): void;
	explain(text: string, line: number, character: number): Promise<Explanation[]>;
	complete(text: string, line: number, character: number): Promise<OfferedKeyword[]>;
	words: { names: string[]; blocks: string[] };
}

/** A problem at a place of a text; lines and columns count from 1. */
export interface Squiggle {
	line: number;
	column: number;
	length: number;
	severity: 'error' | 'warning' | 'info';
	source: string;
	message: string;
	/** Carries the fix out; null where there is no single one. */
	mend: { name: string; apply(): void } | null;
}

/** One editor for all files of a folder; each keeps its own cursor and its own undoing. */
export class FileEditor {
	readonly view: EditorView;
	readonly #states = new Map<string, EditorState>();
	#path = '';

	constructor(
		parent: HTMLElement,
		private readonly neighbours: EditorNeighbours,
	) {
		this.view = new EditorView({ parent });
	}

	get path(): string {
		return this.#path;
	}

	/** Shows a file. Its text is taken over where it is not what the editor has. */
	show(path: string, text: string): void {
		if (this.#path !== '') this.#states.set(this.#path, this.view.state);
		const known = this.#states.get(path);
		this.#path = path;
		this.view.setState(known ?? this.#stateOf(path, text));
		this.replace(text);
	}

	/** Another text for the file that is shown, which is no edit of the user's. What is the same before and behind stays, and so does the cursor. */
	replace(text: string): void {
		const before = this.view.state.doc.toString();
		if (before === text) return;
		let start = 0;
		while (start < Math.min(before.length, text.length) && before[start] === text[start]) start += 1;
		let end = 0;
		const most = Math.min(before.length, text.length) - start;
		while (end < most && before[before.length - 1 - end] === text[text.length - 1 - end]) end += 1;
		const changes = { from: start, to: before.length - end, insert: text.slice(start, text.length - end) };
		this.view.dispatch({ changes, annotations: fromPage.of(true) });
	}

	/** Forgets files that are gone. */
	keep(paths: readonly string[]): void {
		for (const path of this.#states.keys()) if (!paths.includes(path)) this.#states.delete(path);
	}

	underline(squiggles: readonly Squiggle[]): void {
		const { doc } = this.view.state;
		this.view.dispatch(
			setDiagnostics(
				this.view.state,
				squiggles.map((one) => diagnosticOf(doc, one)),
			),
		);
	}

	/** Puts the cursor somewhere and shows it. */
	goTo(line: number, column: number): void {
		const { doc } = this.view.state;
		const at = offsetOf(doc, line, column);
		this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
		this.view.focus();
	}

	#stateOf(path: string, doc: string): EditorState {
		return EditorState.create({ doc, extensions: [...this.#common(path), ...this.#languageOf(path)] });
	}

	#common(path: string): Extension[] {
		return [
			lineNumbers(),
			history(),
			drawSelection(),
			bracketMatching(),
			highlightActiveLine(),
			lintGutter(),
			highlighting,
			indentUnit.of('    '),
			EditorState.tabSize.of(4),
			EditorView.lineWrapping,
			// Tab leads out of the editor, as anywhere on a page.
			keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
			EditorView.contentAttributes.of({ 'aria-label': `Text of ${path}`, spellcheck: 'false' }),
			EditorView.updateListener.of(({ docChanged, transactions, state }) => {
				if (docChanged && !transactions.some((one) => one.annotation(fromPage)))
					this.neighbours.edited(path, state.doc.toString());
			}),
		];
	}

	#languageOf(path: string): Extension[] {
		if (/\.ya?ml$/.test(path)) return [yaml()];
		if (!path.endsWith('.conf')) return [];
		const { names, blocks } = this.neighbours.words;
		return [
			keepalivedLanguage(new Set(names), new Set(blocks)),
			autocompletion({ override: [(context) => this.#complete(context)], icons: false }),
			hoverTooltip((view, at) => this.#hover(view, at), { hoverTime: 250 }),
		];
	}

	async #complete(context: CompletionContext): Promise<CompletionResult | null> {
		const word = context.matchBefore(/[\w-]*/);
		if (!word || (word.from === word.to && !context.explicit)) return null;
		const { doc } = context.state;
		const line = doc.lineAt(context.pos);
		const offered = await this.neighbours.complete(doc.toString(), line.number - 1, context.pos - line.from);
		const options = offered.map(({ name, usage, says, isBlock, isNamed }) => ({
			...{ label: name, detail: usage.slice(name.length).trim(), info: says },
			...(isBlock ? { apply: snippet(`${name}${isNamed ? ' #{name}' : ''} {\n\t#{}\n}`) } : {}),
		}));
		return { from: word.from, options, validFor: /^[\w-]*$/ };
	}

	async #hover(view: EditorView, at: number): Promise<Tooltip | null> {
		const word = view.state.wordAt(at);
		if (!word) return null;
		const line = view.state.doc.lineAt(at);
		const all = await this.neighbours.explain(view.state.doc.toString(), line.number - 1, at - line.from);
		if (all.length === 0) return null;
		return {
			pos: word.from,
			end: word.to,
			above: true,
			create: () => ({ dom: element('div', { class: 'explained' }, ...all.map(explained)) }),
		};
	}
}

function explained(one: Explanation): HTMLElement {
	const rows: [string, string | null][] = [
		['in', one.blocks.length === 0 ? null : one.blocks.join(', ')],
		['default', one.default],
		['since', one.since],
		['until', one.until],
		['write instead', one.instead],
		['here', one.models.length === 0 ? 'nothing acts on it' : `${one.models.join(' and ')} act on it`],
	];
	const shown = rows.flatMap(([name, value]) => (value === null ? [] : [element('dt', {}, name), element('dd', {}, value)]));
	return element('div', {}, element('b', {}, one.usage), element('p', {}, one.says), element('dl', {}, ...shown));
}

function offsetOf(doc: Text, line: number, column: number): number {
	const found = doc.line(Math.min(Math.max(1, line), doc.lines));
	return Math.min(found.to, found.from + Math.max(0, column - 1));
}

function diagnosticOf(doc: Text, { line, column, length, severity, source, message, mend }: Squiggle): Diagnostic {
	const from = offsetOf(doc, line, column);
	const to = Math.max(from, Math.min(doc.lineAt(from).to, from + length));
	return { from, to, severity, source, message, ...(mend ? { actions: [{ name: mend.name, apply: () => mend.apply() }] } : {}) };
}
