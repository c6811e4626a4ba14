import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { inputOfCluster } from './input-of-cluster.ts';
import { inputOfConfs } from './input-of-confs.ts';
import { lint } from './lint.ts';
import type { Example } from './rule.ts';
import { RULES } from './rules/index.ts';

/** `file:line` of every finding of a rule. */
function found({ files }: Example, rule: string): string[] {
	const cluster = files['cluster.yaml'];
	const confs = new Map(Object.entries(files).filter(([name]) => name.endsWith('.conf')));
	const others = new Map(Object.entries(files));
	const input =
		cluster === undefined
			? inputOfConfs(confs, { others })
			: inputOfCluster('cluster.yaml', cluster, (path) => files[path] ?? null);
	return lint(input)
		.filter((one) => one.rule === rule)
		.map(({ at }) => `${at.file}:${at.line}`);
}

describe('every rule', () => {
	it('has an id, a name and a sentence of its own', () => {
		expect(RULES.length).to.be.above(3);
		expect(new Set(RULES.map(({ id }) => id)).size).to.equal(RULES.length);
		expect(new Set(RULES.map(({ name }) => name)).size).to.equal(RULES.length);
		expect(RULES.filter(({ id, name }) => !/^[KLSX]\d+$/.test(id) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).to.deep.equal([]);
		expect(RULES.filter(({ says, fix }) => !says.endsWith('.') || fix.endsWith('.')).map(({ id }) => id)).to.deep.equal([]);
	});
	for (const { id, bad, good, drill, proof } of RULES) {
		it(`${id} finds its bad example, at its line`, () => {
			expect(bad.at, 'where it is found').to.not.equal(undefined);
			expect(found(bad, id)).to.deep.equal(bad.at);
		});
		it(`${id} finds nothing in its good example`, () => expect(found(good, id)).to.deep.equal([]));
		it(`${id} names a drill that ships, and a proof that is written down`, () => {
			if (drill !== null) expect(existsSync(join(packageRoot, `scenarios/${drill}.scenario.ts`)), drill).to.equal(true);
			if (proof === null) return;
			const text = readFileSync(join(packageRoot, proof.where), 'utf8').replaceAll(/\s+/g, ' ');
			expect(text).to.include(proof.quote);
		});
	}
});
