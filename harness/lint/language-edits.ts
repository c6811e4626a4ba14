import { blocksOf } from '../keepalived/model.ts';
import { placesOf } from '../keepalived/nearest.ts';
import type { Diagnostic, Place } from '../keepalived/place.ts';
import type { KeepalivedConf } from '../keepalived/read.ts';
import type { TextEdit } from './finding.ts';
import { linesOf } from './lines.ts';
import { statementAt } from './look.ts';

/** The change that mends what the reader told, where there is only one that is right. */
export function languageEdits(
	{ code, at, chain, field, fix = '', value }: Diagnostic,
	conf: KeepalivedConf,
	texts: ReadonlyMap<string, string>,
): TextEdit[] {
	const line = linesOf(texts, at.file)[at.line - 1];
	if (line === undefined || chain.some(({ kind }) => kind !== 'include')) return [];
	switch (code) {
		case 'two-keywords': {
			// What follows on the line goes onto a line of its own, as deep as this one.
			const indent = /^\s*/.exec(line)?.[0] ?? '';
			const gap = /\s*$/.exec(line.slice(0, at.column - 1))?.[0].length ?? 0;
			return [replace(at, at.column - gap, gap, `\n${indent}`)];
		}
		case 'deprecated': {
			const name = /^Write ([\w-]+)$/.exec(fix)?.[1];
			const owners = field.split(' ');
			const old = owners.at(-1) ?? '';
			const column = line.indexOf(old) + 1;
			// Another block's keyword is no new name of this one.
			const isSamePlace =
				name !== undefined && placesOf(name).some(({ path }) => placesOf(old).some((other) => other.path.join() === path.join()));
			return isSamePlace && column > 0 ? [replace(at, column, old.length, name)] : [];
		}
		case 'byte-order-mark':
			return [replace({ ...at, line: 1 }, 1, 1, '')];
		case 'comment-backslash': {
			const end = line.replace(/\s+$/, '');
			return end.endsWith('\\') ? [replace(at, end.length, 1, '')] : [];
		}
		case 'include-quoted': {
			const bare = (value ?? '').replaceAll('"', '');
			const column = line.indexOf(value ?? '') + 1;
			return value && column > 0 ? [replace(at, column, value.length, bare)] : [];
		}
		case 'setting-cleared':
			return /nopreempt$|preempt_delay$/.test(field) ? stateToBackup(conf, at) : [];
		default:
			return [];
	}
}

/** nopreempt and preempt_delay say what is wanted, and state MASTER decides nothing but to switch them off. */
function stateToBackup(conf: KeepalivedConf, at: Place): TextEdit[] {
	const block = blocksOf(conf.model, 'vrrp_instance').find(({ settings }) => settings.some((one) => isSame(one.at, at)));
	const states = block?.settings.filter(({ keyword }) => keyword === 'state') ?? [];
	return states.flatMap((state) => {
		const word = statementAt(conf, state.at)?.args[0];
		if (word?.text !== 'MASTER' || word.chain.some(({ kind }) => kind !== 'include')) return [];
		return [replace(word.at, word.at.column, word.text.length, 'BACKUP')];
	});
}

const isSame = (a: Place, b: Place) => a.file === b.file && a.line === b.line && a.column === b.column;

function replace({ file, line }: Pick<Place, 'file' | 'line'>, column: number, length: number, newText: string): TextEdit {
	return { file, line, column, endLine: line, endColumn: column + length, newText };
}
