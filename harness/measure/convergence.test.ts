import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { measureConvergence } from './convergence.ts';
import { ownershipIntervals } from './ownership.ts';
import { at, prepared, samples, VIP } from './testing.ts';

const measure = (...events: TimelineEvent[]) => measureConvergence(prepared(events), ownershipIntervals(events, VIP));

describe('measureConvergence', () => {
	it('looks at nothing but what came after the mark', () => {
		const got = measure(
			at.started(0),
			at.gained(0, 'b', 'snapshot'),
			...samples('xxxx.x.n', 100),
			...samples('xx.x', 250, 0, { stream: 'keepalive', client: 'routed' }),
			at.mark(400, 'settled'),
			at.gained(600, 'a'),
			at.lost(600, 'b'),
			at.ended(900),
		);
		// Due from 400 on: three fresh ones that were sent, of which one failed, and two kept ones, of which one failed.
		expect(got).to.deep.include({ sent: 5, failed: 2 });
		expect(got?.owners).to.deep.equal([
			{ fromMs: 400, toMs: 600, hosts: ['b'] },
			{ fromMs: 600, toMs: 900, hosts: ['a'] },
		]);
	});
	it('keeps the swarm’s last word of each node, from before the mark too', () => {
		const got = measure(
			at.node(0, 'a', 'ready'),
			at.node(0, 'b', 'ready'),
			at.node(100, 'a', 'down', 'unreachable'),
			at.node(300, 'a', 'ready', 'unknown'),
			at.mark(400, 'settled'),
			at.ended(900),
		);
		expect(got?.nodes).to.deep.equal({
			a: { state: 'ready', reachability: 'unknown' },
			b: { state: 'ready', reachability: 'reachable' },
		});
	});
	it('is null without the mark', () => expect(measure(at.started(0), at.mark(100, 'heal'), at.ended(900))).to.equal(null));
});
