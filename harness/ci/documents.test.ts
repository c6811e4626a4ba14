import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { program } from '../cli/program.ts';
import { parseClusterYaml } from '../cluster/cluster-yaml.ts';
import { findDrills } from '../load/find-drill.ts';
import * as faults from '../scenario/fault.ts';
import { anchorsOf, callsOf, documents, linesOf, linksOf, pathsOf, problemOf, textOf, tooLong } from './documents.ts';
import { DRILLS_PAGE, drillList, withDrillList } from './drill-list.ts';

/** docs/keepalived.md is made from the keyword table, and the example of docs/ci.md by a run. */
const written = (file: string) => textOf(file).replace(/<!-- (example|table) -->[\s\S]*<!-- \/\1 -->/, '');

/** The first fenced block of a language in a document. */
function firstBlock(file: string, language: string): string {
	const lines = linesOf(textOf(file));
	const start = lines.findIndex(({ block }) => block === language);
	const end = lines.findIndex(({ block }, i) => i > start && block !== language);
	return lines
		.slice(start, end)
		.map(({ text }) => text)
		.join('\n');
}

describe('the documents', () => {
	for (const file of documents()) {
		it(`${file} calls vipdrill as its command line can be called`, () => {
			const problems = callsOf(textOf(file)).map((call) => [call, problemOf(call)]);
			expect(problems.filter(([, problem]) => problem !== null)).to.deep.equal([]);
		});
		it(`${file} links to what is there`, () => {
			const broken = linksOf(textOf(file)).filter(({ path, anchor }) => {
				const to = path === '' ? file : normalize(join(dirname(file), path));
				if (!existsSync(join(packageRoot, to))) return true;
				return anchor !== '' && !anchorsOf(textOf(to)).includes(anchor);
			});
			expect(broken).to.deep.equal([]);
		});
		it(`${file} names files that there are`, () => {
			expect(pathsOf(textOf(file)).filter((path) => !existsSync(join(packageRoot, path)))).to.deep.equal([]);
		});
		if (file !== 'docs/keepalived.md')
			it(`${file} has lines of at most 130 columns, but for tables`, () => {
				expect(tooLong(written(file))).to.deep.equal([]);
			});
	}

	it('are reached from README.md or ARCHITECTURE.md, each of them', () => {
		const reached = ['README.md', 'ARCHITECTURE.md'].flatMap((file) => linksOf(textOf(file)).map(({ path }) => path));
		expect(reached).to.include.members(documents().filter((file) => file.startsWith('docs/')));
	});
	it('README.md has at most 150 lines', () => {
		expect(textOf('README.md').trimEnd().split('\n').length).to.be.at.most(150);
	});
	it('docs/drills.md lists the drills that ship (npm run drill-list)', async () => {
		const page = readFileSync(DRILLS_PAGE, 'utf8');
		expect(page).to.equal(withDrillList(page, await drillList()));
	});
	for (const file of ['README.md', 'docs/clusters.md'])
		it(`${file} shows a cluster.yaml that has no mistake`, () => {
			expect(parseClusterYaml('cluster.yaml', firstBlock(file, 'yaml')).problems).to.deep.equal([]);
		});
	for (const file of ['README.md', 'docs/scenarios.md'])
		it(`${file} shows a scenario that can be run`, async () => {
			const dir = mkdtempSync(join(tmpdir(), 'vipdrill-documents-'));
			try {
				const index = join(packageRoot, 'harness/index.ts');
				writeFileSync(join(dir, 'short-cut.scenario.ts'), firstBlock(file, 'ts').replace("'vipdrill'", `'${index}'`));
				const drills = await findDrills(join(dir, 'short-cut.scenario.ts'));
				expect(drills.map(({ name }) => name)).to.deep.equal(['short-cut']);
			} finally {
				rmSync(dir, { recursive: true });
			}
		});
	it('docs/faults.md has a row for every fault', () => {
		const rows = textOf('docs/faults.md')
			.split('\n')
			.filter((line) => line.startsWith('| `'));
		const missing = Object.keys(faults).filter((builder) => !rows.some((row) => row.includes(`\`${builder}`)));
		expect(missing).to.deep.equal([]);
	});
	it('name scripts that package.json has', () => {
		const { scripts } = JSON.parse(textOf('package.json'));
		const named = documents().flatMap((file) =>
			[...textOf(file).matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name),
		);
		expect(named.length).to.be.greaterThan(10);
		expect(Object.keys(scripts)).to.include.members(named);
	});
	it('docs/cli.md has a row for every command, with options that it has', () => {
		const rows = textOf('docs/cli.md')
			.split('\n')
			.filter((line) => /^\| `/.test(line));
		const row = (name: string) => rows.find((line) => new RegExp(`^\\| \`${name}[ \`]`).test(line));
		for (const command of program().commands.filter((some) => some.name() !== 'complete')) {
			const cells = row(command.name()) ?? expect.fail(`no row for ${command.name()}`);
			const named = [...cells.matchAll(/`(?:-\w, )?(--?[a-z-]+)[^`]*`/g)].map(([, flag = '']) => flag);
			const options = [command, ...command.commands].flatMap(({ options }) => options);
			expect(
				named.filter((flag) => !options.some(({ long, short }) => flag === long || flag === short)),
				command.name(),
			).to.deep.equal([]);
		}
	});
});

describe('what the documents are held against', () => {
	it('finds calls in blocks of shell and in prose, and not in other blocks', () => {
		const text =
			'Use `npx vipdrill list --json`.\n\n```sh\nnpm ci && vipdrill run a \\\n  -n 3   # three\n```\n\n```\nvipdrill x\n```\n';
		expect(callsOf(text)).to.deep.equal(['run a -n 3', 'list --json']);
	});
	it('refuses unknown commands and options, values that are no choice, and what is missing', () => {
		expect(problemOf('run kill-master -n 3')).to.equal(null);
		expect(problemOf('engine start -e private')).to.equal(null);
		expect(problemOf('fly')).to.include("unknown command 'fly'");
		expect(problemOf('run kill-master --fast')).to.include("unknown option '--fast'");
		expect(problemOf('run kill-master --lab moon')).to.include("'--lab <");
		expect(problemOf('compare reports/A')).to.include('missing required argument');
	});
	it('takes a command that is only named', () => expect(problemOf('compare')).to.equal(null));
	it('makes anchors as GitHub does', () => {
		expect(anchorsOf('# The start, and `x`!\n```sh\n# no heading\n```\n')).to.deep.equal(['the-start-and-x']);
	});
	it('sees links with their anchors, and none that leave', () => {
		expect(linksOf('[a](b.md#c) [d](https://e.example/f)')).to.deep.equal([{ path: 'b.md', anchor: 'c' }]);
	});
});
