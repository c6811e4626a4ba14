import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { InputPosition, InputProblem } from './errors.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML document as plain values, which still knows where each of them stands in its file. */
export interface YamlSource {
	file: string;
	/** Undefined where the text is not YAML. */
	value: unknown;
	problems: InputProblem[];
	/** Where the value at a path starts; of a missing value, where the nearest thing around it starts. */
	at(path: YamlPath): InputPosition;
	/** Where the key at the end of a path stands. */
	atKey(path: YamlPath): InputPosition;
}

/** Reads one YAML 1.2 document with anchors and merge keys. Never throws: syntax errors are in `problems`, with line and column. */
export function readYaml(file: string, text: string): YamlSource {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, merge: true });
	const place = (offset: number): InputPosition => {
		const { line, col } = lines.linePos(offset);
		return { file, line, column: col };
	};
	const problems = document.errors.map((error) => syntaxProblem(place(error.pos[0]), error.message));
	return {
		file,
		value: problems.length > 0 ? undefined : plainValue(document, problems, file),
		problems,
		at: (path) => place(startOf(document, path)),
		atKey: (path) => place(keyStart(document, path) ?? startOf(document, path)),
	};
}

/** A path as people write it: `hosts[1].address`. */
export function formatPath(path: YamlPath): string {
	return path.reduce<string>((text, part) => {
		return typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`;
	}, '');
}

/** The plain value at a path, or undefined. */
export function valueAt(value: unknown, path: YamlPath): unknown {
	return path.reduce<unknown>(
		(inner, part) => (isRecord(inner) || Array.isArray(inner) ? Reflect.get(inner, part) : undefined),
		value,
	);
}

/** Whether a value is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainValue(document: Document, problems: InputProblem[], file: string): unknown {
	try {
		return document.toJS();
	} catch (error) {
		// An alias without its anchor, or one that grows without bounds, shows only now.
		problems.push(syntaxProblem({ file, line: 1 }, error instanceof Error ? error.message : String(error)));
		return undefined;
	}
}

function syntaxProblem(position: InputPosition, message: string): InputProblem {
	const [sentence = ''] = message.split('\n');
	const problem = `this is not YAML: ${sentence.replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '')}`;
	return { ...position, field: 'yaml', problem, fix: 'Mend the indentation or the quotes here' };
}

function startOf(document: Document, path: YamlPath): number {
	for (let length = path.length; length > 0; length--) {
		const node = document.getIn(path.slice(0, length), true);
		if (isNode(node) && node.range) return node.range[0];
	}
	return document.contents?.range?.[0] ?? 0;
}

function keyStart(document: Document, path: YamlPath): number | undefined {
	const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
	if (!isMap(parent)) return undefined;
	const pair = (parent as YAMLMap).items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
	return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
