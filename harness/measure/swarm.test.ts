import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { trialSpans } from './spans.ts';
import { measureSwarm } from './swarm.ts';
import { at } from './testing.ts';

const measure = (...events: TimelineEvent[]) => measureSwarm(events, trialSpans(events).faults);
const nodes = ['a', 'b', 'c'].map((name) => at.node(0, name));
const tasks = ['a', 'b', 'c'].map((node) => at.task(0, `t-${node}`, node));

describe('measureSwarm', () => {
	describe('leaderElectionMs', () => {
		const began = [...nodes, at.leader(0, 'a')];
		for (const [what, events, expected] of [
			['another is elected', [at.fault(1000, ['a']), at.leader(1500, null), at.leader(13_000, 'b')], 12_000],
			[
				'the same comes back first',
				[at.fault(1000, ['a']), at.leader(1500, null), at.leader(2000, 'a'), at.leader(9000, 'c')],
				8000,
			],
			['nobody is elected', [at.fault(1000, ['a']), at.leader(1500, null)], null],
			['the leader was not hit', [at.fault(1000, ['b']), at.leader(5000, 'c')], null],
			['a later fault hits it', [at.fault(1000, ['b']), at.fault(2000, ['a'], { index: 1 }), at.leader(9000, 'b')], 7000],
			['the leader had changed before', [at.leader(500, 'b'), at.fault(1000, ['b']), at.leader(4000, 'a')], 3000],
		] as [string, TimelineEvent[], number | null][])
			it(what, () => expect(measure(...began, ...events)?.leaderElectionMs).to.equal(expected));
	});

	it('says who led when the first fault was asked for', () => {
		const leading = (...events: TimelineEvent[]) =>
			measure(...nodes, ...events, at.fault(1000, ['a']), at.leader(5000, 'c'))?.leaderBefore;
		expect(leading(at.leader(0, 'a'), at.leader(900, 'b'))).to.equal('b');
		expect(leading(at.leader(0, 'a'), at.leader(900, null))).to.equal(null);
		expect(leading()).to.equal(null);
	});

	describe('nodeDownMs', () => {
		for (const [what, events, expected] of [
			['the fault’s host', [at.fault(1000, ['a']), at.node(4000, 'a', 'unknown'), at.node(12_000, 'a', 'down')], 11_000],
			['another host', [at.fault(1000, ['a']), at.node(12_000, 'b', 'down')], null],
			['the later of two', [at.fault(1000, ['a', 'b']), at.node(9000, 'b', 'down'), at.node(12_000, 'a', 'down')], 11_000],
			['one of two', [at.fault(1000, ['a', 'b']), at.node(9000, 'b', 'down')], null],
			['nobody', [at.fault(1000, [])], null],
			['before the fault', [at.node(500, 'a', 'down'), at.fault(1000, ['a'])], null],
		] as [string, TimelineEvent[], number | null][])
			it(what, () => expect(measure(...nodes, ...events)?.nodeDownMs).to.equal(expected));
	});

	describe('tasksReplacedMs', () => {
		const given = (atMs: number, node: string) => at.task(atMs, `t-${node}`, node, 'running', 'shutdown');
		for (const [what, events, expected] of [
			['a dead host’s task runs elsewhere', [at.fault(1000, ['a']), given(15_000, 'a'), at.task(18_000, 't4', 'b')], 17_000],
			[
				'not before it runs',
				[at.fault(1000, ['a']), given(15_000, 'a'), at.task(16_000, 't4', 'b', 'starting'), at.task(18_000, 't4', 'b')],
				17_000,
			],
			[
				'all of several',
				[at.fault(1000, ['a', 'b']), given(9000, 'a'), given(9000, 'b'), at.task(10_000, 't4', 'c'), at.task(11_000, 't5', 'c')],
				10_000,
			],
			[
				'a task that was killed',
				[at.fault(1000, ['a']), at.task(1500, 't-a', 'a', 'failed', 'shutdown'), at.task(7000, 't4', 'a')],
				6000,
			],
			['one that is not replaced', [at.fault(1000, ['a']), given(15_000, 'a')], null],
			['a host whose tasks live on', [at.fault(1000, ['a']), at.task(5000, 't4', 'b')], null],
			['another host’s task', [at.fault(1000, ['a']), given(5000, 'b'), at.task(6000, 't4', 'c')], null],
			[
				'a replacement that dies and is replaced',
				[
					at.fault(1000, ['a']),
					given(5000, 'a'),
					given(5000, 'b'),
					at.task(6000, 't4', 'b'),
					at.task(7000, 't4', 'b', 'failed', 'shutdown'),
					at.task(8000, 't5', 'c'),
					at.task(9000, 't6', 'c'),
				],
				8000,
			],
		] as [string, TimelineEvent[], number | null][])
			it(what, () => expect(measure(...nodes, ...tasks, ...events)?.tasksReplacedMs).to.equal(expected));
	});

	it('states how coarse it is', () => expect(measure(...nodes, at.fault(1000, ['a']))?.resolutionMs).to.equal(500));
	it('is null without a fault, and where nobody looked', () => {
		expect(measure(...nodes)).to.equal(null);
		expect(measure(at.fault(1000, ['a']))).to.equal(null);
	});
});
