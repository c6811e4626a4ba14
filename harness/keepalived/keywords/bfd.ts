import { type Keyword, keyword } from '../keyword.ts';

const NEIGHBOUR = 'The address of the neighbour.';
/** BFD_MINRX_MAX and its like of keepalived's bfd.h: milliseconds that fit into 32 bits of microseconds. */
const MAX_MS = 4_294_967;

/** A BFD session, which tells within milliseconds that a neighbour is gone. Its times are milliseconds. */
export const bfdKeywords: readonly Keyword[] = [
	keyword('bfd_instance', '<name>', 'A BFD session with a neighbour.', {
		bad: 'block skipped',
		once: true,
		many: true,
		block: [
			keyword('neighbor_ip', '<address>', NEIGHBOUR),
			keyword('neighbour_ip', '<address>', NEIGHBOUR),
			keyword('source_ip', '<address>', 'The address to speak from.'),
			keyword('min_rx', `<ms 1..${MAX_MS}/3>`, 'Milliseconds between two packets that it can take.', { default: '10' }),
			keyword('min_tx', `<ms 1..${MAX_MS}/3>`, 'Milliseconds between two packets that it sends.', { default: '10' }),
			keyword('idle_tx', `<ms 1000..${MAX_MS}/3>`, 'Milliseconds between two packets while the session is down.', {
				default: '1000',
			}),
			keyword('multiplier', '<int 1..255>', 'How many packets must be missed before the neighbour is gone.', { default: '5' }),
			keyword('passive', '', 'Waits until the neighbour begins.'),
			keyword('ttl', '<int 1..255>', 'The TTL of its packets.', { default: '255' }),
			keyword('hoplimit', '<int 1..255>', 'The hop limit of its packets.', { default: '64' }),
			keyword('max_hops', '<int -1..255>', 'How many routers packets to it may have passed; -1 for any number.', {
				default: '0',
			}),
			keyword('multihop', '[<switch>]', 'Speaks BFD over several hops (RFC 5883).', { since: '2.2.8' }),
			keyword(
				'weight',
				'<int -253..253> [reverse]',
				'What the priority of instances that track it changes by; 0 makes its end a FAULT.',
				{
					default: '0',
				},
			),
			keyword('vrrp', '', 'Tells instances alone.'),
			keyword('checker', '', 'Tells real servers alone.'),
		],
	}),
];
