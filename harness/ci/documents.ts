import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../base/paths.ts';
import { program } from '../cli/program.ts';

/** The documents, as paths in the package: README.md and its like, and all below docs/. */
export function documents(): string[] {
	const below = readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' });
	const pages = below.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`);
	return ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...pages.sort()];
}

/** A document's text. `file` is a path in the package. */
export const textOf = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');

/** A line of a document, with what it stands in. */
interface Line {
	text: string;
	/** The language of the fenced block around it; null outside of blocks. */
	block: string | null;
}

/** The lines of a document without the fences of its blocks. */
export function linesOf(document: string): Line[] {
	let block: string | null = null;
	const lines: Line[] = [];
	for (const text of document.split('\n')) {
		const fence = /^```(\w*)/.exec(text);
		if (fence) block = block === null ? (fence[1] ?? '') : null;
		else lines.push({ text, block });
	}
	return lines;
}

const CALL = /^(?:(?:npx )?vipdrill|node bin\/vipdrill\.js) +(.*)$/;

/** The calls of vipdrill in a document: command lines in blocks of shell, and code in prose that has arguments. Each without the name of the program. */
export function callsOf(document: string): string[] {
	const lines = linesOf(document);
	const shell = lines.filter(({ block }) => block === 'sh').map(({ text }) => text);
	const script = shell
		.join('\n')
		.replaceAll(/\s*\\\n\s*/g, ' ')
		.split('\n');
	const written = script.flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '));
	const prose = lines.filter(({ block }) => block === null).map(({ text }) => text);
	const spans = [...prose.join('\n').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' '));
	return [...written, ...spans].flatMap((code) => CALL.exec(code.trim())?.[1] ?? []).filter((call) => call !== '…');
}

/**
 * What the command line's own parser says against a call; null where it takes it. Nothing is run. Only the name of a command is a mention of
 * it, which needs no arguments.
 */
export function problemOf(call: string): string | null {
	const whole = program();
	const words = call.split(/ +/);
	if (words.length === 1 && whole.commands.some((command) => command.name() === words[0])) return null;
	if (words.length === 1 && whole.options.some(({ long, short }) => words[0] === long || words[0] === short)) return null;
	if (words.includes('--help')) return null;
	takeWorkFrom(whole);
	whole.hook('preAction', () => {
		throw TAKEN;
	});
	try {
		whole.parse(words, { from: 'user' });
		return 'nothing has stopped it';
	} catch (error) {
		return error === TAKEN ? null : String(error);
	}
}

/** Thrown where a call is all right, before its work begins. */
const TAKEN = new Error('the command line takes this call');

/**
 * Takes the work from a command and all below it, and its printing. The hook above stops each call by itself; this is the second lock, since
 * the calls in documents start engines and cut power.
 */
function takeWorkFrom(command: Command): void {
	command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
	if (command.commands.length === 0) command.action(() => {});
	for (const below of command.commands) takeWorkFrom(below);
}

/** The anchors of a document's headings, as GitHub makes them. */
export const anchorsOf = (document: string): string[] =>
	linesOf(document).flatMap(({ text, block }) => {
		const heading = block === null ? /^#+ (.*)$/.exec(text)?.[1] : undefined;
		if (heading === undefined) return [];
		return heading
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(' ', '-');
	});

/** Where a document's links lead that don't leave the package: `{ path, anchor }` as written, either of which may be empty. */
export const linksOf = (document: string): { path: string; anchor: string }[] =>
	linesOf(document)
		.filter(({ block }) => block === null)
		.flatMap(({ text }) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target))
		.filter((target) => !/^[a-z]+:/.test(target))
		.map((target) => ({ path: target.split('#')[0] ?? '', anchor: target.split('#')[1] ?? '' }));

/** Whole paths of files and folders of the package that a document names in code: those with a known folder in front. */
export const pathsOf = (document: string): string[] =>
	[...document.matchAll(/`((?:harness|images|scenarios|fixtures|docs|bin|biome)\/[\w./-]*)`/g)].map(([, path = '']) => path);

/** Lines with more than 130 columns, but for tables, which cannot be broken. */
export const tooLong = (document: string): string[] =>
	document.split('\n').filter((line) => line.length > 130 && !line.startsWith('|') && !line.startsWith('!['));
