import { readFile } from 'node:fs/promises';
import { assert } from 'chai';
import { keepalivedPage } from './docs-page.ts';
import { explain, formatExplanations, nearestKeyword } from './explain.ts';

describe('explain', () => {
	it('says all that the table knows of a keyword', () => {
		assert.equal(
			formatExplanations(explain('interval')),
			`interval <int 0..4294>
  Seconds between two runs.
  in            vrrp_script
  default       1
  bad value     ignored; without one the file is refused
  since 2.3.2   takes milliseconds, as 0.25
  modelled by   simulator`,
		);
	});
	it('has an entry for every block', () => {
		assert.deepEqual(
			explain('garp_interval').map(({ blocks }) => blocks),
			[['garp_group']],
		);
		assert.deepEqual(
			explain('track_script').map(({ blocks }) => blocks),
			[['vrrp_instance'], ['vrrp_sync_group']],
		);
		assert.deepEqual(explain('nothing'), []);
	});
	it('knows what a mistyped word meant', () => {
		assert.equal(nearestKeyword('advert_itn'), 'advert_int');
		assert.isNull(nearestKeyword('zzzzzzzz'));
	});
	it('docs/keepalived.md is what the table gives (npm run keyword-docs)', async () => {
		assert.equal(await readFile('docs/keepalived.md', 'utf8'), keepalivedPage());
	});
});
