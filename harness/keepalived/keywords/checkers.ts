import { type Keyword, keyword, since } from '../keyword.ts';

const TIMER = '<seconds 0..>';
const DELAY = '<seconds 0.000001..>';

/** How a check, a real server or a virtual server repeats itself; each takes what it lacks from the next one out. */
export const repetition = (retry: string): Keyword[] => [
	keyword('retry', retry, 'How often it is tried again before it counts as failed.', { default: '1' }),
	keyword('delay_before_retry', TIMER, 'Seconds until it is tried again.', { default: '1' }),
	keyword('warmup', TIMER, 'A random part of so many seconds goes by before the first check.', { default: 'as delay_loop' }),
	keyword('delay_loop', DELAY, 'Seconds between two checks.', { default: '60' }),
];

/** Where a check goes, and where it comes from. */
const route: readonly Keyword[] = [
	keyword('connect_ip', '<address>', 'The address to ask.', { default: 'that of the real server' }),
	keyword('connect_port', '<int 1..65535>', 'The port to ask.', { default: 'that of the real server' }),
	keyword('bindto', '<address>', 'The address to ask from.'),
	keyword('bind_port', '<int 1..65535>', 'The port to ask from.'),
	keyword('bind_if', '<interface>', 'The NIC to ask from.'),
	keyword('connect_timeout', '<seconds 0.000001..4294.967295>', 'Seconds to wait for an answer.', { default: '5' }),
	keyword('fwmark', '<int 0..4294967295>', 'The firewall mark of what it sends.'),
];

/** What every check but BFD_CHECK and FILE_CHECK has. */
const common: readonly Keyword[] = [
	...repetition('<int 0..4294967295>'),
	keyword('alpha', '[<switch>]', 'The server is down until a check has succeeded.', { default: 'as alpha of the real server' }),
	keyword('log_all_failures', '[<switch>]', 'Logs every failure, not just the first.', { since: '2.0.11', default: 'off' }),
];

const connection: readonly Keyword[] = [...route, ...common];

const url = keyword('url', '', 'A page to ask for; several are asked for one after the other.', {
	many: true,
	block: [
		keyword('path', '<path>', 'Its path.'),
		keyword('digest', '<word>', 'The MD5 sum that the page must have, as genhash prints it.'),
		keyword('status_code', '<word>...', 'The answers that count as good, for instance 200 or 200-299.', {
			default: '200 to 299',
		}),
		keyword('virtualhost', '<name>', 'The host name to ask for.', { missing: 'ignored' }),
		...since('2.0.7', [
			keyword('regex', '[<script>]', 'A regular expression that the page must match.'),
			keyword('regex_no_match', '', 'It must not match.'),
			keyword('regex_options', '<word>...', 'How the expression is read.'),
			keyword('regex_min_offset', '[<word>]', 'Where in the page the match must begin, at the earliest.'),
			keyword('regex_max_offset', '[<word>]', 'Where in the page the match must begin, at the latest.'),
			keyword('regex_stack', '[<word>] [<word>]', 'Bytes of the stack that matching begins with, and may use.'),
		]),
		keyword('tls_compliant', '[<switch>]', 'Takes a connection that ends without a goodbye as an error.', { since: '2.2.8' }),
	],
});

const web: readonly Keyword[] = [
	...connection,
	keyword('nb_get_retry', '<int 0..4294967295>', 'The old name of retry.', { instead: 'retry', complains: true }),
	keyword('virtualhost', '<name>', 'The host name to ask for.', { missing: 'ignored' }),
	keyword('http_protocol', '<1.0|1.1|1.0C|1.0c>', 'The version of HTTP.', {
		since: '2.0.17',
		default: '1.0',
		missing: 'ignored',
	}),
	keyword('enable_sni', '[<switch>]', 'Names the host when TLS begins.'),
	keyword('fast_recovery', '[<switch>]', 'After a failure, asks for all pages at once.', { since: '2.0.17' }),
	keyword('tls_compliant', '[<switch>]', 'Takes a connection that ends without a goodbye as an error.', { since: '2.2.8' }),
	url,
];

const later = (keywords: readonly Keyword[]) => keywords.map((one) => ({ ...one, since: '2.1.0' }));

/** The checks of a real server. */
export const checkers: readonly Keyword[] = [
	keyword('TCP_CHECK', '', 'Is there a connection?', { many: true, block: connection }),
	keyword('HTTP_GET', '', 'Are the pages there?', { many: true, block: web }),
	keyword('SSL_GET', '', 'Are the pages there, over TLS?', { many: true, block: web }),
	keyword('SMTP_CHECK', '', 'Does a mail server answer?', {
		many: true,
		block: [
			...connection,
			keyword('helo_name', '<name>', 'What keepalived calls itself.', { missing: 'ignored' }),
			keyword('host', '', 'A further host to ask; several are asked one after the other.', { many: true, block: connection }),
		],
	}),
	keyword('DNS_CHECK', '', 'Does a name server answer?', {
		many: true,
		block: [
			...connection,
			keyword('type', '<A|NS|CNAME|SOA|MX|TXT|AAAA|RRSIG|DNSKEY/i>', 'The kind of record to ask for.', { default: 'SOA' }),
			keyword('name', '<name>', 'The name to ask for.', { default: '.', firstCounts: true }),
		],
	}),
	keyword('MISC_CHECK', '', 'Does a script succeed?', {
		many: true,
		block: [
			...common,
			keyword('misc_path', '<script>', 'The script.', { missing: 'ignored' }),
			keyword('misc_timeout', '<int 0..4294>', 'Seconds that it may take.', { default: 'as delay_loop' }),
			keyword('misc_dynamic', '', 'An exit code from 2 to 255 sets the weight to itself less 2.'),
			keyword('user', '<user> [<group>]', 'Who it runs as.', { missing: 'ignored' }),
		],
	}),
	keyword('BFD_CHECK', '', 'Is the BFD session up?', {
		many: true,
		block: [
			keyword('name', '<name>', 'The bfd_instance.', { firstCounts: true, missing: 'ignored' }),
			keyword('alpha', '[<switch>]', 'The server is down until the session is up.'),
		],
	}),
	...since('2.1.0', [
		keyword('PING_CHECK', '', 'Does the host answer a ping?', { many: true, block: later(connection) }),
		keyword('UDP_CHECK', '', 'Does the port answer, or at least not refuse?', {
			many: true,
			block: [
				...later(connection),
				keyword('require_reply', '[<word>...]', 'It must answer, with these bytes if any are named.', { since: '2.1.0' }),
				...since('2.2.0', [
					keyword('payload', '<word>...', 'The bytes to send, in hexadecimal.', { missing: 'ignored' }),
					keyword('min_reply_length', '<int 0..65535>', 'How many bytes the answer must have.', { default: '0' }),
					keyword('max_reply_length', '<int 0..65535>', 'How many bytes the answer may have.', { default: '255' }),
				]),
			],
		}),
		keyword('FILE_CHECK', '', 'The weight follows the number in a file.', {
			many: true,
			block: since('2.1.0', [
				keyword('track_file', '<name>', 'The track_file.'),
				keyword('weight', '<int -65535..65535> [<reverse|noreverse>]', 'What the number is multiplied by.', {
					missing: 'ignored',
				}),
			]),
		}),
	]),
];
