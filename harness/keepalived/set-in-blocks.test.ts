import { expect } from 'chai';
import { type Settings, setInBlocks } from './set-in-blocks.ts';

const inText = (text: string, block: string, set: Settings) =>
	setInBlocks({ files: new Map([['f', text]]), main: 'f', host: null }, block, set).get('f') ?? text;
const setInInstances = (text: string, set: Settings) => inText(text, 'vrrp_instance', set);

const CONF = `# ours
vrrp_instance VI_1 {
    priority 100 # high
    authentication {
        auth_type PASS
    }
}
`;

describe('setInBlocks', () => {
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
		expect(inText(text, 'vrrp_script', { interval: 5, fall: 2 })).to.equal(
			text.replace('a {\n    interval 1', 'a {\n    fall 2\n    interval 5'),
		);
	});
	it('changes a file where it is included, and names no file that stays', () => {
		const files = new Map([
			['/etc/main', 'include one\ninclude two\nvrrp_instance B {\n    priority 7\n}\n'],
			['/etc/one', CONF],
			['/etc/two', 'vrrp_script a {\n    interval 1\n}\n'],
		]);
		const changed = setInBlocks({ files, main: '/etc/main', host: null }, 'vrrp_instance', { priority: 60, advert_int: 2 });
		expect([...changed.keys()].sort()).to.deep.equal(['/etc/main', '/etc/one']);
		expect(changed.get('/etc/one')).to.equal(
			CONF.replace('priority 100', 'priority 60').replace('VI_1 {\n', 'VI_1 {\n    advert_int 2\n'),
		);
		expect(changed.get('/etc/main')).to.include('vrrp_instance B {\n    advert_int 2\n    priority 60\n');
	});
	it('adds a line once to a file that two hosts’ blocks or two includes share', () => {
		const files = new Map([
			['/m', 'include /i\ninclude /i\n'],
			['/i', 'vrrp_instance A {\n    priority 7\n}\n'],
		]);
		const changed = setInBlocks({ files, main: '/m', host: null }, 'vrrp_instance', { advert_int: 2 });
		expect(changed.get('/i')).to.equal('vrrp_instance A {\n    advert_int 2\n    priority 7\n}\n');
	});
	it('changes what a definition says where it is defined, and a value from one where it is used', () => {
		const text = '$FIRST=priority 100\n$SECOND=90\nvrrp_instance A {\n    $FIRST\n    advert_int $SECOND\n}\n';
		expect(setInInstances(text, { priority: 60, advert_int: 2 })).to.equal(
			text.replace('priority 100', 'priority 60').replace('advert_int $SECOND', 'advert_int 2'),
		);
	});
});
