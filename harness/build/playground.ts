import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { packageRoot } from '../base/paths.ts';
import { version } from '../base/version.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { readFolder } from '../load/read-folder.ts';
import type { PlaygroundData } from '../playground/page/data.ts';
import { START } from '../playground/start.ts';
import { assemble } from '../report/formats/html.ts';
import { pack } from '../report/pack.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { licencesOf } from './licences.ts';

const folder = join(packageRoot, 'harness/playground/page');
/** In the order in which they are offered; those that are not named follow. */
const FIRST_FIXTURES = ['seed', 'hardened', 'calm', 'two-vips', 'haproxy'];

/** The playground as one HTML file: page, engine, drills, constants and fixtures; nothing else is ever loaded. */
export async function playgroundPage(): Promise<string> {
	const [engine, page, style, drills, calibration] = await Promise.all([
		bundled('engine-worker.ts'),
		bundled('playground.ts'),
		bundled('playground.css'),
		findAllDrills([], true),
		loadCalibration(),
	]);
	const data: PlaygroundData = {
		...{ engine: engine.text, version, drills, calibration, fixtures: fixtures() },
		licences: licencesOf([...new Set([...engine.inputs, ...page.inputs])]),
	};
	// What would end the element is not code here, but part of strings.
	const script = page.text.replace(/<(?=\/script|!--|script)/gi, '\\x3c');
	const scriptSource = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
	const policy = "; worker-src blob:; base-uri 'none'; form-action 'none'";
	return assemble('Playground', BODY, pack(data), { script, style: style.text, scriptSource }, policy);
}

const BODY = `<script type="application/json" id="start">${START}</script>
<div id="app"><main><div class="top"><h1>vipdrill playground</h1></div><p>This page needs JavaScript. Nothing that you type leaves your browser.</p></main></div>`;

function fixtures(): PlaygroundData['fixtures'] {
	const root = join(packageRoot, 'fixtures');
	const names = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
	const rank = (name: string) => (FIRST_FIXTURES.includes(name) ? FIRST_FIXTURES.indexOf(name) : FIRST_FIXTURES.length);
	return names
		.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
		.map((name) => ({ name, about: aboutOf(join(root, name)), folder: readFolder(join(root, name)) }));
}

/** The first sentence of the comment that a cluster.yaml begins with, behind the schema's. */
function aboutOf(dir: string): string {
	const lines = readFileSync(join(dir, 'cluster.yaml'), 'utf8').split('\n');
	const said = lines.find((line) => /^# (?!yaml-language-server)/.test(line)) ?? '';
	return /^# (.*?)(?: \(see.*\))?[.:]?$/.exec(said)?.[1] ?? '';
}

async function bundled(file: string): Promise<{ text: string; inputs: string[] }> {
	const { outputFiles, metafile } = await build({
		...{ entryPoints: [join(folder, file)], bundle: true, minify: true, format: 'iife', platform: 'browser', target: 'es2022' },
		...{ legalComments: 'none', plugins: [withoutNode, englishOnly] },
		...{ write: false, metafile: true, logLevel: 'silent', absWorkingDir: packageRoot },
	});
	return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

/** The one thing of Node's that pure rooms use. */
const withoutNode: Plugin = {
	name: 'without-node',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^node:util$/ }, () => ({ path: 'util', namespace: 'browser' }));
		onLoad({ filter: /.*/, namespace: 'browser' }, () => ({
			// The escape sequences of ECMA-48, as node:util takes them away.
			contents:
				'export const stripVTControlCharacters = (text) => text.replace(/[\\u001b\\u009b][[\\]()#;?]*(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]/g, "");',
		}));
	},
};

/** zod brings its messages in fifty languages, 200 kB. */
const englishOnly: Plugin = {
	name: 'english-only',
	setup({ onLoad }) {
		onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({ contents: "export { default as en } from './en.js'" }));
	},
};
