import { checkFails, host } from '../index.ts';
import { faultSuite, of } from './fault-suite.ts';

/** The kinds that need a cluster with check scripts. */
faultSuite(
	'private',
	[
		{
			fault: checkFails(host('docker1'), 'web'),
			hosts: ['docker1'],
			effect: (now) => of(now, 'docker1').checksCovered === '1' && of(now, 'docker1').vip === 'no',
		},
	],
	'fixtures/hardened',
);
