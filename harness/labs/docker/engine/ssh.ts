import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { ExecSocket } from './exec.ts';

/** Of what ssh says; enough for why it gave up. */
const KEPT_CHARS = 500;

/** The arguments of `ssh` for an endpoint written as `ssh://user@host:port`: as docker's own command has them, and nothing is asked of anybody. */
export function sshArguments(dockerHost: string): string[] {
	const { hostname, username, port } = new URL(dockerHost);
	return [
		...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'],
		// A machine that is gone says nothing: after 15 s the connection counts as broken.
		...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
		...(username ? ['-l', decodeURIComponent(username)] : []),
		...(port ? ['-p', port] : []),
		...['--', hostname, 'docker', 'system', 'dial-stdio'],
	];
}

/**
 * Connects to an engine by the user's own `ssh`: it knows their keys, agent, config and jump hosts, and refuses a machine whose key is not the
 * one that it knows. (dockerode's own ssh looks at none of these.) The connection breaks with what ssh said.
 */
export function dialBySsh(dockerHost: string, command = 'ssh'): Promise<Duplex> {
	// In a session of its own: Ctrl-C is for vipdrill, which still needs its connections to clean up.
	const child = spawn(command, sshArguments(dockerHost), { detached: true, stdio: 'pipe' });
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => {
		said = (said + chunk).slice(-KEPT_CHARS);
	});
	child.stdin.on('error', () => {});
	return new Promise((resolve, reject) => {
		const missing = (error: NodeJS.ErrnoException) =>
			reject(error.code === 'ENOENT' ? new Error('there is no ssh command; install openssh-client') : error);
		child.once('error', missing);
		child.once('spawn', () => {
			const ended = new Promise<void>((end) =>
				child.once('close', (code) => {
					if (code !== 0 && code !== null) socket.destroy(new Error(said.trim() || `ssh ended with exit code ${code}`));
					end();
				}),
			);
			const socket = new ExecSocket({ stdin: child.stdin, stdout: child.stdout, ended, close: () => child.kill() });
			resolve(socket);
		});
	});
}
