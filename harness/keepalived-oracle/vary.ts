import { type Random, seededRandom } from '../gate/baseline/random.ts';
import { allKeywords } from '../keepalived/nearest.ts';
import type { Case } from './case.ts';

const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
const NAMES = [...new Set(allKeywords.map(({ keyword }) => keyword.name))];
const VALUES = [
	'0',
	'1',
	'-1',
	'255',
	'256',
	'1.5',
	'0.001',
	'70000',
	'abc',
	'""',
	'"a b"',
	'10.0.0.300',
	'10.1.2.3/24',
	'fe80::1/64',
	'on',
	'yes',
	'$X',
	'MASTER',
	'eth0',
	'/bin/true',
];

/** One small mistake, or change, as people and tools make them. */
const CHANGES: readonly ((lines: string[], at: number, random: Random) => void)[] = [
	(lines, at) => lines.splice(at, 1),
	(lines, at) => lines.splice(at, 0, lines[at] ?? ''),
	(lines, at, random) => lines.splice(at, 0, `${pick(random, NAMES)} ${pick(random, VALUES)}`),
	(lines, at, random) => lines.splice(at, 0, pick(random, NAMES)),
	(lines, at, random) => {
		lines[at] = (lines[at] ?? '').replace(/(\S+)(\s*)$/, (_, _last, end: string) => pick(random, VALUES) + end);
	},
	(lines, at, random) => {
		lines[at] = `${lines[at]} ${pick(random, VALUES)}`;
	},
	(lines, at) => {
		lines[at] = (lines[at] ?? '').replace(/^(\s*\S+).*$/, '$1');
	},
	(lines, at, random) => {
		const line = lines[at] ?? '';
		const i = Math.floor(random() * (line.length + 1));
		lines[at] = line.slice(0, i) + line.slice(i + 1);
	},
	(lines, at, random) => {
		const line = lines[at] ?? '';
		const i = Math.floor(random() * (line.length + 1));
		lines[at] =
			line.slice(0, i) + pick(random, ['{', '}', '"', '#', '!', ' ', '\\', '$', '~', '@x ', '0', '-', '.']) + line.slice(i);
	},
	(lines, at) => {
		lines[at] = (lines[at] ?? '').replace(/(\S)(\S)/, '$2$1');
	},
	(lines, at, random) => lines.push(...lines.splice(at, 1 + Math.floor(random() * 4))),
	(lines, at) => {
		lines[at] = `${(lines[at] ?? '').trimEnd()} ${(lines[at + 1] ?? '').trim()}`;
		lines.splice(at + 1, 1);
	},
	(lines, at) => {
		lines[at] = (lines[at] ?? '').toUpperCase();
	},
	(lines, at, random) => {
		lines[at] = (lines[at] ?? '').replace(/\d+/, () =>
			pick(random, ['0', '1', '99', '254', '255', '256', '65536', '4294967296', '-5']),
		);
	},
];

/** Variations of real files, one or two changes each; the same for the same seed. Files of more than 400 lines are passed over. */
export function vary(real: readonly Case[], count: number, seed: string): Case[] {
	const bases = real.filter(({ text }) => text.split('\n').length <= 400);
	if (bases.length === 0) return [];
	return Array.from({ length: Math.max(0, count) }, (_, i) => {
		const random = seededRandom(seed, String(i));
		const base = bases[i % bases.length] as Case;
		const lines = base.text.split('\n');
		for (let n = random() < 0.7 ? 1 : 2; n > 0; n--) pick(random, CHANGES)(lines, Math.floor(random() * lines.length), random);
		return { name: `${base.name} #${i}`, from: 'varied' as const, text: lines.join('\n') };
	});
}
