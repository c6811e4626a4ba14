import { BOTH, type Keyword, keyword } from '../keyword.ts';
import { bfdKeywords } from './bfd.ts';
import { globalKeywords } from './global.ts';
import { instanceKeywords, syncGroupKeywords } from './instance.ts';
import { lvsKeywords } from './lvs.ts';
import { ROUTE, RULE, STATIC_ADDRESS } from './routes.ts';
import { trackedKeywords } from './tracks.ts';

const own: readonly Keyword[] = [
	keyword('net_namespace', '<name>', 'The network namespace to run in.', { firstCounts: true, missing: 'ignored' }),
	keyword('net_namespace_ipvs', '<name>', 'The network namespace of LVS.', { since: '2.1.0', firstCounts: true }),
	keyword('namespace_with_ipsets', '', 'Uses ipsets in a network namespace too.'),
	keyword('instance', '<name>', 'Tells several keepaliveds of one host apart.', { firstCounts: true, missing: 'ignored' }),
	keyword('use_pid_dir', '', 'Puts the files with process numbers into a folder of their own.'),
	keyword('child_wait_time', '<int 0..4294967295>', 'Seconds that its processes have to end.', { default: '5' }),
	keyword('linkbeat_use_polling', '', 'Asks every NIC whether its link is up instead of being told.', {
		instead: 'linkbeat_interfaces',
	}),
];

const network: readonly Keyword[] = [
	keyword('linkbeat_interfaces', '', 'NICs that are asked whether their link is up.', {
		since: '2.0.13',
		entries: '<interface> [<MII|ETHTOOL|IOCTL>]',
		many: true,
	}),
	keyword('interface_up_down_delays', '', 'How long a link must be down, and up again, to count as such.', {
		since: '2.2.3',
		entries: '<interface> [<word>] [<word>]',
		many: true,
	}),
	keyword('garp_group', '', 'NICs that share a pause between gratuitous ARPs.', {
		many: true,
		block: [
			keyword('garp_interval', '<seconds 0..4294.967295>', 'Seconds between two gratuitous ARPs.', { default: '0' }),
			keyword('gna_interval', '<seconds 0..4294.967295>', 'Seconds between two unsolicited neighbour advertisements.', {
				default: '0',
			}),
			keyword('interface', '<interface>', 'A NIC of the group.', { many: true }),
			keyword('interfaces', '', 'NICs of the group.', { entries: '<interface>...' }),
		],
	}),
	keyword('static_ipaddress', '', 'Addresses that the host has while keepalived runs, whatever its state.', {
		entries: STATIC_ADDRESS,
		bad: 'entry dropped',
		many: true,
	}),
	keyword('static_routes', '', 'Routes that the host has while keepalived runs.', { entries: ROUTE, many: true }),
	keyword('static_rules', '', 'Routing rules that the host has while keepalived runs.', { entries: RULE, many: true }),
];

/** What may stand outside of any block. */
export const rootKeywords: readonly Keyword[] = [
	keyword('global_defs', '', 'Settings of the whole keepalived, and defaults of its instances.', {
		many: true,
		models: BOTH,
		block: globalKeywords,
	}),
	keyword('vrrp_instance', '<name>', 'A virtual router: addresses that one of several hosts holds.', {
		bad: 'block skipped',
		missing: 'block skipped',
		once: true,
		many: true,
		models: BOTH,
		block: instanceKeywords,
	}),
	keyword('vrrp_sync_group', '<name>', 'Instances that change their state together.', {
		bad: 'block skipped',
		missing: 'block skipped',
		once: true,
		many: true,
		models: BOTH,
		block: syncGroupKeywords,
	}),
	...trackedKeywords,
	...network,
	...lvsKeywords,
	...bfdKeywords,
	...own,
];
