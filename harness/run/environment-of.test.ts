import { expect } from 'chai';
import { sampleReport } from '../report/testing.ts';
import { engineSentence } from '../report/wording.ts';
import type { Environment } from '../timeline/environment.ts';
import { checkAlike, environmentOf } from './environment-of.ts';

const base = sampleReport().environment;
const engine = (boot: string) => ({ ...base.engine, version: '26.1', kernel: '6.1', cpus: 4, memoryBytes: 8 * 2 ** 30, boot });
const watch = (name: string, lost: string | null = null) => ({ name, lost: lost === null ? null : (new Error(lost) as never) });
const placed = (name: string, changes: Partial<Environment> = {}) => ({
	lab: { environment: { ...base, engine: engine(name), notTested: ['a'], ...changes } },
	watch: watch(name),
});
const caught = (...labs: ReturnType<typeof placed>[]) => {
	try {
		checkAlike(labs);
	} catch (error) {
		return (error as Error).message;
	}
	return '';
};

describe('the environment of a run', () => {
	it('is its lab’s where there is one', () => {
		const { lab } = placed('a');
		expect(environmentOf([{ lab, watch: null }], [])).to.equal(lab.environment);
	});
	it('counts the labs of one engine, which share its machine', () => {
		const { lab } = placed('a');
		const found = environmentOf(
			[
				{ lab, watch: null },
				{ lab, watch: null },
			],
			[null, null],
		);
		expect(found).to.include({ labs: 2 }).and.not.have.property('engines');
		expect(found.notTested).to.deep.equal(['a', 'A machine of its own: 2 labs ran side by side on one.']);
	});
	it('has every engine of several, also one on which no lab came up, and why it is lost', () => {
		const watches = [watch('a'), watch('b', 'engine b is lost')];
		const found = environmentOf([placed('a')], watches);
		expect(found.labs).to.equal(2);
		expect(found.engines).to.deep.equal([
			{ name: 'a', labs: 1, version: '26.1', kernel: '6.1', cpus: 4, memoryBytes: 8 * 2 ** 30 },
			{ name: 'b', labs: 1, lost: 'engine b is lost' },
		]);
		expect(engineSentence(found)).to.match(
			/^2 docker labs on 2 engines · a: Docker 26\.1, kernel 6\.1, 4 CPUs, 8\.0 GiB · b: no lab came up on it, LOST: engine b is lost · in the hosts Docker /,
		);
	});
	it('tells of engines that are on one machine, and of no others', () => {
		const labs = [placed('a'), placed('b', { engine: engine('a') }), placed('c')];
		const { notTested } = environmentOf(
			labs,
			labs.map((one) => one.watch),
		);
		expect(notTested).to.deep.equal([
			'a',
			'A machine of its own: 2 labs ran side by side on one: a and b are engines of one machine.',
		]);
	});
});

describe('labs on several engines', () => {
	it('may be on unlike machines', () => expect(caught(placed('a'), placed('b', { loadBefore: 9 }))).to.equal(''));
	for (const [what, changes] of [
		['publish mode', { publishMode: 'host' }],
		['rights of the hosts', { privileges: 'capability-set' }],
		['Docker in the hosts', { hosts: { ...base.hosts, dockerVersion: '1' } }],
		['keepalived in the hosts', { hosts: { ...base.hosts, keepalivedVersion: '1' } }],
	] as const)
		it(`are refused where they differ in ${what}`, () => {
			const alike = { publishMode: 'ingress', privileges: 'privileged' } as const;
			const message = caught(placed('a', alike), placed('b', { ...alike, ...changes }));
			expect(message).to.include(`${what}: `).and.to.include(' on a, ').and.to.include('--engines a,b');
		});
});
