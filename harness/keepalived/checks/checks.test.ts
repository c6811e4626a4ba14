import { assert } from 'chai';
import { verdictOf } from '../read.ts';
import { readText } from '../testing.ts';

/** A whole instance, with further lines. */
const instance = (lines = '', name = 'I', id = 51) =>
	`vrrp_instance ${name} {\ninterface eth0\nvirtual_router_id ${id}\nvirtual_ipaddress {\n10.0.0.${id}/24\n}\n${lines}\n}\n`;
/** A whole virtual server, with further lines, and lines of its real server. */
const server = (lines = '', real = '') =>
	`virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n${lines}\nreal_server 10.0.0.2 80 {\n${real}\n}\n}\n`;
const both = instance('', 'A', 1) + instance('', 'B', 2);
const scripts = (line: string) => `vrrp_script S {\nscript /bin/true\n${line}\n}\n`;

/** What keepalived 2.2.7 accepts. */
const accepted: [title: string, text: string][] = [
	['an instance', instance()],
	[
		'an instance of IPv6',
		'vrrp_instance I {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\nfe80::1/64\n2001:db8::1/64\n}\n}',
	],
	['unicast with a peer', instance('unicast_src_ip 10.0.0.2\nunicast_peer {\n10.0.0.3/24\n}')],
	['two instances and their group', `${both}vrrp_sync_group G {\ngroup {\nA\nB\n}\n}`],
	['a virtual server', server()],
	['a protocol in small letters', server().replace('TCP', 'tcp')],
	[
		'a group of addresses',
		`virtual_server_group G {\n10.0.0.1-9 80\n10.1.0.0/24 80\n}\n${server().replace('10.0.0.1 80', 'group G')}`,
	],
	['a check of a page', server('', 'HTTP_GET {\nurl {\npath /\nstatus_code 200-299 404\n}\n}')],
	['a tunnel', server().replace('NAT', 'TUN type gue port 6080')],
	['a route with a NIC', 'static_routes {\n10.1.0.0/16 via 10.0.0.1 dev eth0 metric 5\nblackhole 10.2.0.0/16 no_track\n}'],
	['a rule', 'static_rules {\nfrom 10.0.0.0/8 table 100 preference 10\n}'],
	['options of an address', 'static_ipaddress {\n10.0.0.1/24 brd + dev eth0 scope link label eth0:1\n}'],
	['an empty number', instance('garp_master_refresh ""')],
	['hexadecimal bytes', server('', 'UDP_CHECK {\npayload 0a0b ff\nrequire_reply 0a ??\n}')],
	['no script that is tracked', scripts('') + instance()],
];

/** What it complains of, and the code of what is said of it. */
const complaints: [title: string, text: string, code: string][] = [
	['no number', 'vrrp_instance I {\ninterface eth0\nvirtual_ipaddress {\n10.0.0.1\n}\n}', 'block-incomplete'],
	['no NIC', 'vrrp_instance I {\nvirtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1\n}\n}', 'block-incomplete'],
	['no address', 'vrrp_instance I {\ninterface eth0\nvirtual_router_id 1\n}', 'block-incomplete'],
	['addresses of both families', instance().replace('10.0.0.51/24', '10.0.0.51/24\nfd00::1'), 'settings-conflict'],
	['AH beside MASTER', instance('state MASTER\npriority 100\nauthentication {\nauth_type AH\nauth_pass x\n}'), 'setting-cleared'],
	['a type without a password', instance('authentication {\nauth_type PASS\n}'), 'setting-cleared'],
	['a password in version 3', instance('version 3\nauthentication {\nauth_type PASS\nauth_pass x\n}'), 'setting-cleared'],
	['nopreempt beside priority 255', instance('priority 255\nnopreempt'), 'setting-cleared'],
	['a delay beside nopreempt', instance('nopreempt\npreempt_delay 5'), 'setting-cleared'],
	['unicast without a peer', instance('unicast_src_ip 10.0.0.2'), 'settings-conflict'],
	['a TTL without a peer', instance('unicast_ttl 3'), 'setting-cleared'],
	['unicast in strict mode', instance('strict_mode\nunicast_peer {\n10.0.0.3\n}'), 'settings-conflict'],
	['a state that does not follow in strict mode', instance('strict_mode\nstate MASTER\npriority 100'), 'setting-cleared'],
	['a hundredth of a second and a half', instance('version 3\nadvert_int 0.015'), 'value-rounded'],
	['one number on one NIC', instance('', 'A') + instance('', 'B'), 'settings-conflict'],
	['vmac_xmit_base alone', instance('vmac_xmit_base'), 'setting-cleared'],
	['unicast on a virtual hardware address', instance('use_vmac\nunicast_peer {\n10.0.0.3\n}'), 'settings-conflict'],
	['its own NIC that is tracked', instance('track_interface {\neth0\n}'), 'setting-cleared'],
	['a script that is tracked twice', scripts('') + instance('track_script {\nS\nS\n}'), 'repeated'],
	['a script without script', `vrrp_script S {\n}\n${instance('track_script {\nS\n}')}`, 'block-incomplete'],
	['a weight beside priority 255', scripts('weight 3') + instance('priority 255\ntrack_script {\nS\n}'), 'setting-cleared'],
	[
		'a weight in a sync group',
		`vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\n${scripts('weight 3')}${instance('track_script {\nS\n}', 'A', 1)}${instance('', 'B', 2)}`,
		'setting-cleared',
	],
	['a weight of 254', scripts('') + instance('track_script {\nS weight 254\n}'), 'line-invalid'],
	['a group of one', `${both}vrrp_sync_group G {\ngroup {\nA\n}\n}`, 'settings-conflict'],
	['a group with a stranger', `${both}vrrp_sync_group G {\ngroup {\nA\nB\nC\n}\n}`, 'not-defined'],
	[
		'two groups of one instance',
		`${both}${instance('', 'C', 3)}vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\nvrrp_sync_group H {\ngroup {\nB\nC\n}\n}`,
		'settings-conflict',
	],
	['no real server', 'virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n}', 'block-incomplete'],
	['no protocol', server().replace('protocol TCP\n', ''), 'block-incomplete'],
	['no scheduler', server().replace('lb_algo rr\n', ''), 'block-incomplete'],
	['no way to the real servers', server().replace('lb_kind NAT\n', ''), 'block-incomplete'],
	['a protocol of a firewall mark', server().replace('10.0.0.1 80', 'fwmark 3'), 'setting-cleared'],
	['no port', server().replace('10.0.0.1 80', '10.0.0.1'), 'settings-conflict'],
	['another port without NAT', server().replace('NAT', 'DR').replace('10.0.0.2 80', '10.0.0.2 81'), 'settings-conflict'],
	['another family', server('real_server fd00::2 80 {\n}'), 'settings-conflict'],
	['a real server twice', server('real_server 10.0.0.2 80 {\n}'), 'duplicate-block'],
	['a quorum above the weights', server('quorum 2'), 'settings-conflict'],
	['a hysteresis of the quorum', server('hysteresis 1'), 'settings-conflict'],
	['a sorry server of another family', server('sorry_server fd00::3 80'), 'settings-conflict'],
	['a setting before its sorry server', server('sorry_server_inhibit\nsorry_server 10.0.0.3 80'), 'settings-conflict'],
	['one packet at a time over TCP', server('ops'), 'setting-cleared'],
	['a script check without script', server('', 'MISC_CHECK {\n}'), 'block-incomplete'],
	['a check of an unknown session', server('', 'BFD_CHECK {\nname B\n}'), 'not-defined'],
	['a link-local address without NIC', server('', 'TCP_CHECK {\nconnect_ip fe80::1\n}'), 'settings-conflict'],
	['a session without neighbour', 'bfd_instance B {\nsource_ip 10.0.0.1\n}', 'block-incomplete'],
	['a tunnel without its port', server().replace('NAT', 'TUN type gue'), 'line-invalid'],
	['no status code', server('', 'HTTP_GET {\nurl {\npath /\nstatus_code ok\n}\n}'), 'line-invalid'],
	['no MD5 sum', server('', 'HTTP_GET {\nurl {\npath /\ndigest abc\n}\n}'), 'line-invalid'],
	['no hexadecimal bytes', server('', 'UDP_CHECK {\npayload xyz\n}'), 'line-invalid'],
	[
		'a network with bits behind its length',
		`virtual_server_group G {\n10.1.0.1/24 80\n}\n${server().replace('10.0.0.1 80', 'group G')}`,
		'line-invalid',
	],
	[
		'a range that ends before it begins',
		`virtual_server_group G {\n10.1.0.9-3 80\n}\n${server().replace('10.0.0.1 80', 'group G')}`,
		'line-invalid',
	],
	['a route without a NIC', 'static_routes {\n10.1.0.0/16 via 10.0.0.1\n}', 'line-invalid'],
	['an old word of a route', 'static_routes {\n10.1.0.0/16 gw 10.0.0.1 dev eth0\n}', 'line-invalid'],
	['a route of both families', 'static_routes {\n10.1.0.0/16 via fe80::1 dev eth0\n}', 'line-invalid'],
	['a route to nowhere', 'static_routes {\nvia 10.0.0.1 dev eth0\n}', 'line-invalid'],
	['a word that is no route', 'static_routes {\n10.1.0.0/16 dev eth0 metrik 5\n}', 'line-invalid'],
	['a rule without preference', 'static_rules {\nfrom 10.0.0.0/8 table 100\n}', 'line-invalid'],
	['a rule without action', 'static_rules {\nfrom 10.0.0.0/8 preference 5\n}', 'line-invalid'],
	['a rule with a bad address', 'static_rules {\nfrom 10.0.0./8 table 5 preference 5\n}', 'line-invalid'],
	['an unknown scope', 'static_ipaddress {\n10.0.0.1/24 dev eth0 scope everywhere\n}', 'line-invalid'],
	['a broadcast address of IPv6', 'static_ipaddress {\nfd00::1/64 dev eth0 brd +\n}', 'line-invalid'],
	['a peer of another family', 'static_ipaddress {\n10.0.0.1 dev eth0 peer fd00::1\n}', 'line-invalid'],
	['a long label', 'static_ipaddress {\n10.0.0.1 dev eth0 label abcdefghijklmnop\n}', 'line-invalid'],
	['a multicast group that is none', 'global_defs {\nvrrp_mcast_group4 10.0.0.1\n}', 'line-invalid'],
	['a pause of 0', 'global_defs {\nvrrp_garp_interval 0\n}', 'bad-value'],
	['a number without id', 'global_defs {\nlvs_sync_daemon eth0 VI_1 5\n}', 'line-invalid'],
];

describe('checks of whole blocks and lines', () => {
	for (const [title, text] of accepted)
		it(`say nothing of ${title}`, () => {
			const told = readText(text).diagnostics.filter(({ keepalived }) => keepalived !== 'silent');
			assert.deepEqual(
				told.map(({ at, message }) => `${at.line}: ${message}`),
				[],
			);
		});
	for (const [title, text, code] of complaints)
		it(`tell of ${title}`, () => {
			const { diagnostics } = readText(text);
			assert.equal(verdictOf(diagnostics), 'complains');
			assert.deepEqual(
				[...new Set(diagnostics.filter(({ keepalived }) => keepalived !== 'silent').map((one) => one.code))],
				[code],
			);
		});
	it('refuse a page check without a page, where it is the first check, as keepalived crashes then', () => {
		assert.equal(verdictOf(readText(server('', 'HTTP_GET {\n}')).diagnostics), 'refuses');
		assert.equal(verdictOf(readText(server('', 'TCP_CHECK {\n}\nHTTP_GET {\n}')).diagnostics), 'complains');
	});
	it('tell of a script that nobody tracks, of which keepalived says nothing', () => {
		assert.deepEqual(
			readText(scripts('') + instance()).diagnostics.map(({ code, keepalived }) => [code, keepalived]),
			[['not-used', 'silent']],
		);
	});
	it('tell of a group that nobody defines, of which keepalived says nothing', () => {
		const { diagnostics } = readText(server().replace('10.0.0.1 80', 'group G'));
		assert.deepEqual(
			diagnostics.map(({ code, value }) => [code, value]),
			[['not-defined', 'G']],
		);
	});
	it('tell once of a weight that cannot count in a group, whichever of its members has priority 255', () => {
		for (const owner of ['A', 'B']) {
			const members = [1, 2].map((id) => {
				const name = 'AB'[id - 1] ?? '';
				return instance(name === owner ? 'priority 255' : '', name, id);
			});
			const group = 'vrrp_sync_group G {\ngroup {\nA\nB\n}\ntrack_script {\nS\n}\n}\n';
			const { diagnostics } = readText(scripts('weight 3') + members.join('') + group);
			const told = diagnostics.filter(({ message }) => message.startsWith('a member has priority 255'));
			assert.lengthOf(told, 1, owner);
		}
	});
	it('ask no protocol of a firewall mark', () => {
		const { diagnostics } = readText(server().replace('10.0.0.1 80', 'fwmark 3').replace('protocol TCP\n', ''));
		assert.deepEqual(
			diagnostics.filter(({ field }) => field.includes('protocol')),
			[],
		);
	});
});
