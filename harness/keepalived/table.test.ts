import { assert } from 'chai';
import { parseSignature } from './grammar.ts';
import { allKeywords, blockName } from './nearest.ts';
import { isAfter, isAtLeast } from './versions.ts';

/** How many keywords each block has in keepalived 2.4.3's source, counted from its install_keyword() calls, and those of them that came after 2.0.0. */
const COUNTS: Record<string, [all: number, later: number]> = {
	'outside of any block': [25, 6],
	global_defs: [139, 66],
	vrrp_instance: [70, 21],
	'authentication of vrrp_instance': [2, 0],
	'auth_hmac of vrrp_instance': [5, 0],
	vrrp_sync_group: [15, 2],
	vrrp_script: [8, 0],
	vrrp_track_process: [9, 4],
	track_file: [3, 0],
	vrrp_track_file: [3, 0],
	track_group: [1, 0],
	garp_group: [4, 0],
	virtual_server: [39, 4],
	SSL: [4, 0],
	'real_server of virtual_server': [26, 5],
	'TCP_CHECK of real_server of virtual_server': [13, 1],
	'HTTP_GET of real_server of virtual_server': [20, 4],
	'SSL_GET of real_server of virtual_server': [20, 4],
	'url of HTTP_GET of real_server of virtual_server': [11, 7],
	'url of SSL_GET of real_server of virtual_server': [11, 7],
	'SMTP_CHECK of real_server of virtual_server': [15, 1],
	'host of SMTP_CHECK of real_server of virtual_server': [13, 1],
	'DNS_CHECK of real_server of virtual_server': [15, 1],
	'MISC_CHECK of real_server of virtual_server': [10, 1],
	'BFD_CHECK of real_server of virtual_server': [2, 0],
	'PING_CHECK of real_server of virtual_server': [13, 13],
	'UDP_CHECK of real_server of virtual_server': [17, 17],
	'FILE_CHECK of real_server of virtual_server': [2, 2],
	bfd_instance: [15, 1],
};

describe('the keyword table', () => {
	it('has every keyword of keepalived in its block', () => {
		const counted: typeof COUNTS = {};
		for (const { keyword, path } of allKeywords) {
			const block = blockName(path);
			const [all, later] = counted[block] ?? [0, 0];
			counted[block] = [all + 1, later + (keyword.since === undefined ? 0 : 1)];
		}
		assert.deepEqual(counted, COUNTS);
	});
	it('has no keyword twice in a block', () => {
		const names = allKeywords.map(({ keyword, path }) => [...path, keyword.name].join(' '));
		assert.equal(new Set(names).size, names.length);
	});
	for (const { keyword, path } of allKeywords) {
		const name = [...path, keyword.name].join(' ');
		it(`describes ${name}`, () => {
			assert.match(keyword.says, /^[A-Z].*[.?]$/);
			for (const one of [keyword.args, keyword.entries, ...(keyword.changes ?? []).map(({ args }) => args)])
				if (one !== undefined) assert.doesNotThrow(() => parseSignature(one));
			assert.match(keyword.since ?? '2.0.0', /^2\.[0-4]\.\d+$/);
			if (keyword.bad === 'set') assert.isString(keyword.badSets);
			assert.isFalse(keyword.block !== undefined && keyword.entries !== undefined);
		});
	}
	it('knows versions that changed what users see', () => {
		const since = (name: string) => allKeywords.find(({ keyword }) => keyword.name === name)?.keyword.since;
		assert.equal(since('vrrp_startup_delay'), '2.0.14');
		assert.equal(since('down_timer_adverts'), '2.2.3');
		assert.equal(since('owner_ignore_adverts'), '2.3.3');
		assert.equal(since('track_process'), '2.0.11');
	});
});

describe('versions', () => {
	it('are compared by their numbers; one that is only a beginning stands for its latest', () => {
		assert.deepEqual(
			['2.2.7', '2.2.10', '2.3', '2', '2.2'].map((version) => isAtLeast(version, '2.2.8')),
			[false, true, true, true, true],
		);
		assert.deepEqual(
			['2.0.20', '2.1.0', '2.0', '2'].map((version) => isAfter(version, '2.0.20')),
			[false, true, false, false],
		);
	});
});
