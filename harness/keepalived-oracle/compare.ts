import { readKeepalived, verdictOf } from '../keepalived/read.ts';
import type { Case } from './case.ts';
import { reasonFor } from './known.ts';
import type { Result, Verdict } from './result.ts';
import { wantsOf } from './wants.ts';
import type { World } from './world.ts';

const SCRIPTS_ALLOWED = 'global_defs {\nenable_script_security\n}\n';
/** Scripts without script security: this hides every other complaint. */
const EXIT_SECURITY = 6;

/** Asks keepalived and vipdrill of every case. Files that run scripts without script security are asked of again with it. */
export async function compare(cases: readonly Case[], world: World): Promise<Result[]> {
	world.furnish(wantsOf(cases.map(({ text }) => text)));
	const answers = await world.ask(cases.map(({ text }) => text));
	const hidden = answers.flatMap(({ exit }, index) => (exit === EXIT_SECURITY ? [index] : []));
	const again = await world.ask(hidden.map((index) => SCRIPTS_ALLOWED + (cases[index]?.text ?? '')));
	for (const [i, index] of hidden.entries()) answers[index] = again[i] ?? { exit: -1, said: '' };
	return cases.map((one, index) => {
		const { exit, said } = answers[index] ?? { exit: -1, said: '' };
		const conf = readKeepalived({ files: new Map([['f', one.text]]), main: 'f' });
		const result = {
			case: one,
			ours: verdictOf(conf.diagnostics),
			theirs: verdictOfExit(exit),
			said: said.split('\n').filter((line) => line !== ''),
			conf,
		};
		return { ...result, reason: result.ours === result.theirs ? null : reasonFor(result) };
	});
}

/** keepalived's exit codes (lib/scheduler.h): 0 ok, 5 complaints, 6 scripts without script security; others, also those of a crash, refuse the file. */
function verdictOfExit(exit: number): Verdict {
	return exit === 0 ? 'accepts' : exit === 5 || exit === EXIT_SECURITY ? 'complains' : 'refuses';
}

/** What came out, and lines that say it. */
export interface Summary {
	files: number;
	byKind: Record<string, { files: number; agree: number }>;
	explained: Record<string, number>;
	unexplained: number;
	lines: string[];
}

/** Counts results, and puts those that disagree into groups: what both say, and about what. */
export function summarize(results: readonly Result[]): Summary {
	const byKind: Summary['byKind'] = {};
	const explained: Summary['explained'] = {};
	const groups = new Map<string, Result[]>();
	for (const result of results) {
		byKind[result.case.from] ??= { files: 0, agree: 0 };
		const kind = byKind[result.case.from] as { files: number; agree: number };
		kind.files += 1;
		if (result.ours === result.theirs) kind.agree += 1;
		else if (result.reason !== null) explained[result.reason] = (explained[result.reason] ?? 0) + 1;
		else groups.set(groupOf(result), [...(groups.get(groupOf(result)) ?? []), result]);
	}
	const unexplained = [...groups.values()].reduce((sum, group) => sum + group.length, 0);
	const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
	const lines = [
		...Object.entries(byKind).map(([kind, { files, agree }]) => `${kind}: ${files} files, ${agree} agree`),
		...Object.entries(explained).map(([reason, count]) => `${count} differ: ${reason}`),
		`${unexplained} differ, and nobody knows why`,
		...sorted.map(([key, group]) => `${group.length} ${key}, for instance ${group[0]?.case.name}`),
	];
	return { files: results.length, byKind, explained, unexplained, lines };
}

function groupOf({ ours, theirs, said, conf }: Result): string {
	const told = conf.diagnostics.find(({ keepalived }) => keepalived === ours);
	const about = ours === 'accepts' ? '' : `: ${told?.code} of ${told?.field.split(' ').at(-1)}`;
	const words = (said[0] ?? '').replace(/^\(.*?Line \d+\) /, '').replace(/'[^']*'|\d+(\.\d+)*/g, '…');
	return `vipdrill ${ours}${about}; keepalived ${theirs}${theirs === 'accepts' ? '' : `: ${words}`}`;
}
