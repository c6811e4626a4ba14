import { isAddress } from '../match.ts';
import { checkRoute, checkRule, type Wrong } from './routes.ts';

const wrong = (index: number, message: string, fix: string): Wrong => ({ index, message, fix });
const isNumber = (text: string | undefined, low: number, high: number) =>
	text !== undefined && /^[ \t]*\+?\d*$/.test(text) && Number(text) >= low && Number(text) <= high;
/** NICs' names have 15 characters at most (IFNAMSIZ). */
const MAX_NAME = 15;

/** Options of an address that need a value; scope is a number, or a name that the machine looks up. */
const ADDRESS_VALUES = ['dev', 'scope', 'broadcast', 'brd', 'label', 'peer', 'preferred_lft', 'track_group'];

/** What does not go together in a line of virtual_ipaddress or its like (alloc_ipaddress() of vrrp_ipaddress.c); unknown words are told elsewhere. */
function checkAddress(words: readonly string[]): Wrong | null {
	const [address = ''] = words;
	const isSix = address.includes(':');
	let length = Number(address.split('/')[1] ?? (isSix ? 128 : 32));
	const given = new Map<string, number>();
	let found: Wrong | null = null;
	for (let i = 1; i < words.length; i++) {
		const word = words[i] ?? '';
		if (!ADDRESS_VALUES.includes(word)) continue;
		const value = words[i + 1];
		if (value === undefined) break;
		const before = given.has(word);
		given.set(word, i);
		i += 1;
		if (word === 'dev' && before)
			return wrong(i, 'there is a dev already, and keepalived drops the address', 'Remove one of them');
		if (word === 'scope' && !/^(global|nowhere|host|link|site)$/.test(value) && !(/^\d+$/.test(value) && Number(value) <= 255))
			found ??= wrong(i, 'keepalived knows no such scope, and passes over it', 'Write global, site, link, host or nowhere');
		if (/^br/.test(word) && isSix) return wrong(i, 'IPv6 has no broadcast, and keepalived drops the address', 'Remove it');
		if (/^br/.test(word) && !/^[-+]$/.test(value) && !isAddress(value, 4, true))
			return wrong(i, 'is not an IPv4 address, and keepalived drops the line', 'Write an address, + or -');
		if (/^br/.test(word) && value.includes('/'))
			return wrong(i, 'is not an IPv4 address, and keepalived drops the line', 'Remove the /');
		if (word === 'label' && value.length > MAX_NAME)
			return wrong(i, `a label has ${MAX_NAME} characters at most, and keepalived drops the address`, 'Shorten it');
		if (word === 'peer') {
			if (before) found ??= wrong(i, 'there is a peer already, and keepalived passes over this one', 'Remove one of them');
			else if (!isAddress(value, isSix ? 6 : 4, true) || value.includes('/'))
				found ??= wrong(
					i,
					'is not an address of the same family, and keepalived passes over it',
					'Write an address without /length',
				);
			else if (address.includes('/') && length !== (isSix ? 128 : 32))
				found ??= wrong(i, 'with a peer the address has no /length, and keepalived passes over that', 'Remove the /length');
			length = isSix ? 128 : 32;
		}
		if (word === 'preferred_lft' && value !== 'forever' && !isNumber(value, 0, 4_294_967_295))
			found ??= wrong(i, 'is not valid, and keepalived passes over it', 'Write seconds, or forever');
	}
	const broadcast = given.get('brd') ?? given.get('broadcast');
	if (broadcast !== undefined && given.has('peer'))
		found ??= wrong(broadcast, 'does not go with peer, and keepalived drops it', 'Remove one of them');
	else if (broadcast !== undefined && /^[-+]$/.test(words[broadcast + 1] ?? '') && length > 30)
		found ??= wrong(broadcast, `a /${length} has no broadcast, and keepalived passes over it`, 'Remove it, or write the /length');
	for (const word of ['scope', 'label'])
		if (isSix && given.has(word))
			found ??= wrong(given.get(word) ?? 0, 'is for IPv4 alone, and keepalived drops it', 'Remove it');
	return found;
}

/** A line of a virtual_server_group: an address with its port, a range, a network, or a firewall mark (alloc_vsg_entry() of check_data.c). */
function checkGroupEntry(words: readonly string[]): Wrong | null {
	const [first = '', second, third] = words;
	const drops = 'and keepalived drops the line';
	if (first === 'fwmark') {
		if (second === undefined)
			return { ...wrong(0, 'has no number, and keepalived ends without it', 'Add the number'), refuses: true };
		if (!isNumber(second, 0, 4_294_967_295)) return wrong(1, `is not a number, ${drops}`, 'Write a number');
		return third === undefined || /^inet6?$/.test(third)
			? null
			: wrong(2, `is neither inet nor inet6, ${drops}`, 'Write inet or inet6');
	}
	const port = second !== undefined && !/^0*$/.test(second);
	if (!isAddress(first, null, false) || (port && !isNumber(second, 1, 65_535)))
		return wrong(0, `is no address and port, ${drops}`, 'Write an address and a port');
	const [start = '', end] = first.split(/[-/]/);
	if (end === undefined) return null;
	const four = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
	if (first.includes('/')) {
		const bits = start.includes(':') ? 128 : 32;
		if (!isNumber(end, 1, bits)) return wrong(0, `has no valid length, ${drops}`, `Write /1 to /${bits}`);
		const isBad = bits === 32 && four(start) % 2 ** (32 - Number(end)) !== 0;
		return isBad ? wrong(0, `has bits behind its length, ${drops}`, 'Write the address of the network') : null;
	}
	if (end.includes('.'))
		return isAddress(end, 4, false) && four(end) >= four(start) ? null : wrong(0, `is no range, ${drops}`, 'Write a greater end');
	if (start.includes(':')) return null;
	return isNumber(end, 0, 255) && Number(end) > Number(start.split('.')[3])
		? null
		: wrong(0, `is no range, ${drops}`, 'Write a greater end, of 255 at most');
}

/** How packets get to a real server, with its tunnel (svr_forwarding_handler() of check_parser.c). */
function checkMethod(words: readonly string[]): Wrong | null {
	let type = 'ipip';
	let hasPort = false;
	let sum = 'nocsum';
	for (let i = 1; i < words.length; i++) {
		const word = words[i] ?? '';
		if (word === 'type') {
			type = words[++i] ?? '';
			if (!/^(ipip|gue|gre)$/.test(type))
				return wrong(
					Math.min(i, words.length - 1),
					'keepalived knows no such tunnel, and passes over it',
					'Write ipip, gue or gre',
				);
		} else if (word === 'port') {
			if (!isNumber(words[++i] ?? 'x', 1, 65_535)) return null;
			hasPort = true;
		} else if (/^(no|rem)?csum$/.test(word)) sum = word;
		else return null;
	}
	if ((type === 'gue') !== hasPort)
		return wrong(
			0,
			'a tunnel of type gue needs a port, and no other has one, so keepalived takes no tunnel',
			'Add the port, or remove it',
		);
	if ((type === 'ipip' && sum !== 'nocsum') || (type === 'gre' && sum === 'remcsum'))
		return wrong(0, `a tunnel of type ${type} has no ${sum}, and keepalived passes over it`, 'Remove it');
	return null;
}

/** Answers that HTTP_GET takes as good: numbers and ranges from 100 to 599. */
function checkCodes(words: readonly string[]): Wrong | null {
	for (const [i, word] of words.entries()) {
		const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
		if (from === '' || Number(from) < 100 || Number(to) > 599 || Number(from) > Number(to))
			return wrong(i, 'is no status code, and keepalived passes over it', 'Write a number from 100 to 599, or a range');
	}
	return null;
}

const isHex = (text: string, stars: boolean) =>
	(stars ? /^([\da-f][\da-f]?|\?\?|[\da-f]\?|\?[\da-f]|\s)+$/i : /^([\da-f]{1,2}\s*)+$/i).test(text);
const hex = (stars: boolean) => (words: readonly string[]) =>
	words.length === 0 || isHex(words.join(' '), stars)
		? null
		: wrong(0, 'is not hexadecimal, and keepalived passes over it', 'Write pairs of hexadecimal digits');

/** The options of lvs_sync_daemon (lvs_syncd_handler() of global_parser.c). */
function checkSyncDaemon(words: readonly string[]): Wrong | null {
	const ranges: Readonly<Record<string, [number, number]>> = {
		id: [0, 255],
		maxlen: [1, 65_507],
		port: [1, 65_535],
		ttl: [1, 255],
	};
	if ((words[0] ?? '').length > MAX_NAME)
		return wrong(0, 'is too long for a NIC, and keepalived passes over the line', 'Correct the NIC');
	for (let i = 1; i < words.length; i++) {
		const word = words[i] ?? '';
		const range = ranges[word];
		const value = words[i + 1];
		if (word === 'inst') i += 1;
		else if (range) {
			if (value === undefined || !isNumber(value, ...range))
				return wrong(i, 'has no valid value, and keepalived passes over it', `Write a number from ${range[0]} to ${range[1]}`);
			i += 1;
		} else if (word === 'group') {
			const isGroup = value !== undefined && isAddress(value, null, false) && isMulticast(value);
			if (!isGroup) return wrong(i, 'needs a multicast address, and keepalived passes over it', 'Write a multicast address');
			i += 1;
		} else if (i === 2)
			return wrong(
				i,
				isNumber(word, 0, 255) ? 'keepalived wants id before it' : 'is no number, and keepalived passes over it',
				'Write id and a number from 0 to 255',
			);
		else if (i !== 1) return wrong(i, 'keepalived knows no such option, and passes over it', 'Remove it');
	}
	return null;
}

const isMulticast = (text: string) => /^(22[4-9]|23\d)\.|^ff/i.test(text);
const multicast = ([address = '']: readonly string[]) =>
	isMulticast(address)
		? null
		: wrong(0, 'is not a multicast address, and keepalived passes over it', 'Write a multicast address');

const digest = ([text = '']: readonly string[]) =>
	/^[\da-f]{32}$/i.test(text)
		? null
		: wrong(0, 'is no MD5 sum, and keepalived passes over it', 'Write 32 hexadecimal digits, as genhash prints them');

/** A weight of ±254 is from times when it was allowed. */
const weights = (words: readonly string[]) => {
	const at = words.indexOf('weight') + 1;
	return at > 0 && /^[+-]?254$/.test(words[at] ?? '')
		? wrong(at, 'cannot be 254, and keepalived takes 253', 'Write 253 at most')
		: null;
};

/** Names and hardware addresses of use_vmac (vrrp_vmac_handler() of vrrp_parser.c). */
function checkMac(words: readonly string[]): Wrong | null {
	const names: string[] = [];
	for (const [i, word] of words.slice(0, 2).entries()) {
		if (word.includes(':')) {
			const parts = word.replace(/:$/, '').split(':');
			const isRight = parts.length >= 5 && parts.length <= 6 && parts.every((part) => /^[\da-f]{1,2}$/i.test(part));
			if (!isRight || Number.parseInt(parts[0] ?? '1', 16) % 2 === 1)
				return wrong(i, 'is no hardware address for one host, and keepalived passes over it', 'Correct it');
		} else if (names.push(word) > 1)
			return wrong(i, 'there is a name already, and keepalived passes over this one', 'Remove one of them');
		else if (word === '' || word.length > MAX_NAME || /[/\s]/.test(word))
			return wrong(i, 'is no name for a NIC, and keepalived passes over it', `Write ${MAX_NAME} characters at most`);
	}
	return null;
}

const UMASK = /^I[RWX](USR|GRP|OTH)$/;
function checkUmask(words: readonly string[]): Wrong | null {
	const [first = ''] = words;
	if (/^\d/.test(first))
		return words.length === 1 &&
			/^(0[0-7]*|[1-9]\d*)$/.test(first) &&
			Number.parseInt(first, first.startsWith('0') ? 8 : 10) <= 0o777
			? null
			: wrong(0, 'is no umask, and keepalived passes over it', 'Write for instance 022');
	return words
		.join('|')
		.split('|')
		.every((one) => UMASK.test(one.trim()))
		? null
		: wrong(0, 'is no umask, and keepalived passes over it', 'Write for instance IWGRP | IWOTH');
}

const atMost = (max: number, message: string) => (words: readonly string[]) =>
	(words[0] ?? '').length > max ? wrong(0, message, `Write ${max} characters at most`) : null;
const only = (word: string) => (words: readonly string[]) =>
	words.length > 0 && words[0] !== word
		? wrong(0, 'keepalived knows no such word here, and passes over the line', `Write ${word}, or nothing`)
		: null;
const oneOrMore = ([first = '']: readonly string[]) =>
	/^[ \t]*\+?0*$/.test(first) ? wrong(0, 'must be more than 0, and keepalived takes 1', 'Write 1 or more') : null;
const alone = (words: readonly string[]) =>
	words.length > 1
		? wrong(1, 'is one word too many, and keepalived passes over the line', 'Write one word, in quotes if it has blanks')
		: null;
const granularity = ([value = '']: readonly string[]) =>
	value.includes('.')
		? isAddress(value, 4, false)
			? null
			: wrong(0, 'is no netmask, and keepalived passes over it', 'Write for instance 255.255.255.0')
		: null;

/** The number that a track_file is made with, in any order with overwrite. */
function checkInit(words: readonly string[]): Wrong | null {
	const at = words.findIndex((word) => word !== 'overwrite' && !(/^-?\d+$/.test(word.trim()) && Math.abs(Number(word)) <= 254));
	return at < 0 ? null : wrong(at, 'is neither a number from -254 to 254 nor overwrite', 'Correct the word');
}

function checkIncludeCheck(words: readonly string[]): Wrong | null {
	const at = words.findIndex(
		(word, i) => !/^[-+]?(read|match|wildcard_match|brace_match)$/.test(word) || (i > 0 && !/^[-+]/.test(word)),
	);
	return at < 0
		? null
		: wrong(
				at,
				'keepalived knows no such check, and passes over it',
				'Write read, match, wildcard_match or brace_match, further ones with + or -',
			);
}

function checkBuffers(words: readonly string[]): Wrong | null {
	const isPolicy = (word: string) => /^(mtu|advert)$/i.test(word);
	const at = words.findIndex((word) => !isPolicy(word) && !isNumber(words[0], 0, 4_294_967_295));
	if (at >= 0) return wrong(at, 'is neither MTU, ADVERT nor a number, and keepalived passes over it', 'Write one of them');
	return new Set(words.map((word) => (isPolicy(word) ? word.toUpperCase() : '0'))).size > 1
		? wrong(0, 'keepalived takes one of them alone', 'Leave one of them')
		: null;
}

type Check = (words: readonly string[]) => Wrong | null;

/** What a setting's words must be besides what the table says; by keyword, where it is enough to know that. */
const SETTINGS: Readonly<Record<string, Check>> = {
	...{ lb_kind: checkMethod, lvs_method: checkMethod, sorry_server_lvs_method: checkMethod, status_code: checkCodes, digest },
	...{ payload: hex(false), require_reply: hex(true), lvs_sync_daemon: checkSyncDaemon, use_vmac: checkMac, umask: checkUmask },
	...{ vrrp_mcast_group4: multicast, vrrp_mcast_group6: multicast, mcast_dst_ip: multicast, snmp_socket: alone },
	...{ startup_script: alone, shutdown_script: alone, reload_time_file: alone, persistence_granularity: granularity },
	...{ dynamic_interfaces: only('allow_if_changes'), old_unicast_checksum: only('never') },
	...{
		interval: oneOrMore,
		timeout: oneOrMore,
		smtp_connect_timeout: oneOrMore,
		init_file: checkInit,
		include_check: checkIncludeCheck,
	},
	...{ vrrp_rx_bufs_policy: checkBuffers, kernel_rx_buf_size: alone, snmp_name: alone },
	lvs_timeouts: (words) =>
		words.length === 0 ? wrong(0, 'has no timeout, and keepalived passes over it', 'Add tcp, tcpfin or udp and seconds') : null,
	...{ garp_master_repeat: oneOrMore, garp_master_refresh_repeat: oneOrMore, vrrp_garp_master_repeat: oneOrMore },
	...{ vrrp_garp_master_refresh_repeat: oneOrMore },
	...Object.fromEntries(
		['process_name', 'vrrp_process_name', 'checker_process_name', 'lvs_process_name', 'bfd_process_name'].map((name) => [
			name,
			atMost(MAX_NAME, 'is too long, and keepalived cuts it'),
		]),
	),
	persistence_engine: atMost(MAX_NAME, 'is too long, and keepalived cuts it'),
	nftables: atMost(31, 'is too long, and keepalived passes over it'),
	nftables_ipvs: atMost(31, 'is too long, and keepalived passes over it'),
};

/** The same of the lines of a list. */
const ENTRIES: Readonly<Record<string, Check>> = {
	...{ virtual_ipaddress: checkAddress, virtual_ipaddress_excluded: checkAddress, static_ipaddress: checkAddress },
	virtual_routes: (words) => checkRoute(words, false),
	static_routes: (words) => checkRoute(words, true),
	virtual_rules: (words) => checkRule(words, false),
	static_rules: (words) => checkRule(words, true),
	virtual_server_group: checkGroupEntry,
	...{ track_interface: weights, track_script: weights },
};

/** What is wrong with the words behind a keyword that a grammar cannot say; null where nothing is. */
export const checkSetting = (keyword: string, words: readonly string[]): Wrong | null => SETTINGS[keyword]?.(words) ?? null;

/** What is wrong with a line of a list that a grammar cannot say; null where nothing is. */
export const checkEntry = (list: string, words: readonly string[]): Wrong | null => ENTRIES[list]?.(words) ?? null;
