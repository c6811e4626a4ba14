import { expect } from 'chai';
import { fakeBase, fakeGuest, fakeProviders } from '../../labs/docker/engine/providers/testing.ts';
import { examine } from './examine.ts';

describe('examine', () => {
	const look = async (local: Parameters<typeof fakeBase>[1], own: Parameters<typeof fakeBase>[1]) => {
		const bases = [fakeBase('local', local), fakeBase('private', own)];
		const guest = fakeGuest();
		guest.guest.recalledProblems = ({ knownAs, hasVolume }) => [`no guest on ${knownAs.id}, ${hasVolume('x')}`];
		const { engines } = await examine(new AbortController().signal, fakeProviders(bases, guest.guest));
		return { engines, did: bases.flatMap(({ did }) => did) };
	};
	it('says why there is no engine, starting none', async () => {
		const { engines, did } = await look({ answers: false }, { answers: false, canStart: false });
		expect(engines).to.deep.equal({
			local: { problems: ['no local engine; start one'] },
			private: { problems: ['no private engine; start one'] },
		});
		expect(did).to.deep.equal([]);
	});
	it('tells of one of vipdrill’s own that does not run what was found before, starting none', async () => {
		const { engines, did } = await look({ answers: false }, { answers: false });
		expect(engines.private).to.include({
			provider: 'private',
			recalled: true,
			dockerHost: 'unix:///fake/private.sock',
			version: '1',
			kernel: '6',
		});
		expect(engines.private).to.deep.include({ guestProblems: ['no guest on private, false'] });
		expect(did).to.deep.equal([]);
	});
});
