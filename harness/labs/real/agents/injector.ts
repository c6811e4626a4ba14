/**
 * Breaks machines at a known instant. An API call takes a quarter of a second to return, so this runs beforehand in the engine's own PID
 * and network namespaces, acts on one line of input and answers with its own time stamps.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { RealtimeClock } from './clock.ts';
import { LabGuard } from './lab-machine.ts';
import { cableOf, processesOf, read, setCpus, setFrozen } from './machine-files.ts';
import type { Act, InjectorCommand, InjectorMessage } from './protocol.ts';

const IFF_UP = 0x1;
/** Timers are good to about a millisecond; the rest is waited for by spinning. */
const SPIN_MS = 3;
const GONE_WITHIN_MS = 5000;

const clock = new RealtimeClock();
const guard = new LabGuard(process.argv[2] ?? '');
const say = (message: InjectorMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);

const flagsPath = (link: string) => `/sys/class/net/${link}/flags`;
const isUp = (link: string) => (Number(read(flagsPath(link))) & IFF_UP) !== 0;

function setLink(link: string, up: boolean): void {
	const flags = Number(read(flagsPath(link)));
	writeFileSync(flagsPath(link), `0x${(up ? flags | IFF_UP : flags & ~IFF_UP).toString(16)}`);
	if (isUp(link) !== up) throw new Error(`${link} did not go ${up ? 'up' : 'down'}`);
}

/** Waits for the moment. `check` is called just before it, for what was right a while ago may be somebody else's by now. */
async function waitUntil(atMs: number, check: () => void): Promise<void> {
	const waitMs = atMs - clock.nowMs() - SPIN_MS;
	if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
	check();
	while (clock.nowMs() < atMs);
}

function isGone(pid: number): boolean {
	try {
		return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return true;
	}
}

async function cut({ id, pid, link, atMs }: Extract<InjectorCommand, { op: 'cut' }>): Promise<void> {
	await waitUntil(atMs, () => {
		guard.checkMachine(pid);
		guard.checkCable(link);
	});
	const askedMs = clock.nowMs();
	// The cable first: dead processes leave their addresses in the kernel, which would go on answering ARP.
	setLink(link, false);
	const linkDownMs = clock.nowMs();
	// Init of a PID namespace takes every other process of the machine with it (pid_namespaces(7)).
	process.kill(pid, 'SIGKILL');
	const killedMs = clock.nowMs();
	// A frozen process dies only once it is thawed (cgroup v1).
	await setFrozen(pid, false).catch(() => {});
	while (!isGone(pid) && clock.nowMs() - killedMs < GONE_WITHIN_MS) await new Promise((resolve) => setTimeout(resolve, 1));
	const goneMs = isGone(pid) ? clock.nowMs() : null;
	// The kernel clears a dead machine's network away late; until then its cable would stay in the switch.
	execFile('ip', ['link', 'delete', link], () => {});
	say({ kind: 'cut', id, askedMs, linkDownMs, killedMs, goneMs });
}

/** Runs a shell line in a machine's namespaces, or beside this agent. */
function runScript(pid: number | null, script: string): Promise<void> {
	const enter = pid === null ? [] : ['nsenter', '--target', String(pid), '--mount', '--uts', '--ipc', '--net', '--pid', '--'];
	const [file = '', ...args] = [...enter, 'sh', '-es'];
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'pipe'] });
		let errors = '';
		child.stderr.on('data', (chunk: Buffer) => {
			errors += chunk;
		});
		child.on('error', reject);
		child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}: ${errors.trim()}`))));
		child.stdin.end(script);
	});
}

/** A link flaps as long as its file is here: this agent flaps it, and any agent beside it, of another process too, may end that. */
const FLAPPING = '/run/vipdrill-flapping';
/** Longer than a flapper that has just looked takes to act. */
const LAST_FLAP_MS = 50;

function beginFlapping(link: string, downMs: number, upMs: number): void {
	const file = `${FLAPPING}/${link}`;
	mkdirSync(FLAPPING, { recursive: true });
	writeFileSync(file, '');
	const turn = (up: boolean) => {
		// A boot of the machine takes the link away.
		if (!existsSync(file) || !existsSync(flagsPath(link))) return;
		setLink(link, up);
		setTimeout(turn, up ? upMs : downMs, !up);
	};
	turn(false);
}

async function still(link: string): Promise<void> {
	rmSync(`${FLAPPING}/${link}`, { force: true });
	await new Promise((resolve) => setTimeout(resolve, LAST_FLAP_MS));
	setLink(link, true);
}

async function perform(act: Act): Promise<void> {
	switch (act.do) {
		case 'signal':
			process.kill(act.to, act.signal);
			return;
		case 'link':
			setLink(act.link, act.up);
			return;
		case 'freeze':
			await setFrozen(act.pid, act.frozen);
			return;
		case 'cpus':
			setCpus(act.pid, act.cpus);
			return;
		case 'script':
			await runScript(act.pid, act.script);
			return;
		case 'flap':
			beginFlapping(act.link, act.downMs, act.upMs);
			return;
		case 'still':
			await still(act.link);
	}
}

/** Throws where an act would hit what is not this lab's. */
function check(act: Act): void {
	if ('link' in act) guard.checkCable(act.link);
	if ('pid' in act && act.pid !== null) guard.checkMachine(act.pid);
	if (act.do === 'signal') guard.checkProcess(act.pid, act.to);
}

/** The engine-side end of a machine's cable. Throws where machine or cable is not this lab's. */
function pluggedCable(pid: number, nic: string): string {
	guard.checkMachine(pid);
	const link = cableOf(pid, nic);
	guard.checkCable(link);
	return link;
}

function processesOfMachine(pid: number) {
	guard.checkMachine(pid);
	return processesOf(pid);
}

async function act({ id, acts, atMs }: Extract<InjectorCommand, { op: 'act' }>): Promise<void> {
	await waitUntil(atMs, () => acts.forEach(check));
	const askedMs = clock.nowMs();
	// Begun in order, without a pause: what takes time goes on side by side.
	await Promise.all(acts.map(perform));
	say({ kind: 'acted', id, askedMs, doneMs: clock.nowMs() });
}

async function obey(command: InjectorCommand): Promise<void> {
	try {
		if (command.op === 'ping') say({ kind: 'pong', id: command.id, atMs: clock.nowMs() });
		else if (command.op === 'plug') say({ kind: 'plugged', id: command.id, link: pluggedCable(command.pid, command.interface) });
		else if (command.op === 'processes') say({ kind: 'processes', id: command.id, processes: processesOfMachine(command.pid) });
		else if (command.op === 'act') await act(command);
		else await cut(command);
	} catch (error) {
		say({ kind: 'error', id: command.id, message: (error as Error).message });
	}
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => void obey(JSON.parse(line) as InjectorCommand));
lines.on('close', () => process.exit(0));
setInterval(() => clock.resync(), 1000);
