import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import type { Answer, Probe } from './probe.ts';

/** The prober may be in a real-time class, which is not for what it starts. */
const ORDINARY = ['--other', '0'];

/** A program of the user's. It finds the address and the port in VIPDRILL_ADDRESS and VIPDRILL_PORT. What it prints is nobody's. */
export function commandProbe(spec: ProbeOf<'command'>): Probe {
	const [program = '', ...args] = spec.argv;
	let folder: string | null = null;
	let file = program;
	return {
		open: () => {
			if (spec.script === null) return;
			folder = mkdtempSync(join(tmpdir(), 'vipdrill-probe-'));
			file = join(folder, 'program');
			writeFileSync(file, spec.script, { mode: 0o755 });
		},
		ask: () => run([file, ...args], spec),
		close: () => {
			if (folder) rmSync(folder, { recursive: true, force: true });
		},
	};
}

function run(argv: string[], { address, port, timeoutMs }: ProbeOf<'command'>): Promise<Answer> {
	return new Promise((resolve) => {
		const env = { ...process.env, VIPDRILL_ADDRESS: address, VIPDRILL_PORT: String(port) };
		const child = spawn('chrt', [...ORDINARY, ...argv], { stdio: 'ignore', detached: true, env });
		let timedOut = false;
		const timer = setTimeout(() => {
			timedOut = true;
			// Its whole group, for a shell has children.
			if (child.pid !== undefined) endGroup(child.pid);
		}, timeoutMs);
		const end = (answer: Answer) => {
			clearTimeout(timer);
			resolve(answer);
		};
		child.on('error', (error) => end({ outcome: 'not-sent', detail: error.message }));
		child.on('exit', (status, signal) => {
			if (timedOut) end({ outcome: 'timeout' });
			else if (status === 0) end({ outcome: 'ok' });
			else end({ outcome: 'bad-exit', detail: status === null ? `ended by ${signal}` : `exit status ${status}` });
		});
	});
}

function endGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has just ended by itself.
	}
}
