import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { bundleAgent } from '../../docker/agent-bundle.ts';
import type { InjectorCommand, InjectorMessage } from './protocol.ts';

/** A link that no machine has: where the guard is broken, the test fails and the machine keeps its links. */
const NO_LINK = 'no-such-link';

describe('the fault injector', function () {
	this.timeout(20_000);
	let folder: string;
	let agent: ChildProcess;
	let bystander: ChildProcess;
	const said: InjectorMessage[] = [];
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-injector-'));
		writeFileSync(join(folder, 'injector.cjs'), await bundleAgent('injector'));
		bystander = spawn('sleep', ['60']);
		agent = spawn(process.execPath, [join(folder, 'injector.cjs'), '1a2b3c'], { stdio: ['pipe', 'pipe', 'inherit'] });
		createInterface({ input: agent.stdout as NodeJS.ReadableStream }).on('line', (line) => said.push(JSON.parse(line)));
	});
	after(() => {
		agent.kill();
		bystander.kill();
		rmSync(folder, { recursive: true });
	});
	const ask = async (command: InjectorCommand): Promise<InjectorMessage> => {
		agent.stdin?.write(`${JSON.stringify(command)}\n`);
		for (;;) {
			const answer = said.find(({ id }) => id === command.id);
			if (answer) return answer;
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	};

	it('touches no process and no link that is not the lab’s, whatever it is asked', async () => {
		const pid = bystander.pid ?? 0;
		const cable = 'v1a2b3c-0000';
		const refused: InjectorCommand[] = [
			{ op: 'cut', id: 1, pid, link: cable, atMs: 0 },
			{ op: 'act', id: 2, acts: [{ do: 'signal', pid, to: pid, signal: 'SIGKILL' }], atMs: 0 },
			{ op: 'act', id: 3, acts: [{ do: 'freeze', pid, frozen: true }], atMs: 0 },
			{ op: 'act', id: 4, acts: [{ do: 'cpus', pid, cpus: 0.1 }], atMs: 0 },
			{ op: 'act', id: 5, acts: [{ do: 'script', pid, script: `touch ${folder}/ran` as never }], atMs: 0 },
			{ op: 'act', id: 6, acts: [{ do: 'link', link: NO_LINK, up: false }], atMs: 0 },
			{ op: 'act', id: 7, acts: [{ do: 'flap', link: NO_LINK, downMs: 10, upMs: 10 }], atMs: 0 },
			{ op: 'act', id: 8, acts: [{ do: 'still', link: NO_LINK }], atMs: 0 },
			{ op: 'plug', id: 9, pid, interface: NO_LINK },
			{ op: 'processes', id: 10, pid },
		];
		for (const command of refused) {
			const answer = await ask(command);
			expect(answer.kind, JSON.stringify(command)).to.equal('error');
			expect((answer as Extract<InjectorMessage, { kind: 'error' }>).message).to.match(/is not a (machine|cable) of lab 1a2b3c/);
		}
		expect(bystander.exitCode).to.equal(null);
		expect(bystander.signalCode).to.equal(null);
	});
	it('does none of several acts where one is refused', async () => {
		const acts = [
			{ do: 'script', pid: null, script: `touch ${folder}/ran` as never } as const,
			{ do: 'link', link: NO_LINK, up: false } as const,
		];
		expect((await ask({ op: 'act', id: 11, acts, atMs: 0 })).kind).to.equal('error');
		expect(
			(await ask({ op: 'act', id: 12, acts: [{ do: 'script', pid: null, script: `test ! -e ${folder}/ran` as never }], atMs: 0 }))
				.kind,
		).to.equal('acted');
	});
});
