import { applyEdits } from '../../lint/apply-edits.ts';
import type { Finding } from '../../lint/finding.ts';
import { element } from '../../report/page/element.ts';
import { confPaths, hostOf, nextHost, nextInLine } from '../folder.ts';
import { button } from './button.ts';
import { type EditorNeighbours, FileEditor, type Squiggle } from './editor.ts';
import type { PageState } from './state.ts';

const SEVERITY = { error: 'error', warning: 'warning', note: 'info' } as const;
const MARK = { error: '✗', warning: '!', note: 'i' } as const;
const NEW_CONF = `vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    advert_int 1
    virtual_ipaddress {
        10.0.0.200/24
    }
}
`;

/** The files as tabs, the editor of one of them, and what is wrong with all. */
export class FilesView {
	readonly root = element('section', { class: 'side files', 'aria-labelledby': 'files-head' });
	readonly #tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Files' });
	readonly #panel = element('div', { class: 'editor', role: 'tabpanel', id: 'file-panel' });
	readonly #hint = element('p', { class: 'soft small' });
	readonly #list = element('ul', { class: 'findings' });
	readonly #said = element('p', { class: 'small', role: 'status' });
	readonly #remove = button('Remove this file', () => this.#removeFile());
	readonly #editor: FileEditor;

	constructor(
		private readonly state: PageState,
		neighbours: Omit<EditorNeighbours, 'edited'>,
	) {
		this.#editor = new FileEditor(this.#panel, { ...neighbours, edited: (path, text) => state.write(path, text) });
		this.root.append(
			element('div', { class: 'side-head' }, element('h2', { id: 'files-head' }, 'Files'), this.#buttons()),
			this.#tabs,
			this.#panel,
			this.#hint,
			this.#said,
			this.#list,
		);
		state.onEdit(() => this.#showTabs());
		state.onJudged(() => this.#judged());
	}

	/** Shows the first host's file of another folder. */
	begin(): void {
		this.#editor.keep([]);
		this.#show(confPaths(this.state.folder)[0] ?? 'cluster.yaml');
	}

	#buttons(): HTMLElement {
		return element(
			'span',
			{ class: 'row' },
			button('Add a host', () => this.#addHost()),
			this.#remove,
		);
	}

	get #paths(): string[] {
		const { whole } = this.state;
		const confs = confPaths(whole);
		const others = Object.keys(whole).filter((path) => !confs.includes(path) && path !== 'cluster.yaml');
		return [...confs.sort(), ...(whole['cluster.yaml'] === undefined ? [] : ['cluster.yaml']), ...others.sort()];
	}

	#show(path: string): void {
		this.#editor.show(path, this.state.whole[path] ?? '');
		this.#showTabs();
		this.#underline();
	}

	#showTabs(): void {
		const paths = this.#paths;
		this.#editor.keep(paths);
		if (!paths.includes(this.#editor.path) && paths[0] !== undefined) {
			this.#show(paths[0]);
			return;
		}
		const had = this.#tabs.contains(document.activeElement);
		const worst = (path: string) =>
			(this.state.judgement?.findings ?? []).filter((one) => one.at.file === path && one.severity === 'error').length;
		const tabs = paths.map((path) => {
			const isShown = path === this.#editor.path;
			const isDerived = this.state.folder[path] === undefined;
			const errors = worst(path);
			const tab = element(
				'button',
				{
					type: 'button',
					role: 'tab',
					'aria-selected': String(isShown),
					'aria-controls': 'file-panel',
					tabindex: isShown ? '0' : '-1',
					title: path,
				},
				labelOf(path),
				...(isDerived ? [element('span', { class: 'soft' }, ' derived')] : []),
				...(errors > 0 ? [element('b', { class: 'fail' }, ` ${errors}`), element('span', { class: 'hidden' }, ' errors')] : []),
			);
			tab.addEventListener('click', () => this.#show(path));
			tab.addEventListener('keydown', (event) => this.#tabKey(event, paths, path));
			return tab;
		});
		this.#tabs.replaceChildren(...tabs);
		if (had) tabs[paths.indexOf(this.#editor.path)]?.focus();
		const { path } = this.#editor;
		const isDerived = this.state.folder[path] === undefined;
		this.#remove.hidden = isDerived || Object.keys(this.state.folder).length < 2;
		const hint = isDerived
			? 'Derived from the keepalived.conf files. What no file says is made up, and named at the top of cluster.yaml. Edit it, and it is yours; remove it, and it is derived again.'
			: '';
		this.#hint.hidden = hint === '';
		this.#hint.textContent = hint;
	}

	#tabKey(event: KeyboardEvent, paths: readonly string[], path: string): void {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		const to =
			event.key === 'Home'
				? paths[0]
				: event.key === 'End'
					? paths.at(-1)
					: step && paths.at((paths.indexOf(path) + step) % paths.length);
		if (to === undefined || to === 0) return;
		event.preventDefault();
		this.#show(to);
	}

	#judged(): void {
		const { path } = this.#editor;
		if (this.state.folder[path] === undefined) this.#editor.replace(this.state.whole[path] ?? '');
		this.#showTabs();
		this.#underline();
		this.#showList();
	}

	/** Where an answer is of an older text, squiggles wait for the next. */
	#underline(): void {
		if (this.state.judged !== this.state.edits) return;
		const { path } = this.#editor;
		const { findings = [], problems = [] } = this.state.judgement ?? {};
		const squiggles = [
			...findings.filter(({ at }) => at.file === path).map((one) => this.#squiggleOf(one)),
			...problems
				.filter(
					({ file, line }) =>
						file === path &&
						line !== undefined &&
						!findings.some(({ at }) => at.file === file && at.line === line && at.column === 1),
				)
				.map(({ line = 1, column = 1, field, problem, fix }): Squiggle => {
					return {
						line,
						column,
						length: 200,
						severity: 'error',
						source: 'cluster',
						message: `${field}: ${problem}. ${fix}.`,
						mend: null,
					};
				}),
		];
		this.#editor.underline(squiggles);
	}

	#squiggleOf(finding: Finding): Squiggle {
		const { at, severity, rule, message, fix, edits } = finding;
		const mend = edits.length === 0 ? null : { name: fix === '' ? 'Mend it' : fix, apply: () => this.#mend(finding) };
		const { line, column, length } = at;
		return {
			line,
			column,
			length: Math.max(1, length),
			severity: SEVERITY[severity],
			source: rule,
			message: `${message}. ${fix}.`,
			mend,
		};
	}

	/** Carries out a finding's fix, in every file that it needs. */
	#mend({ edits }: Finding): void {
		const files = [...new Set(edits.map(({ file }) => file))];
		const texts = files.map(
			(file) =>
				[
					file,
					applyEdits(
						this.state.whole[file] ?? '',
						edits.filter((one) => one.file === file),
					),
				] as const,
		);
		this.state.writeAll(Object.fromEntries(texts));
		this.#editor.replace(this.state.whole[this.#editor.path] ?? '');
	}

	#showList(): void {
		const { judgement, trouble } = this.state;
		const { findings = [], problems = [] } = judgement ?? {};
		const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
		const words = [plural(count('error'), 'error'), plural(count('warning'), 'warning'), plural(count('note'), 'note')].join(
			', ',
		);
		this.#said.textContent = trouble ?? `Lint: ${words}.`;
		const known = new Set(findings.map(({ at }) => `${at.file}:${at.line}`));
		const more = problems.filter(({ file, line }) => !known.has(`${file}:${line}`));
		this.#list.replaceChildren(
			...more.map(({ file, line, column = 1, field, problem, fix }) =>
				this.#item('error', file, line ?? 1, column, `${problem}. ${fix}.`, `${field}`, null),
			),
			...[...findings]
				.sort((a, b) => RANK[a.severity] - RANK[b.severity])
				.map((one) =>
					this.#item(
						one.severity,
						one.at.file,
						one.at.line,
						one.at.column,
						`${one.message}. ${one.fix}.`,
						one.rule,
						one.edits.length > 0 ? one : null,
					),
				),
		);
	}

	#item(
		severity: Finding['severity'],
		file: string,
		line: number,
		column: number,
		text: string,
		rule: string,
		mendable: Finding | null,
	): HTMLElement {
		const isThere = this.#paths.includes(file);
		const place = isThere
			? button(`${labelOf(file)}:${line}`, () => this.#goTo(file, line, column), 'link')
			: element('span', { class: 'soft' }, file);
		return element(
			'li',
			{ class: severity },
			element('span', { class: `mark ${severity}`, 'aria-hidden': 'true' }, MARK[severity]),
			element('span', { class: 'hidden' }, `${severity}: `),
			element('span', {}, place, ' ', text, ' ', element('span', { class: 'soft' }, rule)),
			...(mendable ? [button('Mend it', () => this.#mend(mendable))] : []),
		);
	}

	#goTo(file: string, line: number, column: number): void {
		this.#show(file);
		this.#editor.goTo(line, column);
	}

	/** A copy of the last host's file, which comes after it in line. */
	#addHost(): void {
		const { whole } = this.state;
		const confs = confPaths(whole).sort();
		const last = confs.at(-1);
		const path = `keepalived/${nextHost(confs.map(hostOf))}.conf`;
		// A host that was made up is there from now on.
		const derived = Object.fromEntries(Object.entries(this.state.derived).filter(([one]) => one !== 'cluster.yaml'));
		this.state.writeAll({ ...derived, [path]: last === undefined ? NEW_CONF : nextInLine(whole[last] ?? '') });
		this.#show(path);
	}

	#removeFile(): void {
		this.state.write(this.#editor.path, null);
	}
}

const RANK = { error: 0, warning: 1, note: 2 };

const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

/** `docker1`, as people call a host's file. */
const labelOf = (path: string) =>
	/^keepalived\/[^/]+\.conf$/.test(path) ? path.slice('keepalived/'.length, -'.conf'.length) : path;
