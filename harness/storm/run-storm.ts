import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Storm } from './blow.ts';
import type { StormOptions } from './options.ts';
import { runPair } from './pair.ts';
import { planPairs } from './pairs.ts';
import { isLab, planStorm } from './plan.ts';
import { renderStorm, type StormReport } from './report.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { World } from './world.ts';

/** Whether a command needs no image of the lab. */
const isCheap = (subject: Subject) => (subject.engine === 'none' || subject.bare === true) && !isLab(subject);

/** Runs a storm on the machine that this process is in. Returns the exit code: 1 where something was found. The report is on the disk as it goes. */
export async function storm(options: StormOptions): Promise<number> {
	const { seed, kills, engines, only, cheap, minutes } = options;
	const startedMs = performance.now();
	const world = new World(options.home);
	const runs = new Storm(world, options.plant);
	const subjects = SUBJECTS.filter((subject) => !cheap || isCheap(subject));
	const isWanted = ({ number }: { number: number }) => only.length === 0 || only.includes(number);
	const plan = options.pairs ? [] : planStorm({ seed, kills: Math.max(kills, ...only), engines }, subjects).filter(isWanted);
	const pairs = options.pairs ? planPairs(seed).filter(isWanted) : [];
	const report: StormReport = {
		...{ schemaVersion: 1, seed, engines, planned: plan.length + pairs.length, blows: [], pairs: [] },
		...{ wallMs: 0, stopped: null },
	};
	const folder = join(options.out, `storm-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${seed}`);
	mkdirSync(folder, { recursive: true });
	const keep = () => {
		report.wallMs = performance.now() - startedMs;
		writeFileSync(join(folder, 'storm.json'), `${JSON.stringify(report, null, '\t')}\n`);
		writeFileSync(join(folder, 'storm.md'), renderStorm(report));
	};
	process.once('SIGINT', () => {
		report.stopped = 'interrupted';
		keep();
		process.exit(130);
	});
	console.log(`storm ${seed}: ${report.planned} planned, ${minutes} min at most; ${folder}`);
	await world.furnish({ local: !options.pairs && engines.includes('local') });
	await runs.takeAsFound();
	const isOver = () => performance.now() - startedMs > minutes * 60_000;
	try {
		for (const kill of plan) {
			if (isOver()) break;
			const blow = await runs.blow(kill);
			report.blows.push(blow);
			const end = blow.exitCode ?? blow.signal;
			const when = `${(blow.at * 100).toFixed(0)} % (${blow.atMs.toFixed(0)} ms), ${blow.phase}`;
			console.log(
				`${kill.number} ${blow.subject}: ${blow.strike} at ${when} → ${end}${blow.isStruck ? '' : ' (nothing to hit)'}, ${(blow.wallMs / 1000).toFixed(1)} s`,
			);
			for (const text of blow.findings) console.log(`    FOUND ${text.slice(0, 600)}`);
			keep();
		}
		for (const pair of pairs) {
			if (isOver()) break;
			const result = await runPair(world, runs, pair);
			report.pairs.push(result);
			console.log(
				`${pair.number} ${result.names.join(' + ')}: ${result.exitCodes.join(', ')}, ${(result.wallMs / 1000).toFixed(1)} s`,
			);
			for (const text of result.findings) console.log(`    FOUND ${text.slice(0, 600)}`);
			keep();
		}
		if (report.blows.length + report.pairs.length < report.planned) report.stopped = `${minutes} min are over`;
	} catch (error) {
		report.stopped = (error as Error).message;
		console.error(`storm: ${report.stopped}`);
		keep();
		return 4;
	} finally {
		await world.leave();
	}
	keep();
	const isClean = [...report.blows, ...report.pairs].every(({ findings }) => findings.length === 0);
	console.log(`${isClean ? 'nothing was left' : 'something was found'}; ${join(folder, 'storm.md')}`);
	return isClean ? 0 : 1;
}
