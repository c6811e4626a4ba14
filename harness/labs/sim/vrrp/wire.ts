/**
 * What is the same in every VRRP packet of an instance until it is reloaded (RFC 3768 §5.1, RFC 5798 §5.2). Never changed, so that two
 * are compared once.
 */
export interface WireForm {
	vrid: number;
	/** The virtual router: instances of one segment, family and VRID hear each other, and no others. */
	router: string;
	family: 4 | 6;
	/** The segment that it is sent on; null for the customers'. */
	segment: string | null;
	version: 2 | 3;
	intervalUs: number;
	/** Type and password, cut to the eight bytes that are sent; '' without. */
	auth: string;
	addresses: readonly string[];
	/** It refuses a packet that lists other addresses, as keepalived did before 2.3.3; since, it logs that alone. */
	checksAddresses: boolean;
	unicast: boolean;
	/** The only senders whose packets it takes, as numbers; null where it does not look. */
	sources: readonly number[] | null;
}

/** The name of a virtual router, which decides who hears whom. */
export function routerOf(segment: string | null, family: 4 | 6, vrid: number): string {
	const name = `${segment ?? ''} ${family} ${vrid}`;
	// One string for all: two that are the same object are compared at once.
	const known = ROUTERS.get(name) ?? name;
	ROUTERS.set(known, known);
	return known;
}

const ROUTERS = new Map<string, string>();

/** One packet: its form, the priority that was effective, and who sent it. */
export interface Advert {
	form: WireForm;
	priority: number;
	/** The sender's address as a number: it decides between two MASTERs of one priority. */
	address: number;
}

/**
 * Why an instance refuses a packet of its VRID, in the order in which keepalived looks (vrrp_check_packet() of vrrp.c); null where it does not.
 * A v2 instance refuses another interval; a v3 instance learns it.
 */
export function mismatch(mine: WireForm, theirs: WireForm): string | null {
	if (mine.version !== theirs.version) return 'version';
	if (mine.auth.split(':')[0] !== theirs.auth.split(':')[0]) return 'authentication type';
	if (mine.auth !== theirs.auth) return 'password';
	if (mine.version === 2 && mine.intervalUs !== theirs.intervalUs) return 'interval';
	if (mine.checksAddresses && mine.addresses.length !== theirs.addresses.length) return 'number of addresses';
	if (mine.unicast !== theirs.unicast) return 'multicast or unicast';
	if (!mine.checksAddresses) return null;
	return mine.addresses.every((address) => theirs.addresses.includes(address)) ? null : 'addresses';
}

const CHECKED = new WeakMap<WireForm, WeakMap<WireForm, boolean>>();

/** Whether an instance takes a packet of its VRID from this address; two forms are looked at once. */
export function accepts(mine: WireForm, theirs: WireForm, from: number): boolean {
	if (mine.sources !== null && !mine.sources.includes(from)) return false;
	let checked = CHECKED.get(mine);
	if (!checked) {
		checked = new WeakMap();
		CHECKED.set(mine, checked);
	}
	let accepted = checked.get(theirs);
	if (accepted === undefined) {
		accepted = mismatch(mine, theirs) === null;
		checked.set(theirs, accepted);
	}
	return accepted;
}
