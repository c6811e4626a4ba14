import { expect } from 'chai';
import type { Convergence } from '../measure/convergence.ts';
import { INVARIANTS, judgeInvariants } from './invariants.ts';
import type { InvariantInput } from './judged.ts';

const ready = { state: 'ready', reachability: 'reachable' } as const;
const back: Convergence = {
	sent: 180,
	failed: 0,
	owners: [{ fromMs: 1, toMs: 9, hosts: ['a'] }],
	nodes: { a: ready, b: ready, c: ready },
};
const good: InvariantInput = {
	measurements: {
		trust: { trusted: true, reasons: [], taintedSamples: 0, stalls: 0, edgeStallMs: 0 },
		dualOwnerMs: 1,
		noOwnerMs: 3202,
		deafOwnerMs: 18,
	},
	convergence: back,
	ill: null,
	bystanders: { hosts: ['b', 'c'], disturbances: [], unseen: [] },
	allow: undefined,
	greatestMasterDownMs: 3804.687,
	rightfulOwner: 'a',
	managers: ['a', 'b', 'c'],
};
const judge = (id: keyof typeof INVARIANTS, over: Partial<InvariantInput> = {}) => {
	const { outcome, asked, got } = judgeInvariants({ ...good, ...over }).find((r) => r.id === id) ?? {};
	return { outcome, asked, got };
};
const measured = (over: Partial<InvariantInput['measurements']>) => ({ measurements: { ...good.measurements, ...over } });

describe('judgeInvariants', () => {
	it('gives one result an invariant, in order, with its title', () => {
		const results = judgeInvariants(good);
		expect(results.map(({ id, title }) => [id, title])).to.deep.equal(Object.entries(INVARIANTS));
		expect(results.map(({ outcome }) => outcome)).to.deep.equal(Array(5).fill('pass'));
	});
	it('decides nothing by a trial that is not to be trusted', () => {
		const trust = { ...good.measurements.trust, trusted: false, reasons: ['the clock jumped'] };
		for (const { outcome, got } of judgeInvariants({ ...good, convergence: null, ...measured({ trust, dualOwnerMs: 9999 }) }))
			expect([outcome, got]).to.deep.equal(['inconclusive', 'not trusted: the clock jumped']);
	});

	for (const [id, metric, boundMs, what] of [
		['one-owner', 'dualOwnerMs', 200, 'at most 200 ms with more than one owner, in all'],
		['owner-exists', 'noOwnerMs', 4304.687, 'at most 4.30 s without an owner in reach although a host could be'],
		['owner-serves', 'deafOwnerMs', 3000, 'at most 3.00 s with an owner that does not answer'],
	] as const)
		it(`bounds ${metric} by ${boundMs} ms`, () => {
			expect(judge(id, measured({ [metric]: boundMs }))).to.include({ outcome: 'pass', asked: what });
			expect(judge(id, measured({ [metric]: boundMs + 1 })).outcome).to.equal('fail');
			expect(judge(id, measured({ [metric]: null }))).to.include({ outcome: 'inconclusive', got: 'no value' });
		});
	it('takes the bound of the drill’s allowance, for that invariant alone, and says why', () => {
		const allow = { noOwner: '9s', because: 'all are frozen' } as const;
		expect(judge('owner-exists', { allow, ...measured({ noOwnerMs: 9000 }) })).to.deep.equal({
			outcome: 'pass',
			asked: 'at most 9.00 s without an owner in reach although a host could be (allowed here: all are frozen)',
			got: '9.00 s',
		});
		expect(judge('owner-exists', { allow, ...measured({ noOwnerMs: 9001 }) }).outcome).to.equal('fail');
		expect(judge('one-owner', { allow, ...measured({ dualOwnerMs: 201 }) })).to.include({
			outcome: 'fail',
			asked: 'at most 200 ms with more than one owner, in all',
		});
	});
	it('bounds the worst of several floating IPs', () => {
		const otherVips = { takeoverMs: null, vipAbsentMs: 0, dualOwnerMs: 250, returnMs: null, each: {} };
		expect(judge('one-owner', measured({ otherVips }))).to.include({ outcome: 'fail', got: '250 ms' });
		expect(judge('one-owner', measured({ otherVips: { ...otherVips, dualOwnerMs: null } }))).to.include({
			outcome: 'pass',
			got: '1 ms',
		});
	});
	it('has no bound for a gap where no host runs VRRP', () =>
		expect(judge('owner-exists', { greatestMasterDownMs: null }).outcome).to.equal('inconclusive'));

	describe('converges', () => {
		for (const [what, over, outcome, got] of [
			['all is as before', {}, 'pass', '180 requests answered, the VIP with a'],
			['it never settled', { convergence: null }, 'fail', 'the cluster did not come back'],
			[
				'it never settled, and the trial says why',
				{ convergence: null, ill: 'a and b hold the VIP' },
				'fail',
				'the cluster did not come back: a and b hold the VIP',
			],
			['a request failed', { convergence: { ...back, failed: 1 } }, 'fail', '1 of 180 requests failed'],
			[
				'another host has the VIP',
				{ convergence: { ...back, owners: [{ fromMs: 1, toMs: 9, hosts: ['b'] }] } },
				'fail',
				'b held the VIP',
			],
			[
				'another host has it and need not give it back',
				{ rightfulOwner: null, convergence: { ...back, owners: [{ fromMs: 1, toMs: 9, hosts: ['b'] }] } },
				'pass',
				'180 requests answered, the VIP with b',
			],
			[
				'two have it, then none',
				{
					rightfulOwner: null,
					convergence: {
						...back,
						owners: [
							{ fromMs: 1, toMs: 2, hosts: ['a', 'b'] },
							{ fromMs: 2, toMs: 9, hosts: [] },
						],
					},
				},
				'fail',
				'a and b, then nobody held the VIP',
			],
			[
				'managers are missing',
				{
					convergence: {
						...back,
						nodes: { a: { state: 'down', reachability: 'unreachable' }, b: { state: 'ready', reachability: 'unknown' } },
					},
				},
				'fail',
				'a was down; b was unknown; c was not in the swarm',
			],
			[
				'a manager is none any more',
				{ convergence: { ...back, nodes: { ...back.nodes, b: { state: 'ready', reachability: null } } } },
				'fail',
				'b was no manager',
			],
			['nobody looked at the swarm', { convergence: { ...back, nodes: {} } }, 'inconclusive', 'nobody looked at the swarm'],
			['nobody had the VIP', { convergence: { ...back, owners: [] } }, 'fail', 'nobody held the VIP'],
			[
				'there is no swarm to look at',
				{ managers: [], convergence: { ...back, nodes: {} } },
				'pass',
				'180 requests answered, the VIP with a',
			],
			[
				'another floating IP is with its rightful owner',
				{ otherVips: [{ vip: '10.0.0.201', owners: [{ fromMs: 1, toMs: 9, hosts: ['b'] }], rightfulOwner: 'b' }] },
				'pass',
				'180 requests answered, the VIP with a',
			],
			[
				'another floating IP is with somebody else',
				{ otherVips: [{ vip: '10.0.0.201', owners: [{ fromMs: 1, toMs: 9, hosts: ['a'] }], rightfulOwner: 'b' }] },
				'fail',
				'a held 10.0.0.201',
			],
			[
				'another floating IP is with nobody',
				{ otherVips: [{ vip: '10.0.0.201', owners: [], rightfulOwner: null }] },
				'fail',
				'nobody held 10.0.0.201',
			],
			['nobody asked', { convergence: { ...back, sent: 0 } }, 'inconclusive', 'no request was sent'],
		] as [string, Partial<InvariantInput>, string, string][])
			it(what, () => expect(judge('converges', over)).to.include({ outcome, got }));
		it('says what is asked', () => {
			expect(judge('converges').asked).to.equal(
				'once settled no request fails, a alone holds the VIP, and 3 managers are ready and reachable',
			);
			expect(judge('converges', { rightfulOwner: null }).asked).to.include('one host alone holds the VIP');
		});
	});

	describe('bystanders', () => {
		for (const [what, over, outcome, got] of [
			['left alone', {}, 'pass', 'b and c left alone'],
			['disturbed', { disturbances: ['docker of b ended (it was process 4)'] }, 'fail', 'docker of b ended (it was process 4)'],
			[
				'not looked at',
				{ unseen: ['docker of b', 'docker of c'] },
				'inconclusive',
				'nobody looked at docker of b and docker of c',
			],
			['disturbed and not looked at', { disturbances: ['b went down'], unseen: ['docker of b'] }, 'fail', 'b went down'],
			['none', { hosts: [] }, 'pass', 'every host was a target'],
		] as const)
			it(what, () =>
				expect(judge('bystanders', { bystanders: { ...good.bystanders, ...over } as InvariantInput['bystanders'] })).to.include({
					outcome,
					got,
				}),
			);
	});
});
