import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabGuard } from './lab-machine.ts';

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
	it('takes the number in the innermost namespace, and no process’s name, for what it is in its machine', () => {
		withProcess(4713, '1a2b3c', '4713\t88\t1');
		guard().checkMachine(4713);
		withProcess(4714, '1a2b3c', '4714\t1\t5');
		withProcess(4715, '1a2b3c', '4715\t7');
		writeFileSync(join(proc, '4715/status'), 'Name:\tNSpid:\t1\nNSpid:\t4715\t7\n');
		withProcess(4716, '1a2b3c', '');
		writeFileSync(join(proc, '4716/status'), 'Name:\tx\n');
		for (const pid of [4714, 4715, 4716])
			expect(() => guard().checkMachine(pid), `${pid}`).to.throw('is not the init of a machine');
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
