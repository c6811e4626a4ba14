import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pipedEngine } from './piped.ts';
import { dialBySsh, sshArguments } from './ssh.ts';

/** Passes bytes between its standard streams and a socket, as `docker system dial-stdio` does on the far machine. */
const relay = (socket: string) =>
	`const s=require('net').connect(${JSON.stringify(socket)});process.stdin.pipe(s);s.pipe(process.stdout);s.on('close',()=>process.exit(0))`;

describe('an engine over ssh', () => {
	let folder: string;
	let server: Server;
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-ssh-'));
		server = createServer((_, response) => response.setHeader('Content-Type', 'application/json').end('{"ID":"far"}'));
		await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
	});
	after(() => {
		server.close();
		rmSync(folder, { recursive: true });
	});
	/** A command in place of ssh, which writes down what it was called with. */
	const fake = (name: string, body: string) => {
		const file = join(folder, name);
		writeFileSync(file, `#!/bin/sh\necho "$@" >> '${file}.log'\n${body}\n`);
		chmodSync(file, 0o755);
		return file;
	};

	it('is called as docker’s own command does, asks nobody, and notices a machine that is gone', () => {
		expect(sshArguments('ssh://me@far:2222').join(' ')).to.equal(
			'-T -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3 -l me -p 2222 -- far docker system dial-stdio',
		);
		expect(sshArguments('ssh://far').slice(-5)).to.deep.equal(['--', 'far', 'docker', 'system', 'dial-stdio']);
	});
	it('answers over one connection that stays', async () => {
		const command = fake('good', `exec '${process.execPath}' -e "${relay(join(folder, 'docker.sock')).replaceAll('"', "'")}"`);
		const engine = pipedEngine(() => dialBySsh('ssh://me@far', command));
		expect(await engine.info()).to.deep.equal({ ID: 'far' });
		expect(await engine.info()).to.deep.equal({ ID: 'far' });
		engine.close();
		expect(readFileSync(`${command}.log`, 'utf8').trim().split('\n')).to.have.length(1);
	});
	it('says what ssh said where that gives up', async () => {
		const command = fake('refused', "echo 'me@far: Permission denied (publickey).' >&2; exit 255");
		const error = await pipedEngine(() => dialBySsh('ssh://me@far', command))
			.info()
			.then(
				() => expect.fail('it answered'),
				(cause: Error) => cause,
			);
		expect(error.message).to.equal('me@far: Permission denied (publickey).');
	});
	it('says what is missing where there is no ssh', async () => {
		const error = await dialBySsh('ssh://far', join(folder, 'none')).then(
			() => expect.fail('it was called'),
			(cause: Error) => cause,
		);
		expect(error.message).to.equal('there is no ssh command; install openssh-client');
	});
});
