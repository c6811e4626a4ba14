import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from './base/paths.ts';

const ROOT = join(packageRoot, 'harness');

/** Rooms that no lab may know. */
const ABOVE_LABS = ['results', 'gate', 'measure', 'report', 'run', 'cli', 'study', 'simulate', 'on-swarm', 'install', 'load'];

/** What the playground runs in a browser. */
const PLAYGROUND = [
	...['base', 'timeline', 'metrics', 'keepalived', 'cluster', 'lint', 'scenario', 'guarantee', 'labs/sim', 'lsp'],
	...['report', 'results', 'simulate', 'study'],
];

/** Which rooms a room may not import, of types neither. `labs/*` stands for every room below labs/. See ARCHITECTURE.md. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
	base: ['*'],
	timeline: ['*', '!base'],
	metrics: ['*', '!base', '!timeline'],
	keepalived: ['*', '!base'],
	cluster: ['*', '!base', '!keepalived', '!timeline'],
	lint: ['*', '!base', '!keepalived', '!cluster'],
	scenario: ['*', '!base', '!timeline', '!metrics', '!cluster', '!keepalived'],
	measure: ['*', '!base', '!timeline', '!metrics', '!scenario'],
	guarantee: ['*', '!base', '!metrics', '!keepalived', '!cluster', '!measure', '!labs/sim'],
	gate: ['*', '!base', '!timeline', '!metrics', '!scenario', '!measure'],
	results: ['labs', 'labs/*', 'load', 'run', 'report', 'report/*', 'study', 'simulate', 'on-swarm', 'install', 'cli'],
	load: ['labs', 'labs/*', 'run', 'report', 'study', 'simulate', 'on-swarm', 'install', 'cli'],
	labs: ['labs/*', ...ABOVE_LABS],
	'labs/common': ['*', '!base', '!timeline', '!scenario', '!cluster', '!keepalived', '!labs'],
	'labs/sim': ['labs/docker', 'labs/real', ...ABOVE_LABS],
	'labs/real': ['labs/docker', 'labs/sim', ...ABOVE_LABS],
	'labs/docker': ['labs/sim', ...ABOVE_LABS],
	playground: ['*', ...PLAYGROUND.map((room) => `!${room}`)],
	'playground/page': ['*', '!playground', '!base', '!guarantee', '!keepalived', '!lint', '!report', '!results', '!simulate'],
	report: ['labs', 'labs/*', 'run', 'cli', 'study', 'simulate', 'on-swarm', 'install', 'load'],
	run: ['cli', 'on-swarm'],
	simulate: ['labs/docker', 'labs/real', 'on-swarm', 'report', 'run', 'cli', 'study', 'install'],
	study: ['labs/docker', 'labs/real', 'on-swarm', 'cli', 'install'],
	'on-swarm': ['labs/real', 'labs/sim', 'report', 'run', 'cli', 'study', 'install', 'load'],
	install: ['run', 'cli', 'study', 'simulate', 'labs/sim'],
	'index.ts': ['*', '!scenario'],
	cli: [],
};

/** Rooms that are handed everything: neither they nor what they import may read a clock, a file, the network or the dice. */
const PURE = [
	'timeline',
	'metrics',
	'keepalived',
	'lint',
	'cluster',
	'scenario',
	'measure',
	'gate',
	'guarantee',
	'labs/common',
	'labs/sim',
	'playground',
];
/** Folders of other rooms that are as pure, for pages in a browser call them. */
const PURE_FOLDERS = ['study/survive/', 'study/score/', 'study/tune/', 'study/statistics/'];
const HARMLESS = new Set(['node:path', 'node:util', 'node:crypto']);
const PURE_PACKAGES = new Set(['yaml', 'zod', 'hdr-histogram-js', 'diff', 'picocolors', '@noble/hashes/sha2.js']);

const isSource = (path: string) => path.endsWith('.ts') && !/\.(test|lab)\.ts$|(^|\/)testing[\w-]*\.ts$/.test(path);
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(isSource).sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** What a file imports: files below harness/ by their path from there, packages by name. */
function importsOf(file: string): string[] {
	const text = readFileSync(join(ROOT, file), 'utf8');
	return namesIn(file, text);
}

/** The modules that a text imports, at its top or as it runs. */
function namesIn(file: string, text: string): string[] {
	const found = text.matchAll(/^(?:import|export)\b[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm);
	return [...found].map(([, a, b, c]) => {
		const name = a ?? b ?? c ?? '';
		return name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : name;
	});
}

function roomOf(file: string): string {
	const parts = file.split('/');
	if (parts[0] === 'labs' && parts.length > 2) return `labs/${parts[1]}`;
	if (parts[0] === 'playground' && parts.length > 2) return `playground/${parts[1]}`;
	return parts[0] ?? '';
}

function isForbidden(from: string, to: string): boolean {
	if (from === to) return false;
	const list = FORBIDDEN[from] ?? [];
	if (list.includes(`!${to}`)) return false;
	return list.includes('*') || list.includes(to) || (to.startsWith('labs/') && list.includes('labs/*'));
}

describe('rooms', () => {
	it('are told by the files that are there', () => {
		expect(files.length).to.be.above(300);
		expect(importsOf('index.ts').length, 'the scan finds imports').to.be.above(3);
		expect(Object.keys(FORBIDDEN).filter((room) => !files.some((file) => roomOf(file) === room))).to.deep.equal([]);
	});
	it('hold every file but what is imported from outside', () => {
		expect(files.filter((file) => !file.includes('/'))).to.deep.equal(['index.ts', 'mocha.ts']);
	});
	it('import only what stands below them', () => {
		const up = [...imports].flatMap(([file, names]) =>
			names.filter((name) => name.endsWith('.ts') && isForbidden(roomOf(file), roomOf(name))).map((name) => `${file} → ${name}`),
		);
		expect(up).to.deep.equal([]);
	});
	it('are imported by no room below the command line where they are the command line', () => {
		const up = [...imports].flatMap(([file, names]) =>
			names
				.filter((name) => roomOf(name) === 'cli' && !['cli', 'bench', 'ci', 'build'].includes(roomOf(file)))
				.map((name) => `${file} → ${name}`),
		);
		expect(up).to.deep.equal([]);
	});
	it('have no circle of files, of types neither', () => {
		expect(circles()).to.deep.equal([]);
	});
	it('that are pure reach nothing that is not', () => {
		const impure = files
			.filter((file) => PURE.includes(roomOf(file)) || PURE_FOLDERS.some((folder) => file.startsWith(folder)))
			.flatMap((file) => impurities(file).map((what) => `${file} reaches ${what}`));
		expect([...new Set(impure.map((t) => t.replace(/^.* reaches /, '')))]).to.deep.equal([]);
	});
});

/** What a file reaches, directly or through others, that reads more than it is handed. Types alone are no reach. */
function impurities(start: string): string[] {
	const seen = new Set<string>();
	const found = new Set<string>();
	const visit = (file: string) => {
		if (seen.has(file)) return;
		seen.add(file);
		for (const name of valueImportsOf(file)) {
			if (name.endsWith('.ts')) visit(name);
			else if (!HARMLESS.has(name) && !PURE_PACKAGES.has(name)) found.add(`${name} (${file})`);
		}
	};
	visit(start);
	return [...found];
}

/** Imports that are there when the program runs. */
function valueImportsOf(file: string): string[] {
	const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/^(?:import|export) type\b[^;]*;/gm, '');
	return namesIn(file, text);
}

/** Strongly connected components of more than one file (Tarjan 1972). */
function circles(): string[][] {
	const index = new Map<string, number>();
	const low = new Map<string, number>();
	const stack: string[] = [];
	const found: string[][] = [];
	const visit = (file: string) => {
		index.set(file, index.size);
		low.set(file, index.get(file) ?? 0);
		stack.push(file);
		for (const next of imports.get(file) ?? []) {
			if (!imports.has(next)) continue;
			if (!index.has(next)) visit(next);
			if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
		}
		if (low.get(file) !== index.get(file)) return;
		const circle = stack.splice(stack.indexOf(file));
		if (circle.length > 1) found.push(circle.sort());
	};
	for (const file of files) if (!index.has(file)) visit(file);
	return found;
}
