import { cpuStarve, freeze, packetDelay, packetLoss, partition, serviceScale } from '../index.ts';
import { type FaultCase, faultSuite, of, VICTIM } from './fault-suite.ts';

/** Those that need the mesh's service, or netem. */
const CASES: FaultCase[] = [
	{
		fault: serviceScale(1),
		hosts: ['docker1', 'docker2', 'docker3'],
		effect: (now) => Object.values(now).filter(({ task }) => task !== '').length === 1,
	},
	{ fault: packetDelay(VICTIM, '150ms', { jitter: '10ms', direction: 'out' }), effect: (now) => Number(of(now).rttMs) > 100 },
	{ fault: packetDelay(VICTIM, '150ms', { direction: 'in' }), effect: (now) => Number(of(now).rttMs) > 100 },
	{ fault: packetLoss(VICTIM, 100), effect: (now) => of(now).reaches === '' },
	{ fault: partition(VICTIM), effect: (now) => of(now).reaches === 'client' },
	{ fault: freeze(VICTIM), effect: (now) => of(now).frozen === 'yes' },
	{ fault: cpuStarve(VICTIM, 0.05), effect: (now) => of(now).quota === '5000' },
];

faultSuite('uml', CASES);
