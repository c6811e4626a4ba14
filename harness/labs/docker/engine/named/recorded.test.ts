import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Endpoint } from './endpoint.ts';
import { RecordedEngines } from './recorded.ts';

const LAB: Endpoint = { name: 'lab', dockerHost: 'ssh://root@lab', tls: null };
const PROD: Endpoint = { name: 'prod', dockerHost: 'tcp://p:2376', tls: { ca: '/a', cert: '/c', key: '/k', skipVerify: false } };

describe('the engines that are noted', () => {
	let folder: string;
	let recorded: RecordedEngines;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-noted-'));
		recorded = new RecordedEngines(folder, () => {});
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it('are told by another process, with what it takes to reach them', async () => {
		await recorded.enter(LAB);
		await recorded.enter(PROD);
		const byName = (a: Endpoint, b: Endpoint) => a.name.localeCompare(b.name);
		expect(new RecordedEngines(folder).all().sort(byName)).to.deep.equal([LAB, PROD]);
	});
	it('are not forgotten while a process uses them, twice used by one too', async () => {
		const [leave, leaveToo] = [await recorded.enter(LAB), await recorded.enter(LAB)];
		expect([recorded.forget(LAB), recorded.all()]).to.deep.equal([false, [LAB]]);
		leave();
		expect(recorded.forget(LAB)).to.equal(false);
		leaveToo();
		expect([recorded.forget(LAB), recorded.all(), readdirSync(folder)]).to.deep.equal([true, [], []]);
	});
	it('stay where their process was killed, and can then be forgotten', async () => {
		await recorded.enter(LAB);
		const [id = ''] = readdirSync(folder);
		const users = join(folder, id, 'users');
		const [own = ''] = readdirSync(users);
		rmSync(join(users, own));
		// A process number beyond the kernel's greatest (2^22, proc(5)).
		writeFileSync(join(users, '4194305-1-1'), '');
		expect(recorded.all()).to.deep.equal([LAB]);
		expect(recorded.forget(LAB)).to.equal(true);
	});
	it('of which the note is broken are passed over', async () => {
		await recorded.enter(LAB);
		const [id = ''] = readdirSync(folder);
		expect(readFileSync(join(folder, id, 'engine.json'), 'utf8')).to.include('ssh://root@lab');
		writeFileSync(join(folder, id, 'engine.json'), '{');
		expect(recorded.all()).to.deep.equal([]);
	});
});
