import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { bundleAgent } from '../agent-bundle.ts';
import { LabGuard } from './lab-machine.ts';
import type { InjectorCommand, InjectorMessage } from './protocol.ts';

describe('LabGuard', () => {
	let proc: string;
	/** A process as /proc shows it; `lab` is what is written in its machine, if it is in one. */
	const withProcess = (pid: number, lab: string | null, numbers: string, parent = 1) => {
		mkdirSync(join(proc, String(pid), 'root/run'), { recursive: true });
		writeFileSync(join(proc, String(pid), 'status'), `Name:\tx\nPPid:\t${parent}\nNSpid:\t${numbers}\n`);
		if (lab !== null) writeFileSync(join(proc, String(pid), 'root/run/vipdrill-plugged'), `${lab}\n`);
	};
	beforeEach(() => {
		proc = mkdtempSync(join(tmpdir(), 'vipdrill-proc-'));
		withProcess(4711, '1a2b3c', '4711\t1');
		withProcess(4712, '1a2b3c', '4712\t7', 4711);
		withProcess(99, null, '99');
	});
	afterEach(() => rmSync(proc, { recursive: true }));
	const guard = () => new LabGuard('1a2b3c', proc);

	it('lets a machine of the lab pass, and refuses any other process', () => {
		guard().checkMachine(4711);
		expect(() => guard().checkMachine(99)).to.throw('process 99 is not a machine of lab 1a2b3c; nothing was done to it');
		expect(() => guard().checkMachine(12_345)).to.throw('process 12345 is not a machine of lab 1a2b3c');
	});
	it('refuses another lab’s machine', () => {
		expect(() => new LabGuard('ffffff', proc).checkMachine(4711)).to.throw('is not a machine of lab ffffff');
	});
	it('refuses a process in a machine that is not its init', () => {
		expect(() => guard().checkMachine(4712)).to.throw('process 4712 is not the init of a machine');
	});
	it('knows the processes of a machine by their parents', () => {
		guard().checkProcess(4711, 4711);
		guard().checkProcess(4711, 4712);
		expect(() => guard().checkProcess(4711, 99)).to.throw("process 99 is not one of the machine's whose init is 4711");
	});
	it('knows the lab’s cables by their names', () => {
		guard().checkCable('v1a2b3c-9f3e');
		for (const link of ['eth0', 'v1a2b3d-9f3e', 'docker0', ''])
			expect(() => guard().checkCable(link), link).to.throw('is not a cable of lab 1a2b3c');
	});
	it('needs a lab', () => {
		expect(() => new LabGuard('')).to.throw('the lab has no id');
	});
});

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
			{ op: 'act', id: 6, acts: [{ do: 'link', link: 'lo', up: false }], atMs: 0 },
			{ op: 'act', id: 7, acts: [{ do: 'flap', link: 'lo', downMs: 10, upMs: 10 }], atMs: 0 },
			{ op: 'act', id: 8, acts: [{ do: 'still', link: 'lo' }], atMs: 0 },
			{ op: 'plug', id: 9, pid, interface: 'lo' },
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
			{ do: 'link', link: 'lo', up: false } as const,
		];
		expect((await ask({ op: 'act', id: 11, acts, atMs: 0 })).kind).to.equal('error');
		expect(
			(await ask({ op: 'act', id: 12, acts: [{ do: 'script', pid: null, script: `test ! -e ${folder}/ran` as never }], atMs: 0 }))
				.kind,
		).to.equal('acted');
	});
});
