import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Wants } from './wants.ts';

/** What `keepalived -t` says of a file: its exit code, and its words. */
export interface Answer {
	exit: number;
	said: string;
}

/** No configuration keeps `keepalived -t` busy for longer; one that does is ended. */
const MAX_SECONDS = 10;
/** Files that one shell tries one after the other. */
const BATCH = 100;
const WORKERS = 2;

/**
 * A machine as configurations want it: a view of this one's files in which changes are lost, with NICs, users and scripts of the names that they say.
 * It is made in a mount and a network namespace of the process's own, so nothing of it is left when the process ends.
 */
export class World {
	readonly #base: string;
	readonly #root: string;
	#files = 0;

	/** Throws where the process is not root in namespaces of its own, or the kernel has no overlay. */
	constructor() {
		this.#base = mkdtempSync(join(tmpdir(), 'vipdrill-oracle-'));
		run('mount', '-t', 'tmpfs', 'none', this.#base);
		const [upper, work, root] = ['upper', 'work', 'root'].map((name) => join(this.#base, name)) as [string, string, string];
		for (const folder of [upper, work, root]) mkdirSync(folder);
		run('mount', '-t', 'overlay', 'none', '-o', `lowerdir=/,upperdir=${upper},workdir=${work}`, root);
		run('mount', '-t', 'proc', 'none', join(root, 'proc'));
		run('mount', '--rbind', '/dev', join(root, 'dev'));
		this.#root = root;
		run('ip', 'link', 'set', 'lo', 'up');
		mkdirSync(join(root, 'oracle'));
	}

	/**
	 * Makes what configurations want; what the kernel refuses, such as a NIC whose name is too long, is left out. Every user is root under another name: of a
	 * script with a user of his own `keepalived -t` 2.2.7 dies, as it takes itself for a child whose parent has died (check_script_secure() of lib/notify.c).
	 */
	furnish({ interfaces, users, groups, scripts, hosts, namespaces }: Wants): void {
		for (const name of interfaces)
			if (/^[\w.-]{1,15}$/.test(name)) spawnSync('ip', ['tuntap', 'add', name, 'mode', 'tap'], { stdio: 'ignore' });
		for (const name of users) appendFileSync(join(this.#root, 'etc/passwd'), `${name}:x:0:0::/:/bin/sh\n`);
		for (const name of groups) appendFileSync(join(this.#root, 'etc/group'), `${name}:x:0:\n`);
		for (const name of hosts) appendFileSync(join(this.#root, 'etc/hosts'), `127.0.0.1 ${name}\n`);
		for (const name of [...namespaces].filter((one) => one.length < 200)) {
			// keepalived enters the namespace that it is in already.
			const file = join(this.#root, 'run/netns', name);
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, '');
			run('mount', '--bind', '/proc/self/ns/net', file);
		}
		for (const path of scripts) stub(join(this.#root, path));
	}

	/** What keepalived says of each text, in their order. */
	async ask(texts: readonly string[]): Promise<Answer[]> {
		const paths = texts.map((text) => {
			const path = `/oracle/${++this.#files}.conf`;
			writeFileSync(join(this.#root, path), text);
			return path;
		});
		const answers: Answer[] = [];
		const batches: [start: number, paths: string[]][] = [];
		for (let start = 0; start < paths.length; start += BATCH) batches.push([start, paths.slice(start, start + BATCH)]);
		const work = async () => {
			for (let batch = batches.shift(); batch; batch = batches.shift()) {
				const [start, some] = batch;
				for (const [index, answer] of (await this.#askOf(some)).entries()) answers[start + index] = answer;
			}
		};
		await Promise.all(Array.from({ length: WORKERS }, work));
		for (const path of paths) rmSync(join(this.#root, path));
		return answers;
	}

	async #askOf(paths: readonly string[]): Promise<Answer[]> {
		const each = `timeout ${MAX_SECONDS} keepalived -t -f "$file" 2>&1; printf '\\036%d\\035' $?`;
		const script = `ulimit -c 0; cd /oracle; for file in "$@"; do ${each}; done`;
		const child = spawn('chroot', [this.#root, '/bin/sh', '-c', script, 'sh', ...paths], { stdio: ['ignore', 'pipe', 'ignore'] });
		let out = '';
		child.stdout.setEncoding('latin1').on('data', (text: string) => {
			out += text;
		});
		await new Promise((resolve) => child.on('close', resolve));
		const answers = out.split('\x1d').slice(0, -1);
		if (answers.length !== paths.length)
			throw new Error(`of ${paths.length} files ${answers.length} were answered: ${out.slice(-300)}`);
		return answers.map((answer) => {
			const at = answer.lastIndexOf('\x1e');
			return { exit: Number(answer.slice(at + 1)), said: answer.slice(0, at) };
		});
	}

	/** Takes the view away. */
	close(): void {
		spawnSync('umount', ['-l', this.#root]);
		spawnSync('umount', ['-l', this.#base]);
		rmSync(this.#base, { recursive: true, force: true });
	}
}

function run(command: string, ...args: string[]): void {
	const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
	if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

/** A program that does nothing, owned by root. What is there already stays. */
function stub(path: string): void {
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, '#!/bin/sh\n', { flag: 'wx' });
		chmodSync(path, 0o755);
	} catch {
		// A folder, or something that is there.
	}
}
