import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { engineSettings } from './registries.ts';

describe('engineSettings', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-settings-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const from = (text: string) => {
		writeFileSync(join(folder, 'daemon.json'), text);
		return engineSettings(join(folder, 'daemon.json'));
	};

	it('takes where the machine’s engine finds registries, and nothing else', () => {
		const settings = {
			'registry-mirrors': ['https://mirror.corp'],
			'insecure-registries': ['lab:5000'],
			iptables: true,
			bip: '10.9.0.1/24',
		};
		expect(from(JSON.stringify(settings))).to.deep.equal({
			'registry-mirrors': ['https://mirror.corp/'],
			'insecure-registries': ['lab:5000'],
		});
	});
	it('gives a mirror on this machine the name that the way out knows', () => {
		expect(from('{"registry-mirrors":["http://127.0.0.1:5000","http://localhost:5001/x"]}')).to.deep.equal({
			'registry-mirrors': ['http://machine.vipdrill.invalid:5000/', 'http://machine.vipdrill.invalid:5001/x'],
		});
	});
	it('has none where there is no such file, or none that can be read', () => {
		expect(engineSettings(join(folder, 'none.json'))).to.deep.equal({});
		for (const text of ['', '{', '[]', '{"registry-mirrors":"x"}']) expect(from(text), text).to.deep.equal({});
	});
});
