import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../base/paths.ts';
import { findDrills } from '../load/find-drill.ts';
import { shippedDrills } from '../load/shipped-drills.ts';

/** Where the list of the drills stands. */
export const DRILLS_PAGE = join(packageRoot, 'docs/drills.md');

/** The drills that ship, as a markdown table of name and event, in the order of the alphabet. */
export async function drillList(): Promise<string> {
	const drills = (await Promise.all(shippedDrills().map(findDrills))).flat();
	const rows = drills.map(({ name, event }) => [`\`${name}\``, event.replaceAll('|', '\\|')] as const);
	const widths = [0, 1].map((column) => Math.max(12, ...rows.map((row) => row[column]?.length ?? 0)));
	const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
	return [line(['drill', 'what happens']), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const PLACE = /(<!-- drills -->\n)[\s\S]*?(<!-- \/drills -->)/;

/** The document with the list between its markers. Throws Error where it has no markers. */
export function withDrillList(document: string, list: string): string {
	if (!PLACE.test(document)) throw new Error('there is no place for the list of drills');
	return document.replace(PLACE, (_, begin: string, end: string) => `${begin}\n${list}\n\n${end}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	writeFileSync(DRILLS_PAGE, withDrillList(readFileSync(DRILLS_PAGE, 'utf8'), await drillList()));
