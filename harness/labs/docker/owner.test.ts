import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { describeOwner, type Owner, ownerLabel, ownerOf, type Standing, standingOf, startOf, thisOwner } from './owner.ts';

describe('an owner', () => {
	let child: ChildProcess;
	let childs: Owner;
	beforeEach(async () => {
		child = spawn('sleep', ['60']);
		await once(child, 'spawn');
		childs = { ...thisOwner(), pid: child.pid ?? 0, start: startOf(child.pid ?? 0) ?? '' };
	});
	afterEach(() => void child.kill('SIGKILL'));
	const childEnds = async () => {
		child.kill('SIGKILL');
		await once(child, 'exit');
	};

	it('is alive as long as its process', async () => {
		expect(standingOf(childs, true)).to.equal('alive');
		await childEnds();
		expect(standingOf(childs, true)).to.equal('dead');
	});
	it('keeps for its user what a run left that was to leave it, and only once that run is over', async () => {
		const leaving: Owner = { ...childs, leaves: true };
		expect(ownerOf(ownerLabel(leaving))).to.deep.equal(leaving);
		expect(standingOf(leaving, true)).to.equal('alive');
		await childEnds();
		expect(standingOf(leaving, true)).to.equal('kept');
		expect(standingOf({ ...leaving, uid: childs.uid + 1 }, true), 'another user’s').to.equal('alive');
		expect(standingOf(leaving, false), 'nothing of it runs').to.equal('dead');
	});
	it('is at work while it brings up what it will keep, which is its user’s only then', async () => {
		const keeping: Owner = { ...childs, kept: true };
		expect(standingOf(keeping, true)).to.equal('alive');
		expect(standingOf({ ...keeping, start: '1' }, true), 'another process has its number').to.equal('kept');
		expect(standingOf({ ...thisOwner(true) }, true), 'this very process').to.equal('kept');
		await childEnds();
		expect(standingOf(keeping, true)).to.equal('kept');
	});
	it('is dead where another process has its number', () => {
		expect(standingOf({ ...childs, start: '1' }, true)).to.equal('dead');
	});
	it('is dead where only a zombie is left of its process', async () => {
		const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
		const [line] = (await once(parent.stdout, 'data')) as [Buffer];
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(startOf(Number(String(line)))).to.equal(null);
		parent.kill('SIGKILL');
	});
	it('is read from its label', () => {
		expect(ownerOf(ownerLabel(childs))).to.deep.equal(childs);
		for (const labels of [undefined, {}, { 'vipdrill.owner': 'me' }, { 'vipdrill.owner': '{"pid":1}' }])
			expect(ownerOf(labels), JSON.stringify(labels)).to.equal(null);
	});
	it('is named with its process, or as who keeps it', () => {
		const owner = { ...childs, user: 'ann', host: 'box', pid: 7 };
		const leaving: Owner = { ...owner, leaves: true };
		expect([owner, { ...owner, kept: true }, leaving, null].map(describeOwner)).to.deep.equal([
			'ann@box, PID 7',
			'ann@box (vipdrill up)',
			'ann@box, PID 7 (run --keep-on-fail)',
			'an owner that its labels do not name',
		]);
	});

	const here: Owner = {
		...{ host: 'box', boot: 'b1', pidNamespace: 'pid:[1]', pid: 2, start: '3', uid: 1000, user: 'ann', kept: false },
	};
	const cases: [string, Partial<Owner> | null, boolean, Standing][] = [
		['this process', {}, true, 'self'],
		['a process that is gone', { pid: 4_000_000_000, start: '9' }, true, 'dead'],
		['a process that started with it, under another number', { pid: 4_000_000_000 }, true, 'dead'],
		['a process that has its number and started at another time', { start: '9' }, true, 'dead'],
		['the same user, kept', { kept: true, pid: 4_000_000_000 }, true, 'kept'],
		['another user, kept', { kept: true, uid: 1001, pid: 4_000_000_000 }, true, 'alive'],
		['another machine', { host: 'other', pid: 4_000_000_000 }, true, 'unknown'],
		['another machine, kept by a user of the same number', { host: 'other', kept: true }, true, 'unknown'],
		['a container of this machine', { pidNamespace: 'pid:[2]', pid: 4_000_000_000 }, true, 'unknown'],
		['before the last boot, off', { boot: 'b0' }, false, 'dead'],
		['another boot, yet it runs', { boot: 'b0' }, true, 'unknown'],
		['no label', null, true, 'unknown'],
	];
	for (const [what, changes, runs, standing] of cases)
		it(`is ${standing}: ${what}`, () =>
			expect(standingOf(changes === null ? null : { ...here, ...changes }, runs, here)).to.equal(standing));
});
