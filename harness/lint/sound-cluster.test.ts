import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { packageRoot } from '../base/paths.ts';
import { readYaml } from '../base/yaml-source.ts';
import { checkCluster } from '../cluster/cluster-checks.ts';
import { parseClusterYaml } from '../cluster/cluster-yaml.ts';
import { isSurelySound } from './sound-cluster.ts';

const fixture = (name: string) => readFileSync(join(packageRoot, `fixtures/${name}/cluster.yaml`), 'utf8');

/** What the schema and the checks behind it find. */
function problems(text: string): string[] {
	const { source, value, problems: found } = parseClusterYaml('cluster.yaml', text);
	return [...found, ...(value ? checkCluster(value, source) : [])].map(({ field, problem }) => `${field} ${problem}`);
}

/** Every place of a value: paths of keys. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return [
		path,
		...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key])),
	];
}

function set(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
	const [head, ...rest] = path;
	if (head === undefined) return by;
	const copy = structuredClone(value) as Record<string | number, unknown>;
	copy[head] = set(copy[head], rest, by);
	return copy;
}

describe('a cluster.yaml that is surely sound', () => {
	for (const name of ['seed', 'hardened', 'fast'])
		it(`is that of fixtures/${name}, so lint need not load the schema`, () => {
			expect(isSurelySound(readYaml('f', fixture(name)).value)).to.equal(true);
		});
	it('has no mistake that the schema finds, whatever is put where', () => {
		const whole = readYaml('f', fixture('hardened')).value;
		const paths = pathsOf(whole);
		const odd = fc.oneof(
			fc.constantFrom<unknown>(
				'',
				'x',
				'10.0.0.12',
				'10.0.0.0',
				'10.0.1.5',
				'10.0.0.0/24',
				'10.0.0.1/24',
				'worker',
				'drain',
				'host',
				'/etc/x',
				'/tmp/x',
				'0755',
				'Docker1',
				'eth0:1',
				'a b',
			),
			fc.constantFrom<unknown>(null, true, 0, 1, 70000, -1, 1.5, [], {}, ['x'], { x: 1 }, undefined),
		);
		let sound = 0;
		fc.assert(
			fc.property(fc.integer({ min: 1, max: paths.length - 1 }), odd, (index, value) => {
				const text = stringify(set(whole, paths[index] ?? [], value));
				if (!isSurelySound(readYaml('f', text).value)) return;
				sound += 1;
				expect(problems(text), text).to.deep.equal([]);
			}),
			{ seed: 7, numRuns: 1500 },
		);
		expect(sound, 'some of them are sound').to.be.above(20);
	});
	it('is none with a key that nobody knows', () => {
		expect(isSurelySound({ ...(readYaml('f', fixture('seed')).value as object), colour: 'red' })).to.equal(false);
	});
});
