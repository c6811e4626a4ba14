import { assert } from 'chai';
import { unmodelled } from '../keepalived/unmodelled.ts';
import { confOf } from './host-keepalived.ts';
import { build, edit, GOOD_CLUSTER, GOOD_CONF, problemsOf } from './testing.ts';

const INCLUDING = `\uFEFF# ours\r
$PRIO=75\r
@docker1 $PRIO=150\r
@docker2 $PRIO=50\r
global_defs {\r
\tsmtp_server 10.0.0.1\r
\tnotification_email {\r
\t\tops@example.org\r
\t}\r
}\r
include vips.conf\r
virtual_server 10.0.0.200 80 {\r
\tlb_algo rr\r
\treal_server 10.0.0.11 80 {\r
\t\tTCP_CHECK {\r
\t\t}\r
\t}\r
}\r
`;
const VIPS = `vrrp_instance VI_1 {
	interface ens18
	virtual_router_id 69
	priority $PRIO
	notify /etc/tell
	virtual_ipaddress {
		10.0.0.200/24 dev ens18 label ens18:1
		10.0.0.201
	}
}
vrrp_instance VI_2 {
	interface ens18
	virtual_router_id 70
	advert_nit 1
}
`;
const WITH_FILE = GOOD_CLUSTER.replace('hosts:', 'files: [{ from: vips.conf, to: /etc/keepalived/vips.conf }]\nhosts:');

describe("a host's keepalived.conf", () => {
	const spec = () => build(WITH_FILE, { 'a.conf': INCLUDING, 'b.conf': INCLUDING, 'vips.conf': VIPS });

	it('is read as its keepalived reads it: included files of the machine, @host lines, definitions, CRLF, a byte order mark', () => {
		const instances = spec().hosts.map(({ keepalived }) =>
			keepalived?.instances.map((one) => [one.name, one.priority, one.virtualIpAddresses]),
		);
		assert.deepEqual(instances, [
			[
				['VI_1', 150, ['10.0.0.200', '10.0.0.201']],
				['VI_2', 100, []],
			],
			[
				['VI_1', 50, ['10.0.0.200', '10.0.0.201']],
				['VI_2', 100, []],
			],
		]);
	});
	it('may say what nothing models, which is named with its place in the user’s files', () => {
		const [host] = spec().hosts;
		const conf = host && confOf(host);
		const named = unmodelled(conf?.statements ?? [], 'simulator').map(({ at, what }) => `${at.file}:${at.line} ${what}`);
		assert.deepEqual(named, [
			'a.conf:6 smtp_server 10.0.0.1',
			'a.conf:7 notification_email',
			'vips.conf:5 notify /etc/tell',
			'vips.conf:7 label, of 10.0.0.200/24',
			'vips.conf:14 advert_nit 1',
			'a.conf:12 virtual_server 10.0.0.200 80',
		]);
	});
	const refused: [title: string, a: string, expected: string][] = [
		[
			'an include that the machine does not have',
			`include nope.conf\n${GOOD_CONF}`,
			'c/a.conf:1:9: include: there is no such file, and keepalived goes on without it (got "nope.conf").',
		],
		[
			'a bad value of what is modelled',
			edit(GOOD_CONF, 'priority 75', 'priority 300'),
			'c/a.conf:5:11: vrrp_instance VI_1 priority: is not valid, and keepalived sets 100 instead (got "300"). Write a whole number from 1 to 255.',
		],
		[
			'a missing VRID',
			edit(GOOD_CONF, 'virtual_router_id 69', ''),
			'c/a.conf:1: vrrp_instance VI_1 virtual_router_id: is missing. Add virtual_router_id',
		],
		[
			'a missing interface',
			edit(GOOD_CONF, 'interface ens18', ''),
			"c/a.conf:1: vrrp_instance VI_1 interface: is missing. Add interface with the name of the host's NIC.",
		],
		[
			'a missing name',
			edit(GOOD_CONF, ' VI_1', ''),
			'c/a.conf:1:1: vrrp_instance: must have one name, so keepalived skips the block.',
		],
		[
			'a name that is taken',
			GOOD_CONF + GOOD_CONF,
			'c/a.conf:11:1: vrrp_instance: a block before it has this name, so keepalived skips this one (got "VI_1"). Rename or remove one of them.',
		],
		[
			'an address on a NIC that the host does not have',
			edit(GOOD_CONF, 'dev ens18', 'dev eth7'),
			'c/a.conf:8: vrrp_instance VI_1 virtual_ipaddress dev: an interface that the host does not have: the NIC of host docker1 is ens18 (got "eth7"). Write ens18,',
		],
		[
			'a tracked NIC that the host does not have',
			edit(GOOD_CONF, 'priority 75', 'priority 75\ntrack_interface {\nlo\neth1\n}'),
			'c/a.conf:3: vrrp_instance VI_1 track_interface: an interface that the host does not have: the NIC of host docker1 is ens18 (got "eth1"). Write ens18,',
		],
		['no instance', 'global_defs {\n}\n', 'c/a.conf:1: vrrp_instance: there is none, so keepalived would hold no address.'],
	];
	for (const [title, a, expected] of refused)
		it(`is refused with ${title}`, () => {
			const [first = ''] = problemsOf(() => build(GOOD_CLUSTER, { 'a.conf': a }));
			assert.equal(first.slice(0, expected.length), expected);
		});
	const accepted: [title: string, a: string][] = [
		['an address of the other family', edit(GOOD_CONF, '10.0.0.200/24 dev ens18', '10.0.0.200/24\nfe80::1')],
		['an unknown keyword', edit(GOOD_CONF, 'advert_int 1', 'advert_nit 1')],
		['a bad value of what nothing models', edit(GOOD_CONF, 'advert_int 1', 'debug 9')],
		['an include that matches nothing', `include conf.d/*.conf\n${GOOD_CONF}`],
		['a deprecated keyword', `global_defs {\nvrrp_rlimit_rtime 9\n}\n${GOOD_CONF}`],
	];
	for (const [title, a] of accepted)
		it(`is accepted with ${title}`, () =>
			assert.deepEqual(
				problemsOf(() => build(GOOD_CLUSTER, { 'a.conf': a })),
				[],
			));
});
