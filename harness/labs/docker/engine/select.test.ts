import { expect } from 'chai';
import { fakeBase, fakeProviders } from './providers/testing.ts';
import { runningEngines } from './running.ts';
import { findForeignBase, openBaseEngine } from './select.ts';

const caught = (work: Promise<unknown>) =>
	work.then(
		() => 'no error',
		(error: Error) => error,
	);

describe('openBaseEngine', () => {
	for (const [choice, answers, opened] of [
		['auto', true, 'local'],
		['uml', true, 'local'],
		['local', true, 'local'],
		['private', true, 'private'],
		['auto', false, 'private'],
		['uml', false, 'private'],
	] as const)
		it(`opens ${opened} for ${choice} where ${answers ? 'an' : 'no'} engine answers, and leaves the other alone`, async () => {
			const [local, own] = [fakeBase('local', { answers }), fakeBase('private')];
			expect((await openBaseEngine(choice, fakeProviders([local, own]))).provider).to.equal(opened);
			expect(own.did).to.deep.equal(opened === 'private' ? ['open'] : []);
		});
	it('says what a private engine needs, and that no other answers where another would have done', async () => {
		const from = fakeProviders([fakeBase('local', { answers: false }), fakeBase('private', { canStart: false })]);
		expect(await caught(openBaseEngine('auto', from))).to.include({
			code: 'SETUP_NEEDED',
			message: 'no Docker engine answers, and a private engine needs root; be root',
		});
		expect(await caught(openBaseEngine('private', from))).to.include({ message: 'a private engine needs root; be root' });
	});
	it('starts none where the local one is asked for by name and does not answer', async () => {
		const own = fakeBase('private');
		const from = fakeProviders([fakeBase('local', { answers: false }), own]);
		expect(await caught(openBaseEngine('local', from))).to.include({ message: 'none answers' });
		expect(own.did).to.deep.equal([]);
	});
});

describe('findForeignBase', () => {
	it('is nobody where a choice rests on an engine of vipdrill’s own, though that runs', async () => {
		const from = (answers: boolean) => fakeProviders([fakeBase('local', { answers }), fakeBase('private')]);
		expect(await findForeignBase('auto', from(false))).to.equal(null);
		expect(await findForeignBase('private', from(true))).to.equal(null);
		expect((await findForeignBase('auto', from(true)))?.provider).to.equal('local');
	});
});

describe('runningEngines', () => {
	it('are those that answer, each once', async () => {
		const names = async (...bases: ReturnType<typeof fakeBase>[]) =>
			(await runningEngines(fakeProviders(bases))).map(({ provider }) => provider);
		expect(await names(fakeBase('local'), fakeBase('private'))).to.deep.equal(['local', 'private']);
		expect(await names(fakeBase('local', { answers: false }), fakeBase('private'))).to.deep.equal(['private']);
		const at = 'unix:///run/one.sock';
		expect(await names(fakeBase('local', { at }), fakeBase('private', { at })), 'DOCKER_HOST points at it').to.deep.equal([
			'local',
		]);
	});
	it('have their guests behind them', async () => {
		const [base] = [fakeBase('local')];
		const from = fakeProviders([base]);
		const guest = { ...base.engine, provider: 'uml' as const, outer: base.engine };
		from.guest.find = async (on) => (on === base.engine ? guest : null);
		expect(await runningEngines(from)).to.deep.equal([base.engine, guest]);
	});
	it('have the named ones that answer behind them, each engine once, and look at them once', async () => {
		const base = fakeBase('local');
		Object.assign(base.fake, { facts: { ID: 'A', Name: 'box', DockerRootDir: '/d' } });
		const from = fakeProviders([base]);
		from.named.look = () => expect.fail('they are looked at already');
		const at = (name: string) => ({ name, dockerHost: `ssh://${name}`, tls: null });
		const engine = (id: string, name: string) => ({ ...base.engine, provider: 'named' as const, name, id });
		const [same, other, again] = [engine('A box /d', 'same'), engine('B box /d', 'other'), engine('B box /d', 'again')];
		const noted = [same, other, again].map((one) => ({ endpoint: at(one.name), engine: one }));
		const running = await runningEngines(from, Promise.resolve([...noted, { endpoint: at('off'), engine: null }]));
		expect(running).to.deep.equal([base.engine, other]);
	});
});
