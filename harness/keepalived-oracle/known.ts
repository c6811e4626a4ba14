import type { Result } from './result.ts';

/** Why vipdrill and keepalived 2.2.7 differ on a file, and how such a file is told: by keepalived's words, or by what vipdrill says. */
interface Known {
	reason: string;
	said?: RegExp;
	/** Of made files alone: what they are called, and keepalived's words besides. */
	made?: RegExp;
	/** Code and field of a diagnostic. */
	told?: RegExp;
}

const KNOWN: readonly Known[] = [
	{ reason: 'keepalived crashes, where it was to complain', said: /Segmentation fault|Aborted/ },
	{
		reason: 'keepalived ends at a line that stops in the middle, where vipdrill sees another mistake first',
		said: /missing a parameter/,
	},
	{
		reason: 'what use_ipvlan may say is taken as words',
		said: /ipvlan|IPVLAN|is already using/,
	},
	{
		reason: 'it depends on the machine: processors, folders, names of mail servers, NICs that are there already',
		said: /cpu_id|cpu affinity|not a directory|smtp server|already exists/,
	},
	{ reason: 'a quote that is never closed hides other words from each handler', told: /^quote-unclosed/ },
	{ reason: 'a NIC is tracked by an instance and by its group', said: /configured on VRRP instance and sync group/ },
	{
		reason: 'a list or a name that is empty',
		said: /startup script|rx_bufs_policy missing|cpu_id set specified|process name not specified|persistence_granularity/,
	},
	{ reason: 'a file of the certificate is named twice', said: /^.*SSL \w+ already specified|SSL context already/m },
	{
		reason: 'the track_group of a static address, route or rule is not looked up',
		said: /track_group .* not found|track_group .* duplicate/,
	},
	{
		reason: 'a word too many, where keepalived counts them',
		said: /^.*(invalid number|outside range|already specified - ignoring|rx_bufs_multiplier|min_reply_length|track_group must have|conflicts with server family|BFD name|only sorry|sorry_server forwarding)/m,
	},
	{
		reason: 'words behind a switch, or behind a weight, that keepalived passes over without a word',
		told: /^extra-words .*(_force|weight|lvs_flush)/,
	},
	{
		reason: 'an empty number behind which an optional word stands',
		told: /^bad-value .*(garp_extra_if|static_ipaddress)|^line-invalid .*(shutdown_script|startup_script|require_reply)/,
	},
	{ reason: 'a number that fits into the range of keepalived once it is cut to 32 bits', told: /^bad-value .*weight/ },
];

/** The reason for a disagreement; null where nobody knows one. */
export function reasonFor({ said, conf, case: { name, from } }: Omit<Result, 'reason'>): string | null {
	const words = said.join('\n');
	const told = conf.diagnostics.map(({ code, field }) => `${code} ${field}`);
	const isMade = (one: Known) => one.made === undefined || (from === 'made' && one.made.test(name));
	const found = KNOWN.find(
		(one) => (isMade(one) && one.said?.test(words)) || (one.told && told.some((line) => one.told?.test(line))),
	);
	return found?.reason ?? null;
}
