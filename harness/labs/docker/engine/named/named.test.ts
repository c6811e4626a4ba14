import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type Docker from 'dockerode';
import { FakeDocker } from '../../fake-docker.ts';
import { ownerLabel, thisOwner } from '../../owner.ts';
import type { Endpoint } from './endpoint.ts';
import { namedEngines, whyUnable } from './named.ts';
import { RecordedEngines } from './recorded.ts';

const at = (name: string): Endpoint => ({ name, dockerHost: `ssh://${name}`, tls: null });

describe('named engines', () => {
	let folder: string;
	let recorded: RecordedEngines;
	let fakes: Record<string, FakeDocker>;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-named-'));
		recorded = new RecordedEngines(folder, () => {});
		fakes = { a: engine('A'), b: engine('B') };
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const engine = (ID: string, facts: object = {}) =>
		Object.assign(new FakeDocker(), {
			facts: { ID, Name: 'box', DockerRootDir: '/d', OSType: 'linux', KernelVersion: '6', MemTotal: 1, ...facts },
		});
	const dead = { info: () => Promise.reject(new Error('connect ECONNREFUSED')) } as unknown as Docker;
	const engines = () => namedEngines(recorded, ({ name }) => fakes[name]?.docker ?? dead);
	const caught = (...names: string[]) =>
		engines()
			.open(names.map(at))
			.then(
				() => expect.fail('it was opened'),
				(error: Error & { code: string; exitCode: number }) => error,
			);

	it('are opened together, are nobody’s to end, and are noted before anything is made on them', async () => {
		const opened = await engines().open([at('a'), at('b')]);
		expect(opened.map(({ provider, name, id, dockerHost }) => [provider, name, id, dockerHost])).to.deep.equal([
			['named', 'a', 'A box /d', 'ssh://a'],
			['named', 'b', 'B box /d', 'ssh://b'],
		]);
		expect(recorded.all().map(({ name }) => name)).to.have.members(['a', 'b']);
	});
	it('are refused together where one does not answer, and none is noted', async () => {
		const error = await caught('a', 'x', 'y');
		expect(error).to.include({ code: 'ENGINE_UNAVAILABLE', exitCode: 4 });
		expect(error.message.split('\n')).to.deep.equal([
			"engine x (ssh://x) can't be used: connect ECONNREFUSED; see what `docker --context x info` says",
			"engine y (ssh://y) can't be used: connect ECONNREFUSED; see what `docker --context y info` says",
		]);
		expect(recorded.all()).to.deep.equal([]);
	});
	it('are refused where two names are one engine', async () => {
		fakes.b = engine('A');
		const error = await caught('a', 'b');
		expect(error).to.include({ code: 'BAD_INPUT', exitCode: 3 });
		expect(error.message).to.equal(
			'command line: --engines: this is the same engine as a (A box /d) (got "b"). Name it once; --labs gives it several labs.',
		);
		expect(recorded.all()).to.deep.equal([]);
	});
	it('are two where the machine gives both one ID, as Docker up to 20.10 does', async () => {
		fakes.b = engine('A', { DockerRootDir: '/e' });
		fakes.c = engine('A', { Name: 'copy of box' });
		expect(await engines().open([at('a'), at('b'), at('c')])).to.have.length(3);
	});
	it('must have Linux containers, and root', () => {
		const linux = { ID: 'A', OSType: 'linux' };
		expect(whyUnable({ ID: 'A', OSType: 'windows' })).to.match(/^it runs windows containers/);
		expect(whyUnable({ ...linux, SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless'] })).to.match(/rootless/);
		expect(whyUnable({ ...linux, SecurityOptions: ['name=cgroupns'] })).to.equal(null);
	});
	it('are forgotten once nobody uses them and nothing of this machine’s is on them', async () => {
		const [a, b] = await engines().open([at('a'), at('b')]);
		fakes.b?.addContainer('vipdrill-1-docker1', { 'vipdrill.lab': '1', ...ownerLabel(thisOwner()) });
		await a?.release();
		await b?.release();
		expect(recorded.all().map(({ name }) => name)).to.deep.equal(['b']);
	});
	it('hold nothing where only others have labs on them', async () => {
		const [a] = await engines().open([at('a')]);
		fakes.a?.addContainer('vipdrill-1-docker1', { 'vipdrill.lab': '1', ...ownerLabel({ ...thisOwner(), host: 'other' }) });
		await a?.release();
		expect(recorded.all()).to.deep.equal([]);
	});
	it('are found again by whoever looks, and missed where they do not answer', async () => {
		await engines().open([at('a'), at('b')]);
		delete fakes.b;
		const found = await engines().look();
		expect(found.map(({ endpoint, engine }) => [endpoint.name, engine?.id ?? null]).sort()).to.deep.equal([
			['a', 'A box /d'],
			['b', null],
		]);
	});
});
