import { expect } from 'chai';
import { type Fault, freeze, serviceUpdate } from '../scenario/fault.ts';
import type { FaultStep } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { measureBystanders } from './bystanders.ts';
import { at, prepared } from './testing.ts';

const UNITS = ['docker', 'keepalived'] as const;
const HOSTS = ['a', 'b', 'c'].map((name) => ({ name, units: UNITS }));
const looks = (atMs: number, over: Record<string, number | null> = {}) =>
	HOSTS.flatMap(({ name }) => UNITS.map((unit) => at.unit(atMs, name, unit, over[`${name} ${unit}`] ?? 100)));
const measure = (...events: TimelineEvent[]) => measureBystanders(prepared(events), HOSTS, [step(freeze(master()))]);
const step = (inject: Fault): FaultStep => ({ at: '0s', inject });

describe('measureBystanders', () => {
	it('sees nothing where the same processes run at the end', () => {
		expect(measure(...looks(0), at.fault(50, ['a']), ...looks(100, { 'a docker': 7 }))).to.deep.equal({
			hosts: ['b', 'c'],
			disturbances: [],
			unseen: [],
		});
	});
	it('names host and daemon of a restart, whatever the journal said meanwhile', () => {
		const journal = at.unit(101, 'b', 'docker', null, { source: 'journal', state: 'activating' });
		const got = measure(...looks(0), at.fault(50, ['a']), ...looks(100, { 'c keepalived': 300 }), journal);
		expect(got.disturbances).to.deep.equal(['keepalived of c was restarted (process 100, then 300)']);
	});
	it('names one that ended, and one that came', () => {
		const got = measure(
			at.unit(0, 'b', 'docker', 4),
			at.unit(0, 'b', 'keepalived', null),
			at.unit(9, 'b', 'docker', null, { state: 'failed' }),
			at.unit(9, 'b', 'keepalived', 5),
		);
		expect(got.disturbances).to.deep.equal(['docker of b ended (it was process 4)', 'keepalived of b was started (process 5)']);
	});
	it('names a host that went down', () => {
		expect(
			measure(...looks(0), at.fault(50, ['a']), at.down(60, 'b'), at.down(60, 'a'), ...looks(100)).disturbances,
		).to.deep.equal(['b went down']);
	});
	it('compares the first look with the last one, however many there are', () => {
		const b = (atMs: number, pid: number) => at.unit(atMs, 'b', 'docker', pid);
		const hosts = [{ name: 'b', units: ['docker'] as const }];
		const told = (...pids: number[]) => measureBystanders(prepared(pids.map((pid, i) => b(i, pid))), hosts, []).disturbances;
		expect(told(4, 4, 9)).to.deep.equal(['docker of b was restarted (process 4, then 9)']);
		expect(told(4, 9, 4)).to.deep.equal([]);
	});
	it('says what was not looked at twice', () => {
		expect(measure(...looks(0), ...looks(9).slice(2)).unseen).to.deep.equal(['docker of a', 'keepalived of a']);
		expect(measure().unseen).to.have.length(6);
	});
	it('asks nothing of a daemon that a host does not run', () => {
		const hosts = [{ name: 'a', units: ['docker'] as const }];
		expect(measureBystanders(prepared(looks(0).slice(0, 1)), hosts, []).unseen).to.deep.equal(['docker of a']);
	});
	it('takes nobody for a target of what is done to the service', () => {
		const events = [...looks(0), at.fault(50, ['a', 'b', 'c']), ...looks(100, { 'b docker': 7 })];
		expect(measureBystanders(prepared(events), HOSTS, [step(serviceUpdate())])).to.deep.include({
			hosts: ['a', 'b', 'c'],
			disturbances: ['docker of b was restarted (process 100, then 7)'],
		});
	});
	it('finds none where every host was a target, of one fault or another', () => {
		const got = measure(at.fault(50, ['a']), at.fault(60, ['c', 'b'], { index: 1 }), at.down(60, 'b'));
		expect(got).to.deep.equal({ hosts: [], disturbances: [], unseen: [] });
	});
});
