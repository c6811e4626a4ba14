import { merged, settingOf, wordOf } from '../../keepalived/model.ts';
import type { Place } from '../../keepalived/place.ts';
import type { HostView } from '../context.ts';
import { instance, pair } from '../examples.ts';
import { isUnicast, listed, valueAt } from '../look.ts';
import type { Member } from '../routers.ts';
import type { Rule } from '../rule.ts';

type Of = Member<HostView>;

/** What all hosts of a virtual router must have alike: the words for it, its value, and where it is set. The value is never printed where it is secret. */
const SAME: readonly {
	what: string;
	value(of: Of): string;
	at(of: Of): Place;
	secret?: true;
	applies?(of: Of): boolean;
	/** What follows; by default that neither takes the other's advertisements. */
	so?: string;
}[] = [
	{
		what: 'virtual_router_id',
		value: ({ instance: { spec } }) => String(spec.virtualRouterId),
		at: (of) => settingPlace(of, 'virtual_router_id'),
	},
	{
		what: 'version',
		value: ({ instance: { spec } }) => String(spec.version),
		at: (of) => settingPlace(of, 'version', 'vrrp_version'),
	},
	{
		what: 'advert_int',
		value: ({ instance: { spec } }) => `${spec.advertIntMs / 1000} s`,
		at: (of) => settingPlace(of, 'advert_int'),
		// Version 3 learns the master's interval.
		applies: ({ instance: { spec } }) => spec.version === 2,
	},
	{
		what: 'auth_type',
		value: ({ instance: { spec } }) => spec.authType ?? 'none',
		at: ({ instance: { block } }) => settingOf(merged(block, 'authentication'), 'auth_type')?.at ?? block.at,
	},
	{
		what: 'auth_pass',
		value: ({ instance: { spec, block } }) =>
			spec.authType === null ? '' : firstBytes(wordOf(merged(block, 'authentication'), 'auth_pass') ?? ''),
		at: ({ instance: { block } }) => settingOf(merged(block, 'authentication'), 'auth_pass')?.at ?? block.at,
		secret: true,
	},
	{
		what: 'way of advertising',
		value: ({ instance: { spec } }) => (isUnicast(spec) ? 'unicast' : 'multicast'),
		at: ({ instance: { block } }) => block.lists.unicast_peer?.[0]?.at ?? block.at,
	},
	{
		what: 'list of virtual_ipaddress',
		value: ({ instance: { spec } }) => [...new Set(spec.virtualIpAddresses)].sort().join(' '),
		at: ({ instance: { places } }) => places.addresses,
		// vrrp_check_packet() of keepalived's vrrp.c: since 2.3.3 it logs another list, and takes the packet.
		so: 'so before keepalived 2.3.3 neither takes the other’s advertisements, and both hold the floating IP; since, a takeover brings other addresses',
	},
];

const NOT_HEARD = 'so neither takes the other’s advertisements, and both hold the floating IP';

/** The 8 bytes of a password that are sent. */
const firstBytes = (text: string) => text.slice(0, 8);

function settingPlace({ host, instance: { block } }: Of, keyword: string, global = keyword): Place {
	const setting = settingOf(block, keyword) ?? settingOf(host.globals, global);
	return setting ? valueAt(host.conf, setting) : block.at;
}

/** Hosts that do not take each other's advertisements. */
export const K1: Rule = {
	id: 'K1',
	name: 'hosts-differ',
	severity: 'error',
	since: '0.1.0',
	about: 'hosts',
	says: 'The hosts throw each other’s advertisements away, so each believes that it is alone: both hold the floating IP, all the time.',
	fix: 'Write the same on every host; only priority, state and addresses of the host itself may differ',
	drill: null,
	proof: null,
	bad: {
		files: pair((host) => instance().replace('virtual_router_id 7', `virtual_router_id ${host === 'a' ? 7 : 8}`)),
		at: ['b.conf:3'],
	},
	good: { files: pair((host) => instance().replace('priority 100', `priority ${host === 'a' ? 100 : 90}`)) },
	*check({ routers }) {
		for (const { members } of routers) {
			const [first, ...others] = members;
			if (!first) continue;
			for (const { what, value, at, secret, applies, so = NOT_HEARD } of SAME)
				for (const other of others) {
					if (applies && !(applies(first) && applies(other))) continue;
					const [a, b] = [value(first), value(other)];
					if (a === b) continue;
					const values = secret ? 'differ' : `differ: ${a || 'none'} and ${b || 'none'}`;
					const names = listed([first.host.name, other.host.name]);
					const message = `${what} of ${first.instance.spec.name}: ${names} ${values}, ${so}`;
					yield {
						at: at(other),
						chain: other.instance.block.chain,
						message,
						related: [{ at: at(first), says: `the other host, ${first.host.name}` }],
					};
				}
		}
	},
};
