import { BOTH, type Keyword, keyword, SIMULATOR } from '../keyword.ts';
import { notifyKeywords } from './notify.ts';
import { ROUTE, RULE, VIRTUAL_ADDRESS } from './routes.ts';
import { trackKeywords } from './tracks.ts';

const NUMBER = '<int 0..4294967295>';
const SECONDS = '<int 0..4294>';
const GLOBAL = (name: string) => `as ${name} of global_defs`;

const identity: readonly Keyword[] = [
	keyword(
		'state',
		'<MASTER|BACKUP>',
		'How it begins; MASTER is no head start, but it switches nopreempt and preempt_delay off.',
		{
			default: 'MASTER with priority 255, else BACKUP',
			bad: 'set',
			badSets: 'BACKUP',
			models: BOTH,
		},
	),
	keyword('interface', '<interface>', 'The NIC that it speaks on.', { models: BOTH }),
	keyword('vrf', '<interface>', 'The virtual routing domain, for an instance without interface.', { since: '2.2.5' }),
	keyword(
		'virtual_router_id',
		'<int 1..255>',
		'The number of the virtual router, the same on every host, and on no other router of the segment.',
		{
			models: BOTH,
		},
	),
	keyword('priority', '<int 1..255>', 'Who has the greatest is MASTER; 255 is for whoever owns the address.', {
		default: '255 with state MASTER, else 100',
		bad: 'set',
		badSets: '100',
		models: BOTH,
	}),
	keyword('version', '<int 2..3>', 'The version of VRRP.', { default: GLOBAL('vrrp_version'), models: BOTH }),
	keyword('use_vmac', '[<name>] [<word>...]', 'Gives the addresses a virtual hardware address, on an interface of its own.', {
		changes: [{ since: '2.3.0', says: 'takes name, group and netlink_notify_msg' }],
	}),
	keyword('use_vmac_addr', '', 'Gives addresses on other NICs a virtual hardware address too.', { since: '2.2.0' }),
	keyword('vmac_xmit_base', '', 'Advertises from the NIC itself, not from the interface of the virtual hardware address.'),
	keyword('use_ipvlan', '[<word>...]', 'Speaks on an ipvlan interface.', { since: '2.0.17' }),
	keyword('native_ipv6', '', 'Advertises over IPv6.'),
	keyword('debug', '<int 0..4>', 'How much keepalived logs, where it was built for it.', { default: '0' }),
];

const wire: readonly Keyword[] = [
	keyword(
		'advert_int',
		'<seconds 0.01..255>',
		'Seconds between two advertisements; version 2 takes whole ones, version 3 at most 40.95.',
		{
			default: '1',
			models: BOTH,
		},
	),
	keyword('down_timer_adverts', '<int 1..100>', 'How many advertisements must be missed before a BACKUP takes over.', {
		since: '2.2.3',
		default: GLOBAL('vrrp_down_timer_adverts'),
		models: BOTH,
	}),
	keyword('authentication', '', 'How version 2 advertisements are signed; version 3 has no authentication.', {
		models: SIMULATOR,
		many: true,
		block: [
			keyword('auth_type', '<PASS|AH>', 'PASS sends the password as it is; AH is a checksum that few firewalls let through.', {
				models: SIMULATOR,
			}),
			keyword('auth_pass', '<word>', 'The password, of which 8 characters count.', { models: SIMULATOR, secret: true }),
		],
	}),
	keyword('auth_hmac', '', 'Signs advertisements with HMAC.', {
		since: '2.4.0',
		block: [
			keyword('key', '<word>...', 'A key, with its number.', { many: true, secret: true }),
			keyword('active_key', '<word>', 'The number of the key to sign with.'),
			keyword('time_window', '<word>', 'How old an advertisement may be.'),
			keyword('anti_replay', '[<word>]', 'Whether advertisements that were heard before are dropped.'),
			keyword('mode', '<word>', 'Whether unsigned advertisements are taken too.'),
		],
	}),
	keyword(
		'unicast_peer',
		'',
		'The other hosts, for advertisements to each of them instead of multicast; every host must list all others.',
		{
			entries: '<address> (min_ttl <int 0..255>; max_ttl <int 0..255>)',
			bad: 'entry dropped',
			models: SIMULATOR,
			modelsOptions: [],
			many: true,
		},
	),
	keyword('unicast_src_ip', '<address>', 'The address that unicast advertisements come from.', {
		default: "the NIC's first address",
	}),
	keyword('unicast_ttl', '<int 0..255>', 'The TTL of unicast advertisements.', { since: '2.1.0', default: '255' }),
	keyword('unicast_fault_no_peer', '', 'An instance whose peers are all refused is in FAULT, not multicasting.', {
		since: '2.2.5',
	}),
	keyword('check_unicast_src', '', 'Takes unicast advertisements from the peers alone.', {
		since: '2.1.0',
		default: GLOBAL('vrrp_check_unicast_src'),
		models: SIMULATOR,
	}),
	keyword('old_unicast_checksum', '[<word>]', 'Sums unicast version 3 advertisements up as keepalived before 1.3.6 did.'),
	keyword('mcast_src_ip', '<address>', 'The address that multicast advertisements come from.', {
		default: "the NIC's first address",
	}),
	keyword('mcast_dst_ip', '<address>', 'The multicast address of the advertisements.', {
		since: '2.2.5',
		default: '224.0.0.18 or ff02::12',
	}),
	keyword('track_src_ip', '', 'Without the address that advertisements come from, it is in FAULT.'),
	keyword(
		'skip_check_adv_addr',
		'[<switch>]',
		'Does not hold the addresses of an advertisement against its own, if its sender is the one before.',
		{
			default: GLOBAL('vrrp_skip_check_adv_addr'),
		},
	),
	keyword(
		'strict_mode',
		'[<switch>]',
		'Keeps to the standard: no authentication, no unicast, and the state that the priority gives.',
		{
			default: GLOBAL('vrrp_strict'),
			models: BOTH,
		},
	),
	keyword('v3_checksum_as_v2', '[<switch>]', 'Leaves the pseudo header out of version 3 checksums.', { since: '2.2.8' }),
	keyword('kernel_rx_buf_size', NUMBER, 'Bytes of the receive buffer of its sockets.', { since: '2.0.3', missing: 'ignored' }),
	keyword('linkbeat_use_polling', '', 'Asks the NIC whether its link is up instead of being told.', {
		instead: 'linkbeat_interfaces',
		complains: true,
	}),
];

const addresses: readonly Keyword[] = [
	keyword('virtual_ipaddress', '', 'The addresses that the MASTER holds, and advertises; without /length a /32.', {
		entries: VIRTUAL_ADDRESS,
		bad: 'entry dropped',
		models: BOTH,
		modelsOptions: [],
		many: true,
	}),
	keyword('virtual_ipaddress_excluded', '', 'Addresses that the MASTER holds, and does not advertise.', {
		entries: VIRTUAL_ADDRESS,
		bad: 'entry dropped',
		many: true,
	}),
	keyword('no_virtual_ipaddress', '', 'Says that the instance has no addresses on purpose.', { since: '2.2.8' }),
	keyword('virtual_routes', '', 'Routes that the MASTER has.', { entries: ROUTE, many: true }),
	keyword('virtual_rules', '', 'Routing rules that the MASTER has.', { entries: RULE, many: true }),
	keyword('promote_secondaries', '', 'Keeps further addresses of a NIC when the first one goes.'),
	keyword('accept', '', 'Version 3: takes packets to the addresses, also in strict mode.', { models: SIMULATOR }),
	keyword('no_accept', '', 'Drops packets to the addresses unless it owns them.', { models: SIMULATOR }),
	keyword('garp_extra_if', '[all] <int 1..86400> [all]', 'How often addresses on other NICs are told, in seconds.', {
		since: '2.2.3',
		missing: 'ignored',
	}),
	keyword('vmac_garp_intvl', '[all] <int 1..86400> [all]', 'The old name of garp_extra_if.', {
		since: '2.2.0',
		instead: 'garp_extra_if',
		missing: 'ignored',
		complains: true,
	}),
];

const taking: readonly Keyword[] = [
	keyword('nopreempt', '', 'A host with a higher priority leaves a MASTER that is there alone.', { models: BOTH }),
	keyword('preempt', '', 'A host with a higher priority takes over; the default, and only there to undo nopreempt.', {
		models: BOTH,
	}),
	keyword('preempt_delay', '<seconds 0..1000>', 'How long it waits after it has heard a lower MASTER, before it takes over.', {
		default: '0',
		bad: 'set',
		badSets: '0',
		models: BOTH,
	}),
	keyword('garp_master_delay', SECONDS, 'Seconds until the second round of gratuitous ARP on becoming MASTER.', {
		default: GLOBAL('vrrp_garp_master_delay'),
		models: SIMULATOR,
	}),
	keyword('garp_master_repeat', NUMBER, 'How many gratuitous ARPs make a round.', {
		default: GLOBAL('vrrp_garp_master_repeat'),
		models: SIMULATOR,
	}),
	keyword('garp_master_refresh', NUMBER, 'Seconds between further rounds while MASTER; 0 for none.', {
		default: GLOBAL('vrrp_garp_master_refresh'),
		models: SIMULATOR,
	}),
	keyword('garp_master_refresh_repeat', NUMBER, 'How many gratuitous ARPs make such a further round.', {
		default: GLOBAL('vrrp_garp_master_refresh_repeat'),
		models: SIMULATOR,
	}),
	keyword('garp_lower_prio_delay', SECONDS, 'Seconds until a second round, after a MASTER has heard a lower one.', {
		default: GLOBAL('vrrp_garp_lower_prio_delay'),
		models: SIMULATOR,
	}),
	keyword('garp_lower_prio_repeat', '<int 0..2147483647>', 'How many gratuitous ARPs a MASTER sends when it hears a lower one.', {
		default: GLOBAL('vrrp_garp_lower_prio_repeat'),
		models: SIMULATOR,
	}),
	keyword(
		'lower_prio_no_advert',
		'[<switch>]',
		'A MASTER that hears a lower one does not answer with an advertisement at once.',
		{
			default: GLOBAL('vrrp_lower_prio_no_advert'),
			models: SIMULATOR,
		},
	),
	keyword('higher_prio_send_advert', '[<switch>]', 'A MASTER that hears a higher one advertises once more before it lets go.', {
		default: GLOBAL('vrrp_higher_prio_send_advert'),
		models: SIMULATOR,
	}),
	keyword('owner_ignore_adverts', '[<switch>]', 'An owner of the addresses (priority 255) takes no advertisements.', {
		since: '2.3.3',
		default: GLOBAL('vrrp_owner_ignore_adverts'),
	}),
	keyword(
		'timer_expired_backup',
		'[<int 1..254>]',
		'What a MASTER does whose timer is far overdue, because its host stood still: it goes BACKUP first.',
		{
			since: '2.2.8',
		},
	),
	keyword('thread_timer_expired', '[<int 1..254>]', 'The old name of timer_expired_backup.', {
		since: '2.3.2',
		instead: 'timer_expired_backup',
		complains: true,
	}),
];

/** The keywords of a vrrp_instance. */
export const instanceKeywords: readonly Keyword[] = [
	...identity,
	...wire,
	...addresses,
	...taking,
	...trackKeywords,
	keyword('dont_track_primary', '', 'The NIC that it speaks on may fail without a FAULT.'),
	...notifyKeywords.map((one) => (one.name === 'notify_priority_changes' ? { ...one, since: '2.0.16' } : one)),
	keyword('notify_master_rx_lower_pri', '<script>', 'Script to run when a MASTER hears a lower one.', {
		since: '2.0.6',
		firstCounts: true,
	}),
	keyword(
		'notify_deleted',
		'[<script>]',
		'Script to run when a reload removes the instance; without a script, it says DELETED instead of STOP.',
		{
			since: '2.1.0',
			firstCounts: true,
		},
	),
	keyword('lvs_sync_daemon_interface', '<interface>', 'The NIC of the LVS sync daemon.', {
		instead: 'lvs_sync_daemon',
		complains: true,
	}),
];

/** The keywords of a vrrp_sync_group. */
export const syncGroupKeywords: readonly Keyword[] = [
	keyword('group', '', 'The instances that change their state together, two at least.', {
		entries: '<name>...',
		firstCounts: true,
		models: BOTH,
	}),
	...trackKeywords,
	...notifyKeywords,
	keyword('global_tracking', '', 'The priorities of its instances may change.', {
		instead: 'track_interface, track_script and track_file',
		complains: true,
		models: BOTH,
	}),
	keyword('sync_group_tracking_weight', '', 'The priorities of its instances may change, all of them alike.', { models: BOTH }),
];
