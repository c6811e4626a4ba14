/**
 * The power switch: makes a machine dead at a known instant. An API kill takes a quarter of a second to return, so this runs
 * beforehand in the engine's own PID and network namespaces, acts on one line of input and answers with its own time stamps.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { RealtimeClock } from './clock.ts';
import type { PowerCommand, PowerMessage } from './protocol.ts';

const IFF_UP = 0x1;
/** Timers are good to about a millisecond; the rest is waited for by spinning. */
const SPIN_MS = 3;
const GONE_WITHIN_MS = 5000;

const clock = new RealtimeClock();
const say = (message: PowerMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);
const read = (path: string) => readFileSync(path, 'utf8').trim();

/** The engine-side end of each machine's cable, by the machine's PID. */
const plugs = new Map<number, string>();

function plug({ id, pid, interface: nic }: Extract<PowerCommand, { op: 'plug' }>): void {
	// /proc/PID/root/sys is the machine's own sysfs, so its NIC names its peer there.
	const peerIndex = read(`/proc/${pid}/root/sys/class/net/${nic}/iflink`);
	const link = readdirSync('/sys/class/net').find((name) => read(`/sys/class/net/${name}/ifindex`) === peerIndex);
	if (!link) throw new Error(`no interface of the engine has index ${peerIndex}, the peer of ${nic}`);
	plugs.set(pid, link);
	say({ kind: 'plugged', id, link });
}

function isGone(pid: number): boolean {
	try {
		return /\) [ZX] /.test(read(`/proc/${pid}/stat`));
	} catch {
		return true;
	}
}

async function cut({ id, pid, atMs }: Extract<PowerCommand, { op: 'cut' }>): Promise<void> {
	const link = plugs.get(pid);
	if (!link) throw new Error(`process ${pid} was not plugged`);
	const flagsPath = `/sys/class/net/${link}/flags`;
	const down = `0x${(Number(read(flagsPath)) & ~IFF_UP).toString(16)}`;
	const waitMs = atMs - clock.nowMs() - SPIN_MS;
	if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
	while (clock.nowMs() < atMs);

	const askedMs = clock.nowMs();
	// The cable first: dead processes leave their addresses in the kernel, which would go on answering ARP.
	writeFileSync(flagsPath, down);
	const linkDownMs = clock.nowMs();
	// Init of a PID namespace takes every other process of the machine with it (pid_namespaces(7)).
	process.kill(pid, 'SIGKILL');
	const killedMs = clock.nowMs();

	if ((Number(read(flagsPath)) & IFF_UP) !== 0) throw new Error(`${link} is still up`);
	while (!isGone(pid) && clock.nowMs() - killedMs < GONE_WITHIN_MS) await new Promise((resolve) => setTimeout(resolve, 1));
	const goneMs = isGone(pid) ? clock.nowMs() : null;
	plugs.delete(pid);
	// The engine looks for the NIC under its old name, so the cable would stay until the kernel has cleared the dead namespace away.
	execFile('ip', ['link', 'delete', link], () => {});
	say({ kind: 'cut', id, askedMs, linkDownMs, killedMs, goneMs });
}

async function obey(command: PowerCommand): Promise<void> {
	try {
		if (command.op === 'ping') say({ kind: 'pong', id: command.id, atMs: clock.nowMs() });
		else if (command.op === 'plug') plug(command);
		else await cut(command);
	} catch (error) {
		say({ kind: 'error', id: command.id, message: (error as Error).message });
	}
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => void obey(JSON.parse(line) as PowerCommand));
lines.on('close', () => process.exit(0));
setInterval(() => clock.resync(), 1000);
