import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { VipdrillError } from '../../../base/errors.ts';
import { packageRoot } from '../../../base/paths.ts';
import { withLock } from './lock.ts';

const name = `test/${process.pid}`;
const lock = (work: () => Promise<unknown>, timeoutMs = 5000, onWait?: (holder: string) => void) =>
	withLock({ name, doing: 'waiting', timeoutMs, ...(onWait && { onWait }) }, work);

describe('withLock', () => {
	let child: ChildProcess | undefined;
	afterEach(() => void child?.kill('SIGKILL'));
	/** Another process that holds the lock until it is killed. */
	const hold = async (): Promise<ChildProcess> => {
		const script = `
			const { withLock } = await import('${join(packageRoot, 'harness/labs/docker/engine/lock.ts')}');
			const options = { name: '${name}', doing: 'baking', timeoutMs: 0 };
			await withLock(options, () => new Promise((end) => { console.log('held'); setTimeout(end, 60_000); }));`;
		child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', script], {
			cwd: packageRoot,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		if (child.stdout) await once(child.stdout, 'data');
		return child;
	};

	it('lets one in at a time, each after the other', async () => {
		const seen: string[] = [];
		const enter = (who: string) =>
			lock(async () => {
				seen.push(`${who} in`);
				await new Promise((resolve) => setTimeout(resolve, 20));
				seen.push(`${who} out`);
			});
		await Promise.all([enter('a'), enter('b')]);
		const [first] = seen[0]?.split(' ') ?? [];
		expect(seen.map((line) => (line.startsWith(`${first} `) ? line.replace(/^./, '1') : line.replace(/^./, '2')))).to.deep.equal([
			...['1 in', '1 out', '2 in', '2 out'],
		]);
	});
	it('says who holds it, and gives up in time', async () => {
		const { pid } = await hold();
		const holders: string[] = [];
		let entered = false;
		try {
			await lock(
				async () => {
					entered = true;
				},
				100,
				(holder) => holders.push(holder),
			);
			throw new Error('it got in');
		} catch (error) {
			expect(error).to.be.instanceOf(VipdrillError);
			expect((error as Error).message).to.include(`PID ${pid}: baking`);
		}
		expect(entered).to.equal(false);
		expect(holders).to.deep.equal([`${userInfo().username}, PID ${pid}: baking`]);
	});
	it('is free as soon as its holder is killed', async () => {
		const holder = await hold();
		const entered = lock(async () => 'in');
		holder.kill('SIGKILL');
		expect(await entered).to.equal('in');
	});
	it('is free after an error', async () => {
		const failure = await lock(() => Promise.reject(new Error('no'))).catch((error: Error) => error.message);
		expect(failure).to.equal('no');
		expect(await lock(async () => 'in', 0)).to.equal('in');
	});
});
