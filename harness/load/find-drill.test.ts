import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { findAllDrills, findDrills } from './find-drill.ts';

const INDEX = JSON.stringify(join(packageRoot, 'harness/index.ts'));
const scenario = (name: string, more = '') => `
import { drill, every, master, packetLoss } from ${INDEX};
export default drill('${name}', {
	event: 'x', hypothesis: 'y', steady: '1s', settle: '1s',
	faults: [{ at: '0s', inject: packetLoss(master(), 30) }],
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [every('takeoverMs').atMost('5s', 't')],
	${more}
});
`;
const failure = async (work: Promise<unknown>) =>
	work.then(
		() => expect.fail('nothing was refused'),
		(error: unknown) => error as InputError,
	);

describe('findAllDrills', () => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-find-'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));
	const write = (file: string, text: string) => {
		writeFileSync(join(dir, file), text);
		return join(dir, file);
	};
	const names = async (...some: string[]) => (await findAllDrills(some, false)).map(({ name }) => name);

	it('takes a drill once, by its name, its path and a link to it', async () => {
		const path = join(packageRoot, 'scenarios/kill-master.scenario.ts');
		const link = join(dir, 'link.scenario.ts');
		symlinkSync(path, link);
		expect(await names('kill-master', path, relative(process.cwd(), path), link)).to.deep.equal(['kill-master']);
	});
	for (const type of ['module', 'commonjs'])
		it(`finds the drills of a user whose package is of type ${type}, on the command line`, async () => {
			write('package.json', JSON.stringify({ type }));
			const file = write('mine.scenario.ts', scenario('mine'));
			const { stdout, stderr } = await execa('node', ['bin/vipdrill.js', 'plan', file, '--seed', '1'], {
				cwd: packageRoot,
				reject: false,
			});
			expect(stderr).to.equal('');
			expect(stdout).to.match(/^mine: x\n/);
		}).timeout(20_000);
	it('finds the drills of a file again and again, each time as they were written', async () => {
		const file = write('one.scenario.ts', scenario('one'));
		const [first] = await findDrills(file);
		if (first) first.steady = '9s';
		expect((await findDrills(file))[0]).to.include({ name: 'one', steady: '1s' });
	});
	it('finds those that a file passes on, and not those that it only imports', async () => {
		const base = write('base.scenario.ts', scenario('base'));
		const passes = write('passes.scenario.ts', "export { default as base } from './base.scenario.ts';\n");
		const own = write(
			'own.scenario.ts',
			`import base from './base.scenario.ts';\n${scenario('own').replace('{', '{ type DrillSpec, ')}\nexport const seen = base.name;\n`,
		);
		expect(await names(passes)).to.deep.equal(['base']);
		expect(await names(base)).to.deep.equal(['base']);
		expect(await names(own)).to.deep.equal(['own']);
	});
	it('takes the name vipdrill for these sources, in the checkout', async () => {
		const text = scenario('inside').replace(INDEX, "'vipdrill'");
		expect(await names(write('inside.scenario.mts', text))).to.deep.equal(['inside']);
	});
	it('refuses a file that calls drill() and exports nothing, and says what to write', async () => {
		const file = write('silent.scenario.ts', scenario('silent').replace('export default ', ''));
		expect((await failure(findDrills(file))).message).to.equal(
			`${file}: scenario: it exports no drill. Export what drill() returns: export default drill('name', { … }).`,
		);
	});
	for (const [ext, type] of [
		['mts', 'commonjs'],
		['mjs', 'commonjs'],
	] as const)
		it(`reads a .${ext} file in a package of type ${type}`, async () => {
			write('package.json', JSON.stringify({ type }));
			expect(await names(write(`mine.scenario.${ext}`, scenario('mine')))).to.deep.equal(['mine']);
		});
	it('tells all that is wrong in all files at once', async () => {
		const good = write('good.scenario.ts', scenario('good'));
		const typo = write('typo.scenario.ts', scenario('typo', "setle: '1s', observe: '0s',"));
		const two = write(
			'two.scenario.ts',
			scenario('a') +
				scenario('b', "steady: '-1s',")
					.replace(/^import.*$/m, '')
					.replace('default', 'const b ='),
		);
		const empty = write('empty.scenario.ts', '');
		const torn = write('torn.scenario.ts', 'drill(');
		const error = await failure(findAllDrills([good, typo, two, empty, torn, 'kil-master'], false));
		expect(error).to.be.instanceOf(InputError).and.have.property('exitCode', 3);
		expect(error.problems.map(({ file, field }) => [relative(dir, file), field])).to.deep.equal([
			[relative(dir, 'command line'), 'drill'],
			['typo.scenario.ts', 'setle'],
			['typo.scenario.ts', 'observe'],
			['two.scenario.ts', 'b: steady'],
			['empty.scenario.ts', 'scenario'],
			['torn.scenario.ts', 'scenario'],
		]);
		expect(error.message).to.include('no such drill (got "kil-master"). Did you mean kill-master.');
	});
	it('says how to get the package that a scenario imports', async () => {
		const file = write('lost.scenario.mts', "import { drill } from 'vipdrill';\nexport default drill('lost', {} as never);\n");
		// From elsewhere, for in the checkout the name stands for its sources.
		const bin = join(packageRoot, 'bin/vipdrill.js');
		const { stderr, exitCode } = await execa('node', [bin, 'plan', file, '--seed', '1'], { cwd: dir, reject: false });
		expect(exitCode).to.equal(3);
		expect(stderr).to.match(
			/it could not be loaded: Cannot find package 'vipdrill' .*\. Run `npm install --save-dev vipdrill` in the folder of its package\.$/,
		);
	}).timeout(20_000);
	it('refuses two drills of one name', async () => {
		const files = [write('x.scenario.ts', scenario('same')), write('y.scenario.ts', scenario('same'))];
		expect((await failure(findAllDrills(files, false))).message).to.include('two drills have this name');
	});
	it('takes every drill that ships', async () => {
		expect((await findAllDrills([], true)).length).to.be.greaterThan(25);
	});
});
