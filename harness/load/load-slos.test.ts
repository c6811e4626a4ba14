import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { sampleReport } from '../report/testing.ts';
import { findDrills } from './find-drill.ts';
import { loadSlos } from './load-slos.ts';

describe('loadSlos', () => {
	let dir: string;
	const { slo: _, ...drill } = sampleReport().drills[0]?.spec ?? expect.fail();
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-slo-'));
		writeFileSync(join(dir, 'slo.yaml'), "default: ['takeover < 4s']\nother: ['takeover < 1s']\n");
		writeFileSync(join(dir, 'mine.yaml'), "kill-master: ['takeover < 5s']\n");
	});
	afterEach(() => rmSync(dir, { recursive: true }));
	const slosOf = (cluster: string, file?: string) => loadSlos([drill], cluster, file, ['other'])[0]?.slo;

	it('takes slo.yaml of the cluster folder, also where its cluster.yaml is named', () => {
		expect(slosOf(dir)).to.deep.equal(['takeover < 4s']);
		expect(slosOf(join(dir, 'cluster.yaml'))).to.deep.equal(['takeover < 4s']);
	});
	it('takes the given file in its place', () => expect(slosOf(dir, join(dir, 'mine.yaml'))).to.deep.equal(['takeover < 5s']));
	it('does without one', () => expect(slosOf(tmpdir())).to.equal(undefined));
	it('wants a given file to be there', () => {
		expect(() => slosOf(dir, join(dir, 'no.yaml'))).to.throw(
			InputError,
			/no\.yaml: slo: it cannot be read \(ENOENT\)\. Name a file/,
		);
	});
	it('knows the drills that run beside those that ship', () => {
		expect(() => loadSlos([], dir, join(dir, 'mine.yaml'), ['other'])).to.throw(
			InputError,
			'kill-master: there is no such drill',
		);
	});
});

describe('findDrills, of an objective that cannot be read', () => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-slo-'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));
	it('names file, line and column', async () => {
		const file = join(dir, 'bad.scenario.ts');
		const drillModule = JSON.stringify(new URL('../index.ts', import.meta.url).pathname);
		writeFileSync(
			file,
			`import { drill } from ${drillModule};\nexport default drill('bad', {\n\tobserve: '1s', faults: [],\n\tslo: ['http.outage.max < 5'],\n});\n`,
		);
		const error = await findDrills(file).catch((e: unknown) => e);
		expect((error as Error).message.split('\n')).to.include(
			`${file}:4:27: slo: http.outage is compared with a duration with a unit, not with 5 (got "http.outage.max < 5"). Write a duration, for instance 3.5s or 250ms.`,
		);
	});
});
