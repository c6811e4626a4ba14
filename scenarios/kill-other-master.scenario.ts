/**
 * Stands for: the machine that holds the second floating IP loses power, while customers ask the first.
 *
 * Theory: each virtual router is a story of its own. The second address moves as the first one does in kill-master, within the
 * Master_Down_Interval of who is next in line for it. Whoever asks the first address notices at most what the dead machine did for them
 * as a node of the swarm: through the mesh, a share of new connections until gossip has found it dead (memberlist).
 */
import { drill, every, master, powerLoss } from '../harness/index.ts';

export default drill('kill-other-master', {
	event: 'The machine that holds the second floating IP loses power.',
	hypothesis: 'The second floating IP moves; customers of the first are not cut off.',
	steady: '3s',
	faults: [{ at: '0s', inject: powerLoss(master(2)), lasts: '20s' }],
	settle: '3s',
	allow: {
		deafOwner: '40s',
		because: 'where the same machine holds both, its return is asked by the drill failback',
	},
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('otherVips.takeoverMs').atMost('5s', 'every other floating IP is with its new owner within five seconds'),
		every('otherVips.dualOwnerMs').atMost('200ms', 'at no time do two hosts hold one of them'),
		every('http.outageMs').atMost('5s', 'customers of the first are cut off for no longer than in kill-master'),
	],
});
