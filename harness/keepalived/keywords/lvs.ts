import { type Keyword, keyword, since } from '../keyword.ts';
import { checkers, repetition } from './checkers.ts';

const WEIGHT = 65_535;
const METHOD = '<NAT|DR|TUN> (type <word>; port <int 1..65535>; nocsum; csum; remcsum)';
const TIMEOUT = '<seconds 0.000001..4294.967295>';
const SCHEDULERS = '<rr|wrr|lc|wlc|lblc|sh|mh|dh|fo|ovf|lblcr|sed|nq|twos>';

const snmpName = (what: string) =>
	keyword('snmp_name', '<name>', `What the ${what} is called over SNMP.`, { since: '2.2.3', missing: 'ignored' });
const virtualhost = keyword('virtualhost', '<name>', 'The host name that HTTP_GET and SSL_GET ask for.', { missing: 'ignored' });
const connectTimeout = keyword('connect_timeout', TIMEOUT, 'Seconds that its checks wait for an answer.', {
	since: '2.0.13',
	default: '5',
});

const realServer: readonly Keyword[] = [
	keyword('weight', `<int 0..${WEIGHT}>`, 'Its share of the connections.', { default: '1' }),
	keyword('lvs_method', METHOD, 'How packets get to it.', { default: 'that of the virtual server' }),
	keyword('uthreshold', '<int 0..4294967295>', 'How many connections it takes at most.', { default: 'any number' }),
	keyword('lthreshold', '<int 0..4294967295>', 'Below how many it takes new ones again.'),
	keyword('inhibit_on_failure', '[<switch>]', 'A failure sets its weight to 0 instead of removing it.'),
	keyword('notify_up', '<script>', 'Script to run when it comes up.', { firstCounts: true }),
	keyword('notify_down', '<script>', 'Script to run when it goes down.', { firstCounts: true }),
	keyword('alpha', '[<switch>]', 'It is down until its checks have succeeded.', { default: 'as alpha of the virtual server' }),
	...repetition('<int 1..4294967295>'),
	connectTimeout,
	keyword('smtp_alert', '[<switch>]', 'Sends a mail when its state changes.'),
	virtualhost,
	snmpName('real server'),
	...checkers,
];

const schedulerFlags: readonly Keyword[] = [
	keyword('hashed', '', 'Spreads the connections of the scheduler sh by their hash.'),
	keyword('ops', '', 'Schedules every UDP packet by itself.'),
	...['flag-1', 'flag-2', 'flag-3'].map((name) => keyword(name, '', 'A flag of the scheduler.')),
	keyword('sh-port', '', 'The scheduler sh looks at the port too.'),
	keyword('sh-fallback', '', 'The scheduler sh takes the next server where one is down.'),
	...since('2.0.20', [
		keyword('mh-port', '', 'The scheduler mh looks at the port too.'),
		keyword('mh-fallback', '', 'The scheduler mh takes the next server where one is down.'),
	]),
];

const virtualServer: readonly Keyword[] = [
	keyword('ip_family', '<inet|inet6>', 'The address family of a firewall mark.'),
	...repetition('<int 1..4294967295>'),
	connectTimeout,
	keyword('inhibit_on_failure', '', 'A failure sets a weight to 0 instead of removing the real server.'),
	keyword('lb_algo', SCHEDULERS, 'How connections are shared out.', { default: 'wlc' }),
	keyword('lvs_sched', SCHEDULERS, 'The same as lb_algo.', { default: 'wlc' }),
	...schedulerFlags,
	keyword('lb_kind', METHOD, 'How packets get to the real servers.', { default: 'NAT' }),
	keyword('lvs_method', METHOD, 'The same as lb_kind.', { default: 'NAT' }),
	keyword('persistence_engine', '<word>', 'What tells one client from another, for instance sip.'),
	keyword('persistence_timeout', '[<int 1..2678400>]', 'Seconds for which a client stays with its real server.', {
		default: '360',
	}),
	keyword('persistence_granularity', '<word>', 'The netmask, or IPv6 prefix length, within which clients count as one.'),
	keyword('protocol', '<TCP|UDP|SCTP/i>', 'The protocol.', { default: 'UDP, with a complaint' }),
	keyword('ha_suspend', '', 'Checks nothing while this host does not hold the address.'),
	keyword('smtp_alert', '[<switch>]', 'Sends a mail when its quorum changes.'),
	virtualhost,
	snmpName('virtual server'),
	keyword('alpha', '', 'Real servers are down until their checks have succeeded.'),
	keyword('omega', '', 'Runs the scripts for down when keepalived stops.'),
	keyword('quorum', '<int 1..4294967295>', 'The weight that must be up.', { default: '1' }),
	keyword('hysteresis', '<int 0..4294967295>', 'How much more or less than the quorum it takes to change.', { default: '0' }),
	keyword('quorum_up', '<script>', 'Script to run when the quorum is gained.', { firstCounts: true }),
	keyword('quorum_down', '<script>', 'Script to run when the quorum is lost.', { firstCounts: true }),
	keyword('weight', `<int 1..${WEIGHT}>`, 'The weight of real servers that name none.', { default: '1' }),
	keyword('sorry_server', '<address> [<port>]', 'The server for when no other is up.'),
	keyword('sorry_server_inhibit', '', 'Its weight is set to 0 instead of removing it.'),
	keyword('sorry_server_lvs_method', METHOD, 'How packets get to it.'),
	keyword('real_server', '<address> [<port>]', 'A server that connections are shared out to.', {
		bad: 'block skipped',
		many: true,
		block: realServer,
	}),
];

/** What is about LVS. */
export const lvsKeywords: readonly Keyword[] = [
	keyword(
		'virtual_server',
		'<word> [<word>]',
		'A service of LVS: an address and a port, fwmark and its number, or group and its name.',
		{
			bad: 'block skipped',
			many: true,
			block: virtualServer,
		},
	),
	keyword('virtual_server_group', '<name>', 'Addresses that one virtual_server serves together.', {
		entries: '<word> [<word>] [<word>]',
		many: true,
	}),
	keyword('SSL', '', 'The certificate that SSL_GET shows.', {
		block: [
			keyword('password', '<word>', 'The password of the key.', { missing: 'ignored', secret: true }),
			keyword('ca', '<path>', 'The file of the authority.', { missing: 'ignored' }),
			keyword('certificate', '<path>', 'The file of the certificate.', { missing: 'ignored' }),
			keyword('key', '<path>', 'The file of the key.', { missing: 'ignored' }),
		],
	}),
];
