import { expect } from 'chai';
import { setupCommandAt } from './hints.ts';

describe('setupCommandAt', () => {
	const args = ['--engine', 'uml'];
	it('is npm’s in the checkout, from any folder of it', () => {
		const at = (folder: string) => setupCommandAt({ folder, root: '/src/vipdrill', isCheckout: true }, []);
		expect([at('/src/vipdrill'), at('/src/vipdrill/docs')]).to.deep.equal(['npm run setup', 'npm run setup']);
		expect(setupCommandAt({ folder: '/src/vipdrill', root: '/src/vipdrill', isCheckout: true }, args)).to.equal(
			'npm run setup -- --engine uml',
		);
	});
	it('names the checkout’s own file from elsewhere, or from a folder that is gone', () => {
		for (const folder of ['/src', '/src/vipdrill-2', null])
			expect(setupCommandAt({ folder, root: '/src/vipdrill', isCheckout: true }, args)).to.equal(
				'node /src/vipdrill/bin/vipdrill.js setup --engine uml',
			);
	});
	it('is npx’s with an installed package', () => {
		const place = { folder: '/app', root: '/app/node_modules/vipdrill', isCheckout: false };
		expect(setupCommandAt(place, args)).to.equal('npx vipdrill setup --engine uml');
	});
});
