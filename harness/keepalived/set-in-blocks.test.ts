import { expect } from 'chai';
import { setInBlocks, setInInstances } from './set-in-blocks.ts';

const CONF = `# ours
vrrp_instance VI_1 {
    priority 100 # high
    authentication {
        auth_type PASS
    }
}
`;

describe('setInInstances', () => {
	it('replaces the value of a keyword and leaves the rest', () => {
		expect(setInInstances(CONF, { priority: 60 })).to.equal(CONF.replace('priority 100', 'priority 60'));
	});
	it('adds a line where none sets it', () => {
		expect(setInInstances(CONF, { garp_master_refresh: 2 })).to.equal(
			CONF.replace('VI_1 {\n', 'VI_1 {\n    garp_master_refresh 2\n'),
		);
	});
	it('reaches every instance, and no block outside or inside of them', () => {
		const two = `vrrp_script a {\n    weight 1\n}\n${CONF}${CONF.replace('VI_1', 'VI_2')}`;
		expect(setInInstances(two, { weight: 5, auth_type: 'AH' })).to.equal(
			two.replaceAll(/(VI_\d \{\n)/g, '$1    weight 5\n    auth_type AH\n'),
		);
	});
	it('finds a brace on a line of its own', () => {
		expect(setInInstances('vrrp_instance A\n{\npriority 1\n}', { priority: 2, preempt_delay: 3 })).to.equal(
			'vrrp_instance A\n{\n    preempt_delay 3\npriority 2\n}',
		);
	});
	it('sets what other blocks say, too, and only there', () => {
		const text = `vrrp_script a {\n    interval 1\n}\n${CONF}`;
		expect(setInBlocks(text, 'vrrp_script', { interval: 5, fall: 2 })).to.equal(
			text.replace('a {\n    interval 1', 'a {\n    fall 2\n    interval 5'),
		);
	});
});
