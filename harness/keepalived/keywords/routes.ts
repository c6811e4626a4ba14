/** What one line of virtual_ipaddress, and of its like, may say (alloc_ipaddress() of keepalived's vrrp_ipaddress.c). */
const ADDRESS_OPTIONS = [
	'dev <interface>',
	'scope <word>',
	'brd <word>',
	'broadcast <word>',
	'label <word>',
	'peer <address/len>',
	'home',
	'-nodad',
	'mngtmpaddr',
	'noprefixroute',
	'autojoin',
	'no_track',
	'preferred_lft <word>',
];

export const VIRTUAL_ADDRESS = `<address/len> (${[...ADDRESS_OPTIONS, 'use_vmac'].join('; ')})`;
export const STATIC_ADDRESS = `<address/len> (${[...ADDRESS_OPTIONS, 'track_group <name>'].join('; ')})`;

/** A route or a rule as `ip route add` and `ip rule add` take it, with no_track and track_group beside; carried as words. */
export const ROUTE = '<word>...';
export const RULE = '<word>...';
