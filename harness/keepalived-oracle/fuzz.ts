import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../base/paths.ts';
import { type Random, seededRandom } from '../gate/baseline/random.ts';
import { allKeywords } from '../keepalived/nearest.ts';
import { readKeepalived } from '../keepalived/read.ts';
import { vary } from './vary.ts';

/**
 * `npm run fuzz:keepalived -- [--runs 1000000] [--seconds 3600] [--seed fuzz]`: reads inputs of any bytes, of lines from the keyword table, and variations of
 * the corpus. One that is not read, or takes the processor for more than two seconds, is kept in harness/keepalived-oracle/fuzz-corpus, which a quick test reads; it ends
 * with 1 then.
 */
const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '1000000' },
		seconds: { type: 'string', default: '3600' },
		seed: { type: 'string', default: 'fuzz' },
	},
});

const MAX_MS = 2000;
const OWN = join(packageRoot, 'harness/keepalived-oracle/corpus');
const KEPT = join(packageRoot, 'harness/keepalived-oracle/fuzz-corpus');
const NAMES = [...new Set(allKeywords.map(({ keyword }) => keyword.name))];
const WORDS = [
	'{',
	'}',
	'{ }',
	'"',
	'"a b"',
	'$A',
	'$A=1',
	`$${'{'}A}`,
	'$A=x \\',
	'~SEQ(A, 1, 9)',
	'~LST({A, B}, {1, 2})',
	'@id',
	'@^id',
	'include f',
	'include g*',
	'#',
	'!',
	'\\',
	'\0',
	'\uFEFF',
	'10.0.0.1/24',
	'fe80::1',
	'-1',
	'256',
	'1.5',
	'\t',
	'',
	' ',
	'on',
	`$${'{'}_RANDOM 1 9}`,
	'$_PWD',
];

const corpus = readdirSync(OWN).map((name) => ({ name, from: 'real' as const, text: readFileSync(join(OWN, name), 'utf8') }));
const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;

/** One input of any of the three kinds. */
function inputOf(run: number, random: Random): string {
	const kind = random();
	if (kind < 0.3) {
		const bytes = Uint8Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256));
		return new TextDecoder().decode(bytes);
	}
	if (kind < 0.6) return vary(corpus, 1, `${values.seed} ${run}`)[0]?.text ?? '';
	const line = () =>
		Array.from({ length: Math.floor(random() * 5) }, () => pick(random, random() < 0.5 ? NAMES : WORDS)).join(' ');
	return Array.from({ length: Math.floor(random() * 40) }, line).join('\n');
}

const started = performance.now();
let slowest = { run: 0, ms: 0 };
let done = 0;
for (; done < Number(values.runs) && performance.now() - started < Number(values.seconds) * 1000; done++) {
	const text = inputOf(done, seededRandom(values.seed, String(done)));
	const before = process.cpuUsage();
	let error: unknown;
	try {
		readKeepalived({
			files: new Map([
				['f', text],
				['g1', text.slice(0, 200)],
			]),
			main: 'f',
			host: 'id',
		});
	} catch (caught) {
		error = caught;
	}
	const used = process.cpuUsage(before);
	const ms = (used.user + used.system) / 1000;
	if (ms > slowest.ms) slowest = { run: done, ms };
	if (error === undefined && ms <= MAX_MS) continue;
	mkdirSync(KEPT, { recursive: true });
	writeFileSync(join(KEPT, `${values.seed}-${done}.conf`), text);
	console.error(`input ${done} ${error === undefined ? `took ${Math.round(ms)} ms` : `threw ${error}`}; it is kept in ${KEPT}`);
	process.exitCode = 1;
	break;
}
console.log(
	`${done} inputs in ${Math.round((performance.now() - started) / 1000)} s; the slowest, ${slowest.run}, took ${Math.round(slowest.ms)} ms`,
);
