import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Storm } from './blow.ts';
import { type Ended, judgeUndisturbed } from './judge.ts';
import type { Pair } from './pairs.ts';
import type { PairResult } from './report.ts';
import type { World } from './world.ts';

const WITHIN_MS = 400_000;
const PRIVATE = { engine: 'private' } as const;

/** Runs two commands at once on one state folder, in one working folder, and looks at what both leave. */
export async function runPair(world: World, storm: Storm, { number, sides, afterMs }: Pair): Promise<PairResult> {
	const startedMs = performance.now();
	const work = join(world.home, 'work', `pair-${number}`);
	rmSync(work, { recursive: true, force: true });
	mkdirSync(work, { recursive: true });
	storm.give(work);
	const first = world.start(sides[0].args, PRIVATE, work, WITHIN_MS);
	await sleep(afterMs);
	const second = world.start(sides[1].args, PRIVATE, work, WITHIN_MS);
	const ends = (await Promise.all([first.ended, second.ended])) as [Ended, Ended];
	const findings = ends.flatMap((ended, i) => {
		const side = sides[i];
		return side ? judgeUndisturbed(side, ended).map((text) => `${side.name}: ${text}`) : [];
	});
	for (const args of [['down'], ['clean']]) {
		const ended = await world.run(args, PRIVATE, work, WITHIN_MS);
		if (ended.exitCode !== 0) findings.push(`${args.join(' ')} ended with ${ended.exitCode ?? ended.signal}`);
	}
	findings.push(...(await storm.left()).map((line) => `left ${line}`));
	rmSync(work, { recursive: true, force: true });
	if (findings.length > 0) await storm.takeAsFound();
	return {
		number,
		names: [sides[0].name, sides[1].name],
		exitCodes: [ends[0].exitCode, ends[1].exitCode],
		...{ afterMs, findings, wallMs: performance.now() - startedMs },
		output: findings.length > 0 ? ends.map(({ output }) => output.slice(-2000)).join('\n=====\n') : '',
	};
}
