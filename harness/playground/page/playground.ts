import { element } from '../../report/page/element.ts';
import { unpack } from '../../report/page/unpack.ts';
import { type Folder, folderOf } from '../folder.ts';
import { packShared, unpackShared } from '../share.ts';
import { button } from './button.ts';
import { CardView } from './card-view.ts';
import type { PlaygroundData } from './data.ts';
import { droppedFiles, textsOf } from './drop.ts';
import { Crew, EngineWorker } from './engines.ts';
import { FilesView } from './files-view.ts';
import { saveZip } from './save.ts';
import { SimulateView } from './simulate-view.ts';
import { PageState } from './state.ts';
import { SurviveView } from './survive-view.ts';

/** The playground's page: it puts the parts together, and begins with the link's files, the folder's, or the published recipe. */
const EMPTY = 'empty';
/** Browsers and mail programs take links of this length; a longer one is made all the same, and it is said. */
const LONG_LINK = 8000;

void begin();

async function begin(): Promise<void> {
	const json = (id: string) => JSON.parse(document.getElementById(id)?.textContent ?? 'null') as unknown;
	const data = await unpack<PlaygroundData>(json('data') as string);
	const url = URL.createObjectURL(new Blob([data.engine], { type: 'text/javascript' }));
	const engineData = { version: data.version, drills: data.drills, calibration: data.calibration };
	// One answers while somebody types, the other what is asked of what was typed.
	const [typing, asking] = [new EngineWorker(url, engineData), new EngineWorker(url, engineData, 120_000)];
	const state = new PageState(typing);
	const words = await typing.ask('keywords', {});
	const files = new FilesView(state, {
		words,
		explain: (text, line, character) => typing.ask('explain', { text, line, character }),
		complete: (text, line, character) => typing.ask('complete', { text, line, character }),
	});
	const crew = new Crew(url, engineData);
	const card = new CardView(state, asking, crew);
	const simulate = new SimulateView(state, asking, crew);
	const survived = new SurviveView(state, asking, crew);
	const said = element('p', { class: 'small', role: 'status' });
	const open = (name: string, folder: Folder, before: Folder | null = null) => {
		simulate.begin();
		survived.begin();
		state.open(name, folder, before);
		files.begin();
	};
	/** The example that is shown, until somebody edits it. */
	let example: Folder | null = null;
	state.onEdit(() => {
		if (example && Object.entries(state.folder).some(([path, text]) => example?.[path] !== text)) example = null;
	});
	const openFixture = (name: string) => {
		const found = data.fixtures.find((one) => one.name === name);
		example = found?.folder ?? null;
		if (found) open(name, found.folder);
		else open('mine', { 'keepalived/host1.conf': '' });
		said.textContent = found?.about ?? 'Paste a keepalived.conf into the editor, or drop files anywhere.';
	};
	const take = async (chosen: readonly (readonly [string, File])[]) => {
		const { folder, passedOver } = await textsOf(chosen);
		const count = Object.keys(folder).length;
		if (count > 0) open('mine', folderOf(folder));
		said.textContent = `${count} files were read${passedOver > 0 ? `; ${passedOver} were passed over: no text, or too long` : ''}. They stay in this browser.`;
	};
	const app = document.getElementById('app') as HTMLElement;
	app.replaceChildren(
		element('a', { class: 'skip', href: '#simulate-head' }, 'Skip to the simulation'),
		element(
			'main',
			{},
			header(data, state, openFixture, take, said),
			element('div', { class: 'workbench' }, files.root, card.root),
			simulate.root,
			survived.root,
			footer(data),
		),
	);
	// A configuration that is pasted over an example is somebody's own: the example's other files would say that all in it is wrong.
	files.root.addEventListener(
		'paste',
		(event) => {
			const text = event.clipboardData?.getData('text/plain') ?? '';
			if (example === null || !/^\s*vrrp_instance\b/m.test(text)) return;
			event.preventDefault();
			event.stopPropagation();
			example = null;
			open('mine', { 'keepalived/host1.conf': text });
			said.textContent = 'Your file took the place of the example. Add a host for each further file.';
		},
		{ capture: true },
	);
	document.addEventListener('dragover', (event) => event.preventDefault());
	document.addEventListener('drop', (event) => {
		if (!event.dataTransfer || event.dataTransfer.files.length === 0) return;
		event.preventDefault();
		void droppedFiles(event.dataTransfer).then(take);
	});
	state.onJudged(() => {
		document.body.dataset.judged = String(state.judged);
	});
	const start = json('start') as { name: string; folder: Folder } | null;
	const shared = /^#f=/.test(location.hash) ? await unpackShared(location.hash.slice(3)) : null;
	if (shared) {
		open(shared.name, shared.folder, shared.before);
		said.textContent = 'These files came with the link.';
	} else if (start) open(start.name, folderOf(start.folder));
	else openFixture(data.fixtures[0]?.name ?? EMPTY);
	if (location.hash.startsWith('#f=') && !shared)
		said.textContent = 'The link is cut off or none of ours, so this is an example.';
}

function header(
	data: PlaygroundData,
	state: PageState,
	openFixture: (name: string) => void,
	take: (files: [string, File][]) => Promise<void>,
	said: HTMLElement,
): HTMLElement {
	const fixtures = element(
		'select',
		{ id: 'fixture' },
		element('option', { value: '' }, 'choose…'),
		element('option', { value: EMPTY }, 'nothing: paste your own'),
		...data.fixtures.map(({ name, about }) => element('option', { value: name, title: about }, name)),
	);
	fixtures.addEventListener('change', () => {
		if (fixtures.value !== '') openFixture(fixtures.value);
		fixtures.value = '';
	});
	const chooser = element('input', { type: 'file', multiple: '', hidden: '', 'aria-label': 'Files to open' });
	chooser.addEventListener('change', () => {
		void take([...(chooser.files ?? [])].map((file): [string, File] => [file.webkitRelativePath || file.name, file]));
		chooser.value = '';
	});
	const share = button('Share as a link', async () => {
		const { name, folder, before } = state;
		location.hash = `f=${await packShared({ name, folder, before })}`;
		const link = location.href;
		const isCopied = await navigator.clipboard?.writeText(link).then(
			() => true,
			() => false,
		);
		const secret = 'It holds all of your files, passwords too: give it to whom you would give them.';
		const long = link.length > LONG_LINK ? ` It has ${link.length} letters, which some programs cut off.` : '';
		said.textContent = `${isCopied ? 'The link is copied.' : 'The link is in the address bar.'} ${secret}${long}`;
	});
	return element(
		'header',
		{},
		element('div', { class: 'top' }, element('h1', {}, 'vipdrill playground')),
		element(
			'p',
			{ class: 'soft' },
			'Paste the keepalived.conf of each host. See what is wrong, how long customers are cut off in each failure, and why. Nothing that you type leaves this browser: the page can make no request.',
		),
		element(
			'div',
			{ class: 'row' },
			element('label', {}, 'Begin with ', fixtures),
			button('Open files', () => chooser.click()),
			chooser,
			share,
			button('Export as a cluster folder (zip)', () => saveZip(state.name || 'cluster', state.whole)),
		),
		said,
	);
}

function footer(data: PlaygroundData): HTMLElement {
	const keys =
		'Keys on a timeline: arrow keys move the cursor (with Shift further), plus and minus zoom, 0 shows the whole trial, F the fault, Enter the events at the cursor. In the editor, Ctrl-Space offers keywords, and Tab leads on.';
	return element(
		'footer',
		{ class: 'soft small' },
		element('p', { id: 'keys' }, keys),
		element(
			'p',
			{},
			`vipdrill ${data.version}. The simulator is a model: what it does not know stands in the guarantee of the command line, and in docs/simulator.md.`,
		),
		element(
			'details',
			{},
			element('summary', {}, 'Licences of what is in this page'),
			element('pre', { class: 'licences', tabindex: '0' }, data.licences),
		),
	);
}
