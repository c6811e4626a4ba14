import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startOf } from '../owner.ts';
import { Users } from './users.ts';

describe('Users', () => {
	let folder: string;
	let child: ChildProcess;
	beforeEach(async () => {
		folder = join(mkdtempSync(join(tmpdir(), 'vipdrill-users-')), 'users');
		child = spawn('sleep', ['60']);
		await once(child, 'spawn');
	});
	afterEach(() => {
		child.kill('SIGKILL');
		rmSync(join(folder, '..'), { recursive: true });
	});
	const childEnters = (start = startOf(child.pid ?? 0)) => {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, `${child.pid}-${start}-1`), '');
	};

	it('has nobody at first', () => {
		expect([new Users(folder).living(), new Users(folder).isKept]).to.deep.equal([[], false]);
	});
	it('counts every use of a process until its last is over', () => {
		const users = new Users(folder);
		const [leave, leaveAgain] = [users.enter(), users.enter()];
		expect(users.living()).to.deep.equal([process.pid]);
		leave();
		leave();
		expect(users.living()).to.deep.equal([process.pid]);
		leaveAgain();
		expect(users.living()).to.deep.equal([]);
	});
	it('forgets a process that was killed', async () => {
		childEnters();
		expect(new Users(folder).living()).to.deep.equal([child.pid]);
		child.kill('SIGKILL');
		await once(child, 'exit');
		expect(new Users(folder).living()).to.deep.equal([]);
	});
	it('does not take another process for one whose number it has', () => {
		childEnters('1');
		expect(new Users(folder).living()).to.deep.equal([]);
	});
	it('knows that the engine is kept', () => {
		new Users(folder).keep();
		expect([new Users(folder).living(), new Users(folder).isKept]).to.deep.equal([[], true]);
	});
});
