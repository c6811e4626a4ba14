import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { describeDifference, difference, type MachineState } from './difference.ts';
import { type Ended, judgeEnd, judgeUndisturbed } from './judge.ts';
import { look, STORE } from './look.ts';
import { phaseOf } from './phase.ts';
import { isLab, type Kill } from './plan.ts';
import type { Blow } from './report.ts';
import { HEARD } from './strikes.ts';
import type { Subject } from './subjects.ts';
import type { Command, World } from './world.ts';

const CHEAP_WITHIN_MS = 120_000;
const LAB_WITHIN_MS = 300_000;
/** A server is struck within this time of its start. */
const ENDLESS_MS = 1500;
/** The kernel is in no hurry to clear dead processes, mounts and links away. */
const SETTLES_WITHIN_MS = 15_000;
/** Longer than a command takes two signals of one kind for one. */
const IMPATIENT_MS = 700;

const withinMs = (subject: Subject) => (isLab(subject) || subject.engine === 'uml' ? LAB_WITHIN_MS : CHEAP_WITHIN_MS);

/** Strikes commands on a machine, and says what was left. */
export class Storm {
	readonly #usualMs = new Map<string, number>();
	#asFound: MachineState | null = null;
	#folders = 0;

	/** With `plants`, something of each kind is left on purpose after each clean-up. */
	constructor(
		readonly world: World,
		private readonly plants = false,
	) {}

	/** Takes the machine as it is now for what must be found again. */
	async takeAsFound(): Promise<void> {
		this.#asFound = await look(this.world.ground);
	}

	/** What differs from how the machine was found, once it has settled, one line a kind. */
	async left(but: readonly string[] = []): Promise<string[]> {
		const asFound = this.#asFound ?? {};
		let found: string[] = [];
		const settled = async () => {
			found = difference(asFound, await look(this.world.ground), but).map(describeDifference);
			return found.length === 0 || undefined;
		};
		await until('the machine is as it was found', settled, { timeoutMs: SETTLES_WITHIN_MS, intervalMs: 500 }).catch(() => {});
		return found;
	}

	/** How long a command takes when nothing hits it, and what was wrong then. The first time it is run for that. */
	async #usual(subject: Subject): Promise<{ ms: number; found: string[] }> {
		if (subject.endless) return { ms: ENDLESS_MS, found: [] };
		const known = this.#usualMs.get(subject.name);
		if (known !== undefined) return { ms: known, found: [] };
		const { found, ended } = await this.#undisturbed(subject);
		this.#usualMs.set(subject.name, ended.tookMs);
		return { ms: ended.tookMs, found: found.map((text) => `undisturbed, before it: ${text}\n${ended.output.slice(-1000)}`) };
	}

	/** One kill, from a command's start to a machine that is as it was found; what is not right is in `findings`. */
	async blow(kill: Kill): Promise<Blow> {
		const { subject, strike, number } = kill;
		const startedMs = performance.now();
		const { ms, found: findings } = await this.#usual(subject);
		const atMs = kill.at * ms;
		const work = this.#workFolder();
		const restores: (() => unknown)[] = [];
		if (strike === 'full-out') restores.push(await this.world.smallWork(work));
		this.give(work);
		findings.push(...(await this.#before(subject, work)));
		const command = this.world.start(subject.args, subject, work, withinMs(subject), strike === 'oom');
		await Promise.race([sleep(atMs), command.ended]);
		const phase = phaseOf(subject, command.said(), kill.at);
		const isStruck = command.isOver() ? false : await this.#strike(kill, command, work, restores);
		const ended = await command.ended;
		command.group?.relax();
		for (const restore of restores.reverse()) await restore();
		findings.push(...judgeEnd(subject, strike, ended, isStruck));
		findings.push(...spoilt(work, ended.signal === 'SIGKILL'));
		const cleansUp = strike !== 'impatient' && strike in HEARD && isStruck && !subject.before;
		if (cleansUp && ended.exitCode !== null && ended.exitCode >= 128) {
			const left = await this.left([STORE]);
			if (left.length > 0) findings.push(`left before clean: ${left.join(' | ')}`);
		}
		findings.push(...(await this.#cleaned(subject, work)));
		if (kill.again && !this.plants) {
			const { found } = await this.#undisturbed(subject);
			findings.push(...found.map((text) => `the next run: ${text}`));
		}
		if (command.group && !(await command.group.remove())) findings.push('somebody is still in its memory group');
		rmSync(work, { recursive: true, force: true });
		const { exitCode, signal, tookMs, output } = ended;
		const wallMs = performance.now() - startedMs;
		const last = findings.length > 0 ? output.slice(-3000) : '';
		if (findings.length > 0) await this.takeAsFound();
		return {
			...{ number, subject: subject.name, engine: subject.engine, strike, phase, at: kill.at, atMs, isStruck },
			...{ exitCode, signal, tookMs, wallMs, again: kill.again, findings, output: last },
		};
	}

	/** Hits. Returns whether there was something to hit. */
	async #strike({ strike, subject }: Kill, { pid, isOver, ended, group }: Command, work: string, restores: (() => unknown)[]) {
		const { world } = this;
		const hit = (one: number, signal: NodeJS.Signals) => {
			try {
				return process.kill(one, signal);
			} catch {
				// It has just ended.
				return false;
			}
		};
		const hitAll = (pids: number[], signal: NodeJS.Signals) => pids.map((one) => hit(one, signal)).includes(true);
		const state = subject.bare ? world.bare : world.state;
		const signal = strike === 'engine-kill' ? 'SIGKILL' : 'SIGTERM';
		switch (strike) {
			case 'impatient':
				for (let times = 0; times < 3 && !isOver(); times += 1) {
					hit(pid, 'SIGINT');
					await Promise.race([sleep(IMPATIENT_MS), ended]);
				}
				return true;
			case 'oom':
				return (await group?.starve(isOver)) ?? false;
			case 'full-out':
			case 'full-state':
			case 'full-tmp':
				restores.push(world.fill(strike === 'full-out' ? work : strike === 'full-state' ? state : world.tmp));
				return true;
			case 'engine-kill':
			case 'engine-stop':
				if (subject.engine === 'local') await world.restartLocal(signal);
				return (
					subject.engine === 'local' || hitAll(await world.processesOf(new RegExp(`^\\S*dockerd .*${state}/engine`)), signal)
				);
			case 'guest-kill':
				return hitAll(await world.processesOf(/linux\.uml/), 'SIGKILL');
			default:
				return hit(pid, strike);
		}
	}

	/** Runs `clean`, and what removes the rest of a store. Returns what is wrong then. */
	async #cleaned(subject: Subject, work: string): Promise<string[]> {
		const findings: string[] = [];
		const cleaned = await this.world.run(['clean'], subject, work, LAB_WITHIN_MS);
		if (cleaned.exitCode !== 0) findings.push(`clean ended with ${cleaned.exitCode ?? cleaned.signal}: ${cleaned.output.trim()}`);
		if (this.plants) await this.world.plant();
		const left = await this.left(this.plants ? [] : [STORE]);
		if (left.length > 0) findings.push(`left after clean: ${left.join(' | ')}`);
		if (this.plants) return findings;
		const state = await look(this.world.ground);
		if (difference({ [STORE]: this.#asFound?.[STORE] ?? [] }, { [STORE]: state[STORE] ?? [] }).length === 0) return findings;
		// The engine did not run, so its store is emptied as it starts next.
		for (const args of [['engine', 'start'], ['clean']]) {
			const ended = await this.world.run(args, { ...subject, engine: 'private' }, work, LAB_WITHIN_MS);
			if (ended.exitCode !== 0)
				findings.push(`${args.join(' ')} ended with ${ended.exitCode ?? ended.signal}: ${ended.output.trim()}`);
		}
		const still = await this.left();
		if (still.length > 0) findings.push(`left after the engine’s next start: ${still.join(' | ')}`);
		return findings;
	}

	/** Runs a command that nothing hits, and removes what it leaves on purpose. */
	async #undisturbed(subject: Subject): Promise<{ found: string[]; ended: Ended }> {
		const work = this.#workFolder();
		this.give(work);
		const found = await this.#before(subject, work);
		const command = this.world.start(subject.args, subject, work, withinMs(subject));
		if (subject.endless) {
			const { endless } = subject;
			const isUp = async () => endless.test(command.said()) || command.isOver() || undefined;
			await until('it is up', isUp, { timeoutMs: withinMs(subject) }).catch(() => {});
			if (!command.isOver()) process.kill(command.pid, 'SIGTERM');
		}
		const ended = await command.ended;
		found.push(...judgeUndisturbed(subject, ended));
		if (subject.leaves || found.length > 0) found.push(...(await this.#cleaned(subject, work)));
		else found.push(...(await this.left()).map((line) => `it leaves ${line}`));
		rmSync(work, { recursive: true, force: true });
		return { found, ended };
	}

	/** Runs what comes before a command. Returns what is wrong with that. */
	async #before({ before = [], ...subject }: Subject, work: string): Promise<string[]> {
		const findings: string[] = [];
		for (const args of before) {
			const ended = await this.world.run(args, subject, work, LAB_WITHIN_MS);
			const how = ended.exitCode ?? ended.signal;
			if (how !== 0) findings.push(`${args.join(' ')} before it ended with ${how}: ${ended.output.slice(-1000)}`);
		}
		return findings;
	}

	#workFolder(): string {
		this.#folders += 1;
		const work = join(this.world.home, 'work', String(this.#folders));
		rmSync(work, { recursive: true, force: true });
		mkdirSync(work, { recursive: true });
		return work;
	}

	/** What commands begin with: a run in two halves, and a short drill. */
	give(work: string): void {
		cpSync(join(this.world.home, 'given'), join(work, 'given'), { recursive: true });
		writeFileSync(join(work, 'storm.scenario.mts'), DRILL);
		writeFileSync(join(work, 'table.md'), '<!-- table -->\n<!-- /table -->\n');
	}
}

/** What is wrong with the files that a command was writing: half of one, or one that was to be renamed. Nobody could remove one such after a SIGKILL. */
function spoilt(work: string, isKilled: boolean): string[] {
	const files = readdirSync(work, { recursive: true, encoding: 'utf8' });
	const beside = files.filter((name) => name.endsWith('.tmp'));
	const halves = beside.slice(isKilled ? 1 : 0).map((name) => `left ${name}`);
	const runs = files.filter((name) => name.endsWith('run.json')).filter((name) => !isJson(join(work, name)));
	return [...halves, ...runs.map((name) => `${name} can't be read`)];
}

function isJson(file: string): boolean {
	try {
		JSON.parse(readFileSync(file, 'utf8'));
		return true;
	} catch {
		return false;
	}
}

/** Short, with a fault in effect most of the time: a frozen host, which does not die of a signal. */
const DRILL = `import { drill, every, freeze, host, linkDown } from '${join(packageRoot, 'harness/index.ts')}';
export default drill('storm', {
	event: 'A storm.',
	hypothesis: 'Nothing is left of it.',
	steady: '1s',
	faults: [
		{ at: '0s', inject: freeze(host('docker2')), lasts: '4s' },
		{ at: '1s', inject: linkDown(host('docker3')), lasts: '3s' },
	],
	settle: '1s',
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [every('http.availability').atLeast(0, 'whatever')],
});
`;
