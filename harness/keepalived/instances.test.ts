import { expect } from 'chai';
import { readInstances, type VrrpInstanceSpec } from './instances.ts';
import { ofLines, readText, told } from './testing.ts';

const MINIMUM = ['interface ens18', 'virtual_router_id 69'];

function read(text: string) {
	const conf = readText(text);
	return { ...readInstances(conf.model), conf };
}

/** The conf of one instance with these lines; the first of them is line 2. */
function instance(lines: readonly string[]): string {
	return ['vrrp_instance VI_1 {', ...lines, '}'].join('\n');
}

const views: [title: string, lines: string[], expected: Partial<VrrpInstanceSpec>, globalDefs?: string][] = [
	[
		'the defaults',
		[],
		{
			name: 'VI_1',
			line: 1,
			interface: 'ens18',
			virtualRouterId: 69,
			state: null,
			priority: 100,
			version: 2,
			advertIntMs: 1000,
			downTimerAdverts: 3,
			preempt: true,
			preemptDelayMs: 0,
			virtualIpAddresses: [],
			garpMasterRefreshMs: 0,
			higherPrioSendAdvert: false,
			authType: null,
			unicastPeers: [],
			tracks: [],
		},
	],
	[
		'the gratuitous ARP of global_defs',
		[],
		{ garpMasterRefreshMs: 2000, higherPrioSendAdvert: true },
		'global_defs {\nvrrp_garp_master_refresh 2\nvrrp_higher_prio_send_advert true\n}\n',
	],
	[
		'its own gratuitous ARP before that of global_defs',
		['garp_master_refresh 5', 'higher_prio_send_advert false'],
		{ garpMasterRefreshMs: 5000, higherPrioSendAdvert: false },
		'global_defs {\nvrrp_garp_master_refresh 2\nvrrp_higher_prio_send_advert true\n}\n',
	],
	[
		'what it has no field for',
		['garp_master_delay 1', 'notify "/bin/x"', 'unicast_src_ip 10.0.0.11', 'dont_track_primary', 'track_interface { ens18 }'],
		{ name: 'VI_1', tracks: [{ kind: 'interface', name: 'ens18', weight: 0 }] },
	],
	[
		'excluded addresses of either family, and all as the kernel prints them',
		['virtual_ipaddress {\n10.0.0.200/24\n}', 'virtual_ipaddress_excluded {\nFD00:0::1 dev eth1\n10.0.0.201\n}'],
		{
			family: 4,
			version: 2,
			virtualIpAddresses: ['10.0.0.200'],
			excludedIpAddresses: ['fd00::1', '10.0.0.201'],
			addressInterfaces: ['ens18', 'eth1'],
		},
	],
	[
		'no address of the other family, nor its NIC',
		['virtual_ipaddress {\n10.0.0.200/24\nfd00::1 dev eth1\n}'],
		{ virtualIpAddresses: ['10.0.0.200'], excludedIpAddresses: [], addressInterfaces: ['ens18'], tracks: [] },
	],
	[
		'version 3 for IPv6, whatever global_defs says',
		['virtual_ipaddress {\nfe80::9\n}'],
		{ family: 6, version: 3, virtualIpAddresses: ['fe80::9'], excludedIpAddresses: [] },
		'global_defs {\nvrrp_version 2\n}\n',
	],
	['version 2 for an IPv6 instance that says so', ['version 2', 'virtual_ipaddress {\nfe80::9\n}'], { family: 6, version: 2 }],
	[
		'version 3 for an IPv6 instance that says 2 in strict mode',
		['version 2', 'strict_mode', 'virtual_ipaddress {\nfe80::9\n}'],
		{ family: 6, version: 3 },
	],
	['the family of its peers where it has no address', ['unicast_peer {\nfe80::9\n}'], { family: 6, version: 3 }],
	['priority 255 for a MASTER without one', ['state MASTER'], { state: 'MASTER', priority: 255 }],
	['priority 100 for a BACKUP without one', ['state BACKUP'], { state: 'BACKUP', priority: 100 }],
	['a state in lower case as BACKUP', ['state master'], { state: 'BACKUP', priority: 100 }],
	['MASTER before a later BACKUP', ['state MASTER', 'state BACKUP'], { state: 'MASTER' }],
	['v2 0.5 s as 1 s', ['advert_int 0.5'], { advertIntMs: 1000 }],
	['v2 0.4 s as 1 s', ['advert_int 0.4'], { advertIntMs: 1000 }],
	['v2 1.4 s as 1 s', ['advert_int 1.4'], { advertIntMs: 1000 }],
	['v2 1.5 s as 2 s', ['advert_int 1.5'], { advertIntMs: 2000 }],
	['v3 0.1 s', ['version 3', 'advert_int 0.1'], { version: 3, advertIntMs: 100 }],
	['v3 0.014 s in 10 ms steps', ['version 3', 'advert_int 0.014'], { advertIntMs: 10 }],
	['v3 60 s as 40.95 s', ['version 3', 'advert_int 60'], { advertIntMs: 40_950 }],
	[
		'the version of global_defs',
		[],
		{ version: 3, downTimerAdverts: 5 },
		'global_defs { vrrp_version 3\nvrrp_down_timer_adverts 5 }\n',
	],
	['its own version before that of global_defs', ['version 2'], { version: 2 }, 'global_defs {\nvrrp_version 3\n}\n'],
	[
		'strict mode without authentication, delay and adverts',
		['state BACKUP', 'authentication { auth_type PASS', 'auth_pass x }', 'preempt_delay 5', 'down_timer_adverts 2'],
		{ authType: null, preemptDelayMs: 0, downTimerAdverts: 3 },
		'global_defs {\nvrrp_strict\n}\n',
	],
	[
		'strict mode with the state that the priority gives',
		['state MASTER', 'priority 100', 'nopreempt'],
		{ state: 'BACKUP', preempt: false },
		'global_defs {\nvrrp_strict\n}\n',
	],
	['nopreempt', ['nopreempt'], { preempt: false }],
	[
		'nopreempt cleared by state MASTER',
		['state MASTER', 'priority 100', 'nopreempt', 'preempt_delay 5'],
		{ preempt: true, preemptDelayMs: 0 },
	],
	['preempt_delay', ['state BACKUP', 'preempt_delay 2.5'], { preemptDelayMs: 2500 }],
	['preempt_delay cleared by nopreempt', ['preempt_delay 2', 'nopreempt'], { preemptDelayMs: 0 }],
	['a password', ['authentication {', 'auth_type PASS', 'auth_pass passw123', '}'], { authType: 'PASS' }],
	['no authentication without a password', ['authentication {', 'auth_type PASS', '}'], { authType: null }],
	['no authentication in v3', ['version 3', 'authentication {', 'auth_type PASS', 'auth_pass x', '}'], { authType: null }],
	[
		'addresses with prefix and options',
		['virtual_ipaddress { 10.0.0.200/24 dev ens18 label ens18:vip', '10.0.0.201', '}'],
		{ virtualIpAddresses: ['10.0.0.200', '10.0.0.201'] },
	],
	['unicast peers', ['unicast_peer {', '10.0.0.12 min_ttl 1', '10.0.0.13', '}'], { unicastPeers: ['10.0.0.12', '10.0.0.13'] }],
];

describe('readInstances', () => {
	for (const [title, lines, expected, globalDefs = ''] of views) {
		it(`reads ${title}`, () => {
			const { instances, conf } = read(globalDefs + instance([...MINIMUM, ...lines]));
			const heard = ofLines(conf)
				.filter(({ severity }) => severity === 'error')
				.map(({ code, field }) => `${code} ${field}`);
			expect(heard.filter((one) => !/ state$/.test(one))).to.deep.equal([]);
			expect(instances[0]?.spec).to.deep.include(expected);
		});
	}
	it('names those that cannot run, with what they lack', () => {
		const { instances, incomplete } = read('vrrp_instance A {\n interface eth0\n}\nvrrp_instance B {\n virtual_router_id 1\n}');
		expect(instances).to.deep.equal([]);
		expect(incomplete.map(({ block, lacks }) => [block.names, lacks])).to.deep.equal([
			[['A'], ['virtual_router_id']],
			[['B'], ['interface']],
		]);
	});
	it('reads no value that keepalived would not take', () => {
		const { instances, conf } = read(instance([...MINIMUM, 'advert_int 0', 'priority 300', 'version 4']));
		expect(told(conf)).to.deep.equal(['4:12 bad-value', '5:10 bad-value', '6:9 bad-value']);
		expect(instances[0]?.spec).to.deep.include({ advertIntMs: 1000, priority: 100, version: 2 });
	});
});
