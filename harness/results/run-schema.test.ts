import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { renderJson } from '../report/formats/json.ts';
import { hostileReport, meshReport, sampleReport } from '../report/testing.ts';
import { parseRunReport, runJsonSchema } from './run-schema.ts';

/** The sample report with the value at a dotted path replaced; undefined removes it. */
function changed(path: string, value: unknown): string {
	const report = sampleReport();
	const keys = path.split('.');
	const last = keys.pop() ?? '';
	const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], report) as Record<string, unknown>;
	parent[last] = value;
	return JSON.stringify(report);
}

describe('parseRunReport', () => {
	it('accepts a report and gives it back', () => {
		for (const report of [sampleReport(), hostileReport(), meshReport()])
			expect(parseRunReport(JSON.stringify(report))).to.deep.equal(report);
	});
	it('reads runs from before the mesh and routed clients were measured', () => {
		const measurements = 'drills.0.trials.0.measurements';
		for (const path of [
			'environment.meshProof',
			'environment.meshNotProved',
			`${measurements}.mesh`,
			`${measurements}.httpRouted`,
		])
			expect(parseRunReport(changed(path, undefined))).to.deep.equal(sampleReport());
	});
	it("reads a drill's remedy under its former name", () => {
		const report = sampleReport();
		const spec = { ...report.drills[0]?.spec, remedy: { why: 'Track it.', lines: ['a {', '}'] } };
		const { remedy, ...others } = spec;
		const old = { ...report, drills: report.drills.map((drill) => ({ ...drill, spec: { ...others, mend: remedy } })) };
		expect(parseRunReport(JSON.stringify(old)).drills[0]?.spec).to.deep.equal(spec);
	});
	it('reads runs from before there were objectives', () => {
		expect(parseRunReport(changed('drills.0.slos', undefined)).drills[0]?.slos).to.deep.equal([]);
	});
	for (const [path, value, field] of [
		['schemaVersion', 2, 'schemaVersion'],
		['verdict', 'maybe', 'verdict'],
		['seed', undefined, 'seed'],
		['extra', 1, 'run'],
		['startedAt', 'yesterday', 'startedAt'],
		['environment.publishMode', 'mesh', 'environment.publishMode'],
		['drills.0.trials.0.measurements.takeoverMs', '3', 'drills.0.trials.0.measurements.takeoverMs'],
		['drills.0.trials.0.measurements.http.availability', 1.5, 'drills.0.trials.0.measurements.http.availability'],
		['drills.0.trials.0.measurements.http.failures', { lost: 1 }, 'drills.0.trials.0.measurements.http.failures'],
		['drills.0.trials.0.measurements.http.sent', -1, 'drills.0.trials.0.measurements.http.sent'],
		['drills.0.spec.settle', '5 minutes', 'drills.0.spec.settle'],
		['drills.0.expectations.0.extra', 1, 'drills.0.expectations.0'],
	] as const)
		it(`rejects ${path} = ${JSON.stringify(value)}`, () => {
			expect(() => parseRunReport(changed(path, value), 'r/run.json')).to.throw(InputError, `r/run.json: ${field}`);
		});
	it('names every wrong field at once', () => {
		const json = JSON.stringify({ ...sampleReport(), seed: 1, id: 2 });
		expect(() => parseRunReport(json)).to.throw(InputError, /run\.json: id.*\nrun\.json: seed/);
	});
	it('rejects what is not JSON', () => expect(() => parseRunReport('{')).to.throw(InputError, 'run.json: run: not JSON'));
});

describe('renderJson', () => {
	it('can be read back', () => expect(parseRunReport(renderJson(sampleReport()))).to.deep.equal(sampleReport()));
	it('does not depend on the order in which a report was built', () => {
		const reversed = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(reversed);
			if (typeof value !== 'object' || value === null) return value;
			return Object.fromEntries(
				Object.entries(value)
					.reverse()
					.map(([key, v]) => [key, reversed(v)]),
			);
		};
		expect(renderJson(reversed(sampleReport()) as ReturnType<typeof sampleReport>)).to.equal(renderJson(sampleReport()));
	});
	it('begins with the version, two blanks in, and ends with a line end', () => {
		expect(renderJson(sampleReport())).to.match(/^{\n {2}"schemaVersion": 1,\n {2}"id"[\s\S]*\n}\n$/);
	});
	it('writes no numbers that JSON does not know', () => {
		const report = sampleReport();
		report.environment.loadBefore = Number.NaN;
		expect(() => renderJson(report)).to.throw();
	});
});

describe('runJsonSchema', () => {
	it('is strict, names the draft and all fields of run.json', () => {
		const schema = runJsonSchema();
		expect(schema).to.include({ $schema: 'https://json-schema.org/draft/2020-12/schema', additionalProperties: false });
		expect(Object.keys(schema.properties as object)).to.have.members([...Object.keys(sampleReport()), 'shard', 'interrupted']);
		expect(schema.required).to.have.members(Object.keys(sampleReport()));
	});
	it('is pinned to RunReport by the compiler', () => {
		expect(readFileSync(new URL('./run-schema.ts', import.meta.url), 'utf8')).to.include('true satisfies Equal<');
	});
});
