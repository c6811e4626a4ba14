import { assert } from 'chai';
import { type HostLines, prio, worldOf } from '../testing.ts';

const modelOf = (lines: HostLines, keepalived = '2.2.7') =>
	worldOf([lines, prio(75)], { keepalived }).world.model.hosts[0]?.instances[0];
const strict = (...instance: string[]): HostLines => ({ instance: ['priority 100', ...instance], globals: ['vrrp_strict'] });

describe('an instance as it is simulated', () => {
	it('is strict: no authentication, no advertisement at lower priorities nor gratuitous ARP, no head start', () => {
		const model = modelOf(
			strict('state MASTER', 'garp_lower_prio_repeat 3', 'authentication {', 'auth_type PASS', 'auth_pass x', '}'),
		);
		assert.include(model, { lowerPrioNoAdvert: true, higherPrioSendAdvert: false, isOwner: false });
		assert.equal(model?.garp.lowerPrioRepeat, 0);
		assert.equal(model?.form.auth, '');
	});

	it('answers lower advertisements with as many gratuitous ARPs as global_defs say, not as its own garp_master_repeat', () => {
		assert.equal(modelOf({ instance: ['priority 100', 'garp_master_repeat 2'] })?.garp.lowerPrioRepeat, 5);
		const global = { instance: ['priority 100'], globals: ['vrrp_garp_master_repeat 3'] };
		assert.equal(modelOf(global)?.garp.lowerPrioRepeat, 3);
	});

	it('goes by the keepalived that cluster.yaml names', () => {
		const deaf = (version: string) => modelOf({ instance: ['priority 100'] }, version)?.isDeafInDelay;
		assert.deepEqual(['2.2.7', '2.3.2', '2.3.3', '2.3', '2.4.0', '2'].map(deaf), [false, false, true, true, true, true]);
		const timer = (version: string) => modelOf({ instance: ['priority 100'] }, version)?.garp.refreshHasTimer;
		assert.deepEqual(['2.2.8', '2.3.1', '2.3.2'].map(timer), [false, false, true]);
	});
});
