import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { Remembered } from './remember.ts';

describe('Remembered', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-remember-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const memory = (at = folder) => new Remembered('colour', z.enum(['red', 'blue']), at);

	it('knows what another process was told, engine by engine', () => {
		memory().set('one', 'red');
		memory().set('two', 'blue');
		expect([memory().get('one'), memory().get('two'), memory().get('three')]).to.deep.equal(['red', 'blue', undefined]);
		expect(JSON.parse(readFileSync(join(folder, 'colour.json'), 'utf8'))).to.deep.equal({ one: 'red', two: 'blue' });
	});
	it('makes its folder', () => {
		memory(join(folder, 'a/b')).set('one', 'red');
		expect(memory(join(folder, 'a/b')).get('one')).to.equal('red');
	});
	for (const content of ['', '{"one":"green"}', '[]'])
		it(`knows nothing from ${JSON.stringify(content)}, and can be told again`, () => {
			memory().set('two', 'blue');
			writeFileSync(join(folder, 'colour.json'), content);
			expect(memory().get('one')).to.equal(undefined);
			memory().set('one', 'blue');
			expect(memory().get('one')).to.equal('blue');
		});
});
