import { isAddress } from '../match.ts';

/** What is wrong with a line, and how to mend it. `index`: of the word that it is about. */
export interface Wrong {
	index: number;
	message: string;
	fix: string;
	/** keepalived ends where a value is missing. */
	refuses?: true;
}

type Family = 4 | 6 | null;

const wrong = (index: number, message: string, fix: string): Wrong => ({ index, message, fix });
const whole = (text: string | undefined, max = 4_294_967_295) =>
	text !== undefined && /^[ \t]*\+?\d*$/.test(text) && Number(text) <= max;
/** Numbers of tables and the like, in any base; names are looked up on the machine, so that any may be right. */
const named = (text: string | undefined, max: number) => text !== undefined && (!/^\d/.test(text) || Number(text) <= max);
const TYPES = [
	'unicast',
	'local',
	'broadcast',
	'anycast',
	'multicast',
	'blackhole',
	'unreachable',
	'prohibit',
	'throw',
	'nat',
	'xresolve',
];

const familyIn = (text: string): Family => (text.includes(':') ? 6 : 4);

/** A destination as parse_route() of keepalived's vrrp_ipaddress.c takes it; undefined where it does not. */
function destination(text: string): Family | undefined {
	if (/^(default|any|all)$/.test(text)) return null;
	if (text === 'default6') return 6;
	return isAddress(text.split('/')[0] ?? '', null, true) ? familyIn(text) : undefined;
}

/** Options of a route with one value: what it must be. */
const ROUTE_VALUES: Readonly<Record<string, (value: string) => boolean>> = {
	...Object.fromEntries(
		['metric', 'priority', 'preference', 'window', 'initcwnd', 'initrwnd'].map((name) => [name, (value: string) => whole(value)]),
	),
	hoplimit: (value) => whole(value, 255),
	quickack: (value) => whole(value, 1),
	fastopen_no_cookie: (value) => whole(value, 1),
	tos: (value) => named(value, 255),
	dsfield: (value) => named(value, 255),
	table: (value) => named(value, 4_294_967_295),
	protocol: (value) => named(value, 255),
	scope: (value) => named(value, 255),
	realms: (value) => value.split('/').every((one) => named(one, 255)),
	features: (value) => value === 'ecn',
	'ttl-propagate': (value) => /^(enabled|disabled)$/.test(value),
	pref: (value) => /^(low|medium|high)$/.test(value) || whole(value, 255),
	dev: () => true,
	oif: () => true,
	vrf: () => true,
};
/** Options whose value may stand behind `lock`. */
const LOCKABLE = ['mtu', 'advmss', 'rtt', 'rttvar', 'reordering', 'cwnd', 'ssthresh', 'rto_min', 'congctl'];

/** What keepalived complains of in a route (alloc_route() of vrrp_iproute.c). The first mistake counts. */
export function checkRoute(words: readonly string[], mayGroup: boolean): Wrong | null {
	let family: Family = null;
	let hasTarget = false;
	let hasNic = false;
	let isTracked = true;
	let found: Wrong | null = null;
	const join = (other: Family | undefined, index: number): Wrong | null => {
		if (other === undefined) return wrong(index, 'is not an IP address, and keepalived drops the route', 'Write an IP address');
		if (family !== null && other !== family)
			return wrong(index, 'is of another family than the rest, and keepalived drops the route', 'Use addresses of one family');
		family = other;
		return null;
	};
	for (let i = 0; i < words.length; i++) {
		const word = words[i] ?? '';
		const value = words[i + 1];
		if (word === 'inet' || word === 'inet6') {
			const bad = join(word === 'inet' ? 4 : 6, i);
			if (bad) return bad;
		} else if (/^(src|via|gw|from|or)$/.test(word)) {
			const hasFamily = (word === 'via' || word === 'gw') && /^inet6?$/.test(value ?? '');
			const at = hasFamily ? i + 2 : i + 1;
			const address = words[at];
			if (address === undefined) return missing(i);
			const bad = join(
				word === 'from'
					? (destination(address) ?? undefined)
					: isAddress(address, null, false) && !/[-/]/.test(address)
						? familyIn(address)
						: undefined,
				at,
			);
			if (bad) return bad;
			if (word === 'gw' || word === 'or')
				found ??= wrong(
					i,
					`keepalived has ${word === 'gw' ? 'via' : 'nexthop'} for it now`,
					`Write ${word === 'gw' ? 'via' : 'nexthop'}`,
				);
			if (word === 'from' && family !== 6) return wrong(at, 'goes with IPv6 alone, and keepalived drops the route', 'Remove it');
			i = at;
		} else if (word === 'nexthop') return checkNexthops(words, i, family) ?? found ?? untracked(hasTarget, hasNic, isTracked);
		else if (word === 'encap') return found ?? untracked(hasTarget, true, isTracked);
		else if (LOCKABLE.includes(word)) {
			const at = value === 'lock' ? i + 2 : i + 1;
			const number = words[at];
			if (number === undefined) return missing(i);
			const isTime = /^(rtt|rttvar|rto_min)$/.test(word);
			const isRight = word === 'congctl' || (isTime ? /^\d*\.?\d*(m?s(ecs?)?)?$/i.test(number) : whole(number));
			if (!isRight) return wrong(at, 'is not valid, and keepalived drops the route', 'Write a number');
			i = at;
		} else if (word in ROUTE_VALUES) {
			if (value === undefined) return missing(i);
			if (!ROUTE_VALUES[word]?.(value)) {
				const bad = wrong(i + 1, 'is not valid, and keepalived drops it', `Correct the value of ${word}`);
				if (word !== 'features' && word !== 'ttl-propagate') return bad;
				found ??= bad;
			}
			if (word === 'dev' || word === 'oif') hasNic = true;
			if (word === 'protocol' && isTracked && !words.includes('no_track'))
				found ??= wrong(
					i,
					'a route that is tracked has a protocol of its own, which keepalived sets',
					'Remove it, or add no_track',
				);
			i += 1;
		} else if (word === 'expires') {
			if (value === undefined) return missing(i);
			if (family === 4) return wrong(i, 'goes with IPv6 alone, and keepalived drops the route', 'Remove it');
			family = 6;
			i += 1;
		} else if (word === 'no_track') isTracked = false;
		else if (mayGroup && word === 'track_group') i += 1;
		else if (!/^(onlink|add|prepend|append)$/.test(word)) {
			let at = word === 'to' ? i + 1 : i;
			if (TYPES.includes(words[at] ?? '')) at += 1;
			const target = words[at];
			if (target === undefined) return missing(at - 1);
			const other = destination(target);
			if (other === undefined)
				return wrong(at, 'is neither an address nor an option of a route, and keepalived drops the route', 'Correct the word');
			if (family !== null && other !== null && other !== family) return join(other, at);
			family ??= other;
			hasTarget = true;
			i = at;
		}
	}
	return found ?? untracked(hasTarget, hasNic, isTracked);
}

const missing = (index: number): Wrong => ({
	...wrong(index, 'has no value, and keepalived ends without it', 'Add the value'),
	refuses: true,
});

function untracked(hasTarget: boolean, hasNic: boolean, isTracked: boolean): Wrong | null {
	if (!hasTarget) return wrong(0, 'the route leads nowhere, and keepalived drops it', 'Add a destination');
	if (!isTracked || hasNic) return null;
	return wrong(
		0,
		'without a NIC keepalived cannot track the route, and does not notice when it is lost',
		'Add dev and the NIC, or no_track',
	);
}

function checkNexthops(words: readonly string[], start: number, family: Family): Wrong | null {
	let of = family;
	for (let i = start; i < words.length; i++) {
		const word = words[i] ?? '';
		if (/^(nexthop|onlink)$/.test(word)) continue;
		if (!/^(via|dev|weight|realms)$/.test(word))
			return wrong(i, 'keepalived knows no such word behind nexthop, and drops it', 'Correct the word');
		if (word === 'via' && /^inet6?$/.test(words[i + 1] ?? '')) i += 1;
		const value = words[++i];
		if (value === undefined) return missing(i - 1);
		if (word === 'via') {
			if (!isAddress(value, of, false))
				return wrong(i, 'is not an address of the family of the route, and keepalived drops it', 'Write an IP address');
			of ??= familyIn(value);
		}
		if (word === 'weight' && (!whole(value, 256) || Number(value) === 0))
			return wrong(i, 'must be from 1 to 256, and keepalived drops it', 'Write 1 to 256');
	}
	return null;
}

const RULE_VALUES: Readonly<Record<string, (value: string) => boolean>> = {
	...Object.fromEntries(
		['preference', 'order', 'priority'].map((name) => [
			name,
			(value: string) => /^(0[xX][\da-fA-F]+|\d*)$/.test(value) && Number(value) <= 4_294_967_295,
		]),
	),
	table: (value) => named(value, 4_294_967_295) && !/^0+$/.test(value),
	lookup: (value) => named(value, 4_294_967_295) && !/^0+$/.test(value),
	tos: (value) => named(value, 255),
	dsfield: (value) => named(value, 255),
	fwmark: (value) => /^(0[xX][\da-fA-F]+|\d*)(\/(0[xX][\da-fA-F]+|\d*))?$/.test(value),
	realms: (value) => value.split('/').every((one) => named(one, 255)),
	suppress_prefixlength: (value) => whole(value, 2_147_483_647),
	sup_pl: (value) => whole(value, 2_147_483_647),
	suppress_ifgroup: () => true,
	sup_group: () => true,
	dev: () => true,
	iif: () => true,
	oif: () => true,
	'tunnel-id': (value) => /^\d*$/.test(value),
	uidrange: (value) => /^\d+-\d+/.test(value),
	protocol: (value) => whole(value, 255),
	ipproto: () => true,
	sport: (value) => /^\d+-\d+/.test(value),
	dport: (value) => /^\d+-\d+/.test(value),
	goto: (value) => whole(value),
};

/** What keepalived complains of in a routing rule (alloc_rule() of vrrp_iprule.c). The first mistake counts. */
export function checkRule(words: readonly string[], mayGroup: boolean): Wrong | null {
	let family: Family = null;
	let actions = 0;
	let preference: number | null = null;
	let goal: number | null = null;
	let isOfTable = false;
	for (let i = 0; i < words.length; i++) {
		const word = words[i] ?? '';
		const value = words[i + 1];
		if (word === 'inet' || word === 'inet6') {
			const other: Family = word === 'inet' ? 4 : 6;
			if (family !== null && family !== other)
				return wrong(i, 'is of another family than the rest, and keepalived drops the rule', 'Use one family');
			family = other;
		} else if (word === 'from' || word === 'to') {
			if (value === undefined) return missing(i);
			const other = destination(value);
			if (other === undefined) return wrong(i + 1, 'is not an IP address, and keepalived drops the rule', 'Write an IP address');
			if (family !== null && other !== family)
				return wrong(i + 1, 'is of another family than the rest, and keepalived drops the rule', 'Use one family');
			family = other;
			i += 1;
		} else if (word in RULE_VALUES) {
			if (value === undefined) return missing(i);
			if (!RULE_VALUES[word]?.(value))
				return wrong(i + 1, 'is not valid, and keepalived drops the rule', `Correct the value of ${word}`);
			if (/^(table|lookup|goto)$/.test(word)) actions += 1;
			if (/^(preference|order|priority)$/.test(word)) preference = Number(value);
			if (word === 'goto') goal = Number(value);
			if (/^(realms|suppress_|sup_)/.test(word)) isOfTable = true;
			i += 1;
		} else if (word === 'l3mdev') actions += 1;
		else if (mayGroup && word === 'track_group') i += 1;
		else if (word !== 'not' && word !== 'no_track') {
			const at = word === 'type' ? i + 1 : i;
			if (words[at] === undefined) return missing(i);
			if (!/^(nop|blackhole|unreachable|prohibit)$/.test(words[at] ?? ''))
				return wrong(at, 'keepalived knows no such word in a rule, and drops the rule', 'Correct the word');
			actions += 1;
			if (isOfTable) return wrong(i, 'goes with a table alone, and keepalived drops the rule', 'Remove it');
			i = at;
		}
	}
	if (actions > 1) return wrong(0, 'the rule has more than one action, and keepalived drops it', 'Leave one of them');
	if (goal !== null && (preference === null || preference >= goal))
		return wrong(0, 'goto must lead to a higher preference, and keepalived drops the rule', 'Write a lower preference');
	if (actions === 0) return wrong(0, 'the rule has no action, and keepalived drops it', 'Add table and its number');
	if (preference === null)
		return wrong(
			0,
			'without a preference keepalived counts down from 16384, which is hardly what was meant',
			'Add preference and a number',
		);
	return null;
}
