import { BOTH, type Keyword, keyword, SIMULATOR, since } from '../keyword.ts';

const ANY = '<int 0..4294967295>';
const SECONDS = '<int 0..4294>';
const path = (name: string, says: string, more: Partial<Keyword> = {}) => keyword(name, '<path>', says, more);
const flag = (name: string, says: string, more: Partial<Keyword> = {}) => keyword(name, '', says, more);
const onOff = (name: string, says: string, more: Partial<Keyword> = {}) => keyword(name, '[<switch>]', says, more);

const mail: readonly Keyword[] = [
	keyword('router_id', '<name>', 'What this host is called in mails and over SNMP.', {
		default: 'the host name',
		missing: 'ignored',
	}),
	keyword('notification_email', '', 'Who gets the mails.', { entries: '<word>...', many: true }),
	keyword('notification_email_from', '<word>', 'Who the mails come from.', {
		default: 'keepalived@ and the host name',
		missing: 'ignored',
	}),
	keyword('smtp_server', '<word> [<int 1..65535>]', 'The mail server, by address or name.', { default: 'port 25' }),
	keyword('smtp_helo_name', '<name>', 'What keepalived calls itself to the mail server.', {
		default: 'the host name',
		missing: 'ignored',
	}),
	keyword('smtp_connect_timeout', SECONDS, 'Seconds to wait for the mail server.', { default: '30' }),
	onOff('smtp_alert', 'Sends mails about everything that may send one.', { default: 'off' }),
	onOff('smtp_alert_vrrp', 'Sends mails about instances and sync groups.', { default: 'as smtp_alert' }),
	onOff('smtp_alert_checker', 'Sends mails about real servers.', { default: 'as smtp_alert' }),
	flag('no_email_faults', 'Sends no mail on a FAULT.'),
	onOff('no_checker_emails', 'Sends no mail where a check changes its mind but the real server does not.'),
];

const vrrp: readonly Keyword[] = [
	keyword('vrrp_version', '<int 2..3>', 'The version of VRRP of instances that name none.', { default: '2', models: BOTH }),
	flag('vrrp_strict', 'Keeps to the standard: no authentication, no unicast, and the addresses answer nobody.', {
		default: 'off',
		models: BOTH,
	}),
	keyword('vrrp_startup_delay', '<seconds 0.001..4294.967295>', 'Seconds after the start before any instance takes over.', {
		since: '2.0.14',
		default: '0',
		models: SIMULATOR,
	}),
	keyword('vrrp_delay_after_boot', '<seconds 0..>', 'Seconds after the boot before any instance takes over.', { since: '2.4.0' }),
	keyword('vrrp_down_timer_adverts', '<int 1..100>', 'How many advertisements must be missed before a BACKUP takes over.', {
		since: '2.2.3',
		default: '3',
		models: BOTH,
	}),
	keyword('vrrp_mcast_group4', '<address4>', 'The multicast address of advertisements.', { default: '224.0.0.18' }),
	keyword('vrrp_mcast_group6', '<address6>', 'The multicast address of advertisements over IPv6.', { default: 'ff02::12' }),
	keyword('vrrp_garp_master_delay', SECONDS, 'Seconds until the second round of gratuitous ARP on becoming MASTER.', {
		default: '5',
		models: SIMULATOR,
	}),
	keyword('vrrp_garp_master_repeat', ANY, 'How many gratuitous ARPs make a round.', { default: '5', models: SIMULATOR }),
	keyword('vrrp_garp_master_refresh', ANY, 'Seconds between further rounds while MASTER; 0 for none.', {
		default: '0',
		models: SIMULATOR,
	}),
	keyword('vrrp_garp_master_refresh_repeat', ANY, 'How many gratuitous ARPs make such a further round.', {
		default: '1',
		models: SIMULATOR,
	}),
	keyword('vrrp_garp_lower_prio_delay', SECONDS, 'Seconds until a second round, after a MASTER has heard a lower one.', {
		default: 'as vrrp_garp_master_delay',
		models: SIMULATOR,
	}),
	keyword('vrrp_garp_lower_prio_repeat', ANY, 'How many gratuitous ARPs a MASTER sends when it hears a lower one.', {
		default: 'as vrrp_garp_master_repeat',
		models: SIMULATOR,
	}),
	keyword('vrrp_garp_interval', '<seconds 0.000001..4294.967295>', 'Seconds between two gratuitous ARPs on one NIC.', {
		default: '0',
	}),
	keyword(
		'vrrp_gna_interval',
		'<seconds 0.000001..4294.967295>',
		'Seconds between two unsolicited neighbour advertisements on one NIC.',
		{
			default: '0',
		},
	),
	keyword('vrrp_garp_extra_if', '[all] <int 1..86400> [all]', 'How often addresses on other NICs are told, in seconds.', {
		since: '2.2.3',
		missing: 'ignored',
	}),
	keyword('vrrp_vmac_garp_intvl', '[all] <int 1..86400> [all]', 'The old name of vrrp_garp_extra_if.', {
		since: '2.2.0',
		instead: 'vrrp_garp_extra_if',
		missing: 'ignored',
		complains: true,
	}),
	onOff('vrrp_min_garp', 'Sends one gratuitous ARP at a time, and no second round.', { since: '2.0.12' }),
	onOff('vrrp_lower_prio_no_advert', 'A MASTER that hears a lower one does not answer with an advertisement at once.', {
		default: 'off',
		models: SIMULATOR,
	}),
	onOff('vrrp_higher_prio_send_advert', 'A MASTER that hears a higher one advertises once more before it lets go.', {
		default: 'off',
		models: SIMULATOR,
	}),
	flag('vrrp_check_unicast_src', 'Takes unicast advertisements from the peers alone.', { models: SIMULATOR }),
	flag(
		'vrrp_skip_check_adv_addr',
		'Does not hold the addresses of an advertisement against its own, if its sender is the one before.',
	),
	onOff('vrrp_owner_ignore_adverts', 'Owners of the addresses (priority 255) take no advertisements.', { since: '2.3.3' }),
	onOff('v3_checksum_as_v2', 'Leaves the pseudo header out of version 3 checksums.', { since: '2.2.8' }),
	keyword('dynamic_interfaces', '[<word>]', 'NICs may appear only after keepalived has started.'),
	keyword('default_interface', '<interface>', 'The NIC of static addresses and routes that name none.', {
		default: 'eth0',
		missing: 'ignored',
	}),
	keyword('disable_local_igmp', '', 'Asks for no multicast of its own, where a VMAC does.', { since: '2.2.0' }),
	flag('log_unknown_vrids', 'Logs advertisements of routers that it does not know.', { since: '2.0.16' }),
	keyword('vmac_prefix', '<word>', 'What names of VMAC interfaces begin with.', {
		since: '2.2.0',
		default: 'vrrp',
		firstCounts: true,
	}),
	keyword('vmac_addr_prefix', '<word>', 'What names of VMAC interfaces of addresses begin with.', {
		since: '2.2.0',
		default: 'vrrp',
		firstCounts: true,
	}),
];

/** Debian builds keepalived without iptables: with nftables alone. */
const WITHOUT_IPTABLES = { instead: 'nftables', complains: true } as const;

const filters: readonly Keyword[] = [
	keyword(
		'vrrp_iptables',
		'[<name>] [<name>]',
		'The iptables chains for addresses that accept nothing; without a name none is used.',
		{
			...WITHOUT_IPTABLES,
			firstCounts: true,
		},
	),
	keyword('vrrp_ipsets', '[<name>...]', 'The ipsets for addresses that accept nothing; without a name none is used.', {
		...WITHOUT_IPTABLES,
	}),
	...since('2.0.11', [
		keyword('nftables', '[<name>]', 'The nftables table for addresses that accept nothing.', {
			default: 'keepalived',
			firstCounts: true,
		}),
		keyword('nftables_priority', '<int -2147483648..2147483647>', 'The priority of its chains.', { default: '-1' }),
		flag('nftables_counters', 'Counts what its rules match.'),
		flag('nftables_ifindex', 'Names NICs by their number in its rules.'),
	]),
	...since('2.2.2', [
		keyword('nftables_ipvs', '[<name>]', 'The nftables table for LVS with firewall marks.', { default: 'keepalived_ipvs' }),
		keyword('nftables_ipvs_priority', '<int -2147483648..2147483647>', 'The priority of its chains.'),
		keyword('nftables_ipvs_start_fwmark', '<int 1..4294967295>', 'The first firewall mark that it may use.', { default: '1000' }),
	]),
];

const scripts: readonly Keyword[] = [
	keyword('script_user', '<user> [<group>]', 'Who scripts run as.', {
		default: 'keepalived_script where there is such a user, else root',
		missing: 'ignored',
	}),
	flag('enable_script_security', 'Runs no script as root that anybody but root could change.'),
	keyword('notify_fifo', '<path> [<user>] [<group>]', 'A FIFO that is told of every change.', {
		firstCounts: true,
		missing: 'ignored',
	}),
	keyword('notify_fifo_script', '<script>', 'The program that reads notify_fifo.', { firstCounts: true, missing: 'ignored' }),
	keyword('vrrp_notify_fifo', '<path> [<user>] [<group>]', 'A FIFO that is told of changes of instances and groups.', {
		firstCounts: true,
		missing: 'ignored',
	}),
	keyword('vrrp_notify_fifo_script', '<script>', 'The program that reads vrrp_notify_fifo.', {
		firstCounts: true,
		missing: 'ignored',
	}),
	keyword('lvs_notify_fifo', '<path> [<user>] [<group>]', 'A FIFO that is told of changes of real servers.', {
		firstCounts: true,
		missing: 'ignored',
	}),
	keyword('lvs_notify_fifo_script', '<script>', 'The program that reads lvs_notify_fifo.', {
		firstCounts: true,
		missing: 'ignored',
	}),
	flag('fifo_write_vrrp_states_on_reload', 'Tells the FIFOs every state after a reload.', { since: '2.2.5' }),
	onOff('vrrp_notify_priority_changes', 'Also tells notify scripts and FIFOs when a priority changes.', {
		since: '2.0.16',
		default: 'off',
	}),
	...since('2.1.0', [
		keyword('startup_script', '<script>', 'A script to run before anything else.', { firstCounts: true, missing: 'ignored' }),
		keyword('startup_script_timeout', '<int 1..1000>', 'Seconds that it may take.', { default: '10', missing: 'ignored' }),
		keyword('shutdown_script', '<script>', 'A script to run after everything else.', { firstCounts: true, missing: 'ignored' }),
		keyword('shutdown_script_timeout', '<int 1..1000>', 'Seconds that it may take.', { default: '10', missing: 'ignored' }),
	]),
	keyword('umask', '<word>', 'The permissions that files which keepalived makes do not have.', { since: '2.0.9' }),
];

const lvs: readonly Keyword[] = [
	keyword(
		'lvs_timeouts',
		'(tcp <int 0..2678400>; tcpfin <int 0..2678400>; udp <int 0..2678400>)',
		'Seconds after which LVS forgets a connection.',
		{
			missing: 'ignored',
		},
	),
	keyword('lvs_flush', '', 'Removes every virtual server of LVS when it starts.'),
	keyword('lvs_flush_on_stop', '[VS]', 'Removes its virtual servers from LVS when it stops.', { since: '2.2.0' }),
	keyword('lvs_flush_onstop', '[VS]', 'The old name of lvs_flush_on_stop.', { since: '2.0.15', instead: 'lvs_flush_on_stop' }),
	keyword('lvs_sync_daemon', '<interface> [<name>] [<word>...]', 'Tells other hosts of the connections of LVS.', {
		firstCounts: true,
		missing: 'ignored',
	}),
	onOff('rs_init_notifies', 'Runs notify scripts of real servers also when it starts.'),
	onOff('checker_log_all_failures', 'Logs every failure of a check.', { since: '2.0.11' }),
	keyword('max_auto_priority', '[<int -1..99>]', 'How far a process that is late may raise its own priority.', {
		since: '2.1.0',
		default: '0',
	}),
	keyword('min_auto_priority_delay', '<int 1..10000000>', 'Microseconds of delay from which it does.', {
		since: '2.1.0',
		default: '1000000',
		missing: 'ignored',
	}),
];

/** One of each for the three processes. */
const processes: readonly Keyword[] = (
	[
		['vrrp', 'VRRP process'],
		['checker', 'process that checks real servers'],
		['bfd', 'BFD process'],
	] as const
).flatMap(([name, what]) => [
	keyword(`${name}_priority`, '<int -20..19>', `The nice value of the ${what}.`, { missing: 'ignored' }),
	flag(`${name}_no_swap`, `Keeps the memory of the ${what} from being swapped.`),
	keyword(`${name}_rt_priority`, '<int 1..99>', `The real-time priority of the ${what}.`, {
		bad: 'clamped',
		missing: 'ignored',
	}),
	keyword(
		`${name}_rlimit_rttime`,
		'<int 1..4294967295>',
		`Microseconds that the ${what} may run at real-time priority without a pause.`,
		{
			since: '2.1.0',
			default: '10000',
		},
	),
	keyword(`${name}_rlimit_rtime`, '<int 1..4294967295>', `The old name of ${name}_rlimit_rttime.`, {
		instead: `${name}_rlimit_rttime`,
	}),
	keyword(`${name}_cpu_affinity`, '<int 0..2147483647>...', `The processors that the ${what} may run on.`, {
		since: '2.0.17',
		missing: 'ignored',
	}),
	keyword(`${name}_process_name`, '<name>', `What the ${what} calls itself.`, {
		since: name === 'checker' ? '2.2.0' : '2.0.16',
	}),
]);

const buffers: readonly Keyword[] = [
	...['vrrp_netlink_cmd', 'vrrp_netlink_monitor', 'lvs_netlink_cmd', 'lvs_netlink_monitor', 'process_monitor'].flatMap((name) => {
		const more = name === 'process_monitor' ? { since: '2.0.11' } : {};
		return [
			keyword(`${name}_rcv_bufs`, ANY, `Bytes of the receive buffer of ${name.replaceAll('_', ' ')}.`, {
				missing: 'ignored',
				...more,
			}),
			onOff(`${name}_rcv_bufs_force`, 'Sets that buffer beyond the limit of the kernel.', more),
		];
	}),
	keyword('vrrp_rx_bufs_policy', '<word>...', 'How large the receive buffers of VRRP are: MTU, ADVERT, or a number of bytes.', {
		since: '2.0.3',
		missing: 'ignored',
	}),
	keyword('vrrp_rx_bufs_multiplier', '<int 1..4294967295>', 'How many such packets the buffers hold.', {
		since: '2.0.3',
		default: '3',
		missing: 'ignored',
	}),
];

const outside: readonly Keyword[] = [
	keyword('snmp_socket', '<word>', 'The socket of the SNMP agent.', { firstCounts: true, missing: 'ignored' }),
	flag('enable_traps', 'Sends SNMP traps.'),
	flag('enable_snmp_vrrp', 'Answers SNMP about instances.'),
	flag('enable_snmp_keepalived', 'The old name of enable_snmp_vrrp.', { instead: 'enable_snmp_vrrp' }),
	flag('enable_snmp_checker', 'Answers SNMP about LVS.'),
	flag('enable_snmp_rfc', 'Answers SNMP as RFC 2787 and RFC 6527 ask.'),
	flag('enable_snmp_rfcv2', 'Answers SNMP as RFC 2787 asks.'),
	flag('enable_snmp_rfcv3', 'Answers SNMP as RFC 6527 asks.'),
	...since('2.3.0', [
		keyword('snmp_vs_stats_update_interval', '<seconds 0.001..30>', 'How old figures of virtual servers may be.', {
			default: '5',
		}),
		keyword('snmp_rs_stats_update_interval', '<seconds 0.001..30>', 'How old figures of real servers may be.', { default: '5' }),
	]),
	flag('enable_dbus', 'Answers on D-Bus.'),
	keyword('dbus_service_name', '<name>', 'Its name on D-Bus.', { default: 'org.keepalived.Vrrp1', missing: 'ignored' }),
	keyword('dbus_no_interface_name', '<name>', 'What D-Bus calls the interface of an instance without one.', {
		since: '2.3.0',
		default: 'none',
		missing: 'ignored',
	}),
	keyword('json_version', '<int 1..2>', 'The form of the JSON that it writes.', {
		since: '2.2.8',
		default: '1',
		missing: 'ignored',
	}),
];

const upkeep: readonly Keyword[] = [
	flag('process_names', 'Calls each process by what it does.', { since: '2.0.16' }),
	keyword('process_name', '<name>', 'What the parent process calls itself.', { since: '2.0.16' }),
	keyword('lvs_process_name', '<name>', 'The old name of checker_process_name.', {
		since: '2.0.16',
		instead: 'checker_process_name',
	}),
	keyword('random_seed', ANY, 'Where $_RANDOM begins.', { since: '2.0.15' }),
	path('reload_time_file', 'A file with the time of the next reload.', { since: '2.1.0', missing: 'ignored' }),
	flag('reload_repeat', 'Reloads at every time that the file is given.', { since: '2.1.0' }),
	keyword('reload_check_config', '[<path>]', 'Tests the configuration before it reloads, and logs to a file.', {
		since: '2.2.0',
	}),
	keyword('reload_file', '[<path>]', 'A file without which it does not reload.', { since: '2.2.0' }),
	keyword('include_check', '[<include>...]', 'Which failures of an include refuse the configuration.', { since: '2.2.0' }),
	path('tmp_config_directory', 'The folder for its copy of the configuration.', {
		since: '2.2.0',
		firstCounts: true,
		missing: 'ignored',
	}),
	path('config_save_dir', 'A folder where it leaves copies of the configuration.', { since: '2.2.3' }),
	onOff('data_use_instance', 'Puts the instance name into the names of files that it writes.', { since: '2.2.3' }),
	onOff('use_symlink_paths', 'Runs scripts by the path that is written, also where it leads over links.', { since: '2.3.0' }),
	...since('2.3.2', [
		path('iproute_usr_dir', 'Where iproute2 keeps the names of tables and protocols.', { missing: 'ignored' }),
		path('iproute_etc_dir', 'Where iproute2 looks for the names of this host.', { missing: 'ignored' }),
	]),
	...since('2.3.3', [
		path('state_dump_file', 'The file for its state, on SIGUSR1.', { default: '/tmp/keepalived.data', missing: 'ignored' }),
		path('stats_dump_file', 'The file for its counters, on SIGUSR2.', { default: '/tmp/keepalived.stats', missing: 'ignored' }),
		path('json_dump_file', 'The file for its state as JSON.', { default: '/tmp/keepalived.json', missing: 'ignored' }),
	]),
];

/** The keywords of global_defs. */
export const globalKeywords: readonly Keyword[] = [
	...mail,
	...vrrp,
	...filters,
	...scripts,
	...lvs,
	...processes,
	...buffers,
	...outside,
	...upkeep,
];
