import { expect } from 'chai';
import { buildArgsOf, isOrdinary, suiteOf, variantTag } from './host-variants.ts';

describe('host variants', () => {
	it('know which suite has a version', () => {
		expect([
			suiteOf('docker', '20.10'),
			suiteOf('docker', '26.1.5'),
			suiteOf('keepalived', '2.3'),
			suiteOf('docker', 'trixie'),
		]).to.deep.equal([...['bookworm', 'trixie', 'trixie', 'trixie']]);
		expect([suiteOf('docker', '2'), suiteOf('keepalived', '20.10'), suiteOf('docker', '')]).to.deep.equal([null, null, null]);
	});
	it('are built on their own suite, or on the newer of two with what the other has from there', () => {
		expect(buildArgsOf({ docker: 'bookworm', keepalived: 'bookworm' })).to.deep.equal({
			...{ base: 'bookworm', args: { DOCKER: 'docker.io', KEEPALIVED: 'keepalived', ALSO: '' } },
		});
		expect(buildArgsOf({ docker: 'bookworm', keepalived: 'trixie' })).to.deep.equal({
			...{ base: 'trixie', args: { DOCKER: 'docker.io/bookworm', KEEPALIVED: 'keepalived', ALSO: 'bookworm' } },
		});
		expect(buildArgsOf({ docker: 'trixie', keepalived: 'bookworm' })).to.deep.equal({
			...{ base: 'trixie', args: { DOCKER: 'docker.io docker-cli', KEEPALIVED: 'keepalived/bookworm', ALSO: 'bookworm' } },
		});
	});
	it('have tags by their content, each its own', () => {
		const all = (['bookworm', 'trixie'] as const).flatMap((docker) =>
			(['bookworm', 'trixie'] as const).map((keepalived) => ({ docker, keepalived })),
		);
		expect(new Set(all.map((one) => variantTag(one))).size).to.equal(4);
		for (const tag of all.map((one) => variantTag(one))) expect(tag).to.match(/^vipdrill\/variant:[0-9a-f]{12}$/);
		expect(variantTag({ docker: 'sid', keepalived: 'sid' }, 'a'), 'another folder').not.to.equal(
			variantTag({ docker: 'sid', keepalived: 'sid' }, 'b'),
		);
		expect(variantTag({ image: 'mine:1' })).to.equal('mine:1');
		expect(all.map(isOrdinary)).to.deep.equal([false, false, false, true]);
		expect(isOrdinary({ image: 'mine:1' })).to.equal(false);
	});
});
