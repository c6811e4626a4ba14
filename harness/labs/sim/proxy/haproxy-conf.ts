/** A `server` line of HAProxy's configuration. */
export interface HaproxyServer {
	name: string;
	address: string;
	port: number;
	/** Whether it is checked; one that is not counts as up for ever. */
	isChecked: boolean;
	interUs: number;
	/** How many results in a row it takes to be up, and down. */
	rise: number;
	fall: number;
}

/** What HAProxy does with what comes to one port. */
export interface HaproxyConf {
	servers: HaproxyServer[];
	/** How long it waits for a connection to a server; null for ever. */
	connectUs: number | null;
	/** `timeout check`: how long it then waits for a check's answer; null: a check has `inter` for all of it. */
	checkUs: number | null;
	retries: number;
	/** What failed on one server is tried on another. */
	redispatches: boolean;
	/** Each request has a connection to a server of its own. */
	closes: boolean;
	/** The path that it answers itself. */
	monitorUri: string | null;
	/** Statements that nothing here acts on. */
	unread: { line: number; what: string }[];
}

interface Statement {
	line: number;
	words: string[];
}

interface Section {
	kind: string;
	name: string;
	line: number;
	statements: Statement[];
}

/** Units of HAProxy's durations; milliseconds where there is none (configuration.txt, “Time format”). */
const UNIT_US: Record<string, number> = { us: 1, ms: 1000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 };
/** `inter`, `rise`, `fall` and `retries` where nothing is set (configuration.txt). */
const INTER_US = 2_000_000;
const RISE = 2;
const FALL = 3;
const RETRIES = 3;

const SECTIONS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen']);
/** Statements that change nothing of who is served by which server. */
const SILENT = new Set(['mode', 'log', 'maxconn', 'user', 'group', 'chroot', 'daemon', 'stats', 'log-tag']);
const SILENT_OPTIONS = new Set(['forwardfor', 'httplog', 'tcplog', 'dontlognull', 'httpchk', 'http-keep-alive']);
const READ_OPTIONS = new Set(['redispatch', 'http-server-close', 'httpclose', 'forceclose']);
const READ_TIMEOUTS = new Set(['connect', 'check']);
/** How it goes round its servers; the others are taken for round robin, and told. */
const ROUND = new Set(['roundrobin', 'static-rr']);

/**
 * Reads haproxy.cfg as far as it decides which server gets a request that comes to a port. Null where no frontend listens on that port, or none of its
 * servers has an IPv4 address: then nobody here knows what stands behind it.
 */
export function readHaproxy(text: string, port: number): HaproxyConf | null {
	const sections = sectionsOf(text);
	const front = sections.find(
		({ kind, statements }) => /frontend|listen/.test(kind) && statements.some((one) => binds(one, port)),
	);
	if (!front) return null;
	const back = front.kind === 'listen' ? front : backendOf(sections, front);
	if (!back) return null;
	const all = [...inherited(sections, back), ...back.statements];
	const defaults = all.filter(({ words }) => words[0] === 'default-server').flatMap(({ words }) => words.slice(1));
	const lines = all.filter(({ words }) => words[0] === 'server');
	const servers = lines.flatMap(({ words }) => serverOf(words, defaults) ?? []);
	if (servers.length === 0 || servers.length < lines.length) return null;
	const after = (...head: string[]) =>
		all.findLast(({ words }) => head.every((word, i) => words[i] === word))?.words[head.length];
	const fronts = [...inherited(sections, front), ...front.statements];
	return {
		servers,
		connectUs: spanUs(after('timeout', 'connect')),
		checkUs: spanUs(after('timeout', 'check')),
		retries: Number(after('retries') ?? RETRIES),
		redispatches: isOn(all, 'redispatch') && after('option', 'redispatch') !== '0',
		closes: isOn(all, 'http-server-close') || isOn(all, 'httpclose') || isOn(all, 'forceclose'),
		monitorUri: fronts.findLast(({ words }) => words[0] === 'monitor-uri')?.words[1] ?? null,
		unread: unreadOf([...new Set([...fronts, ...all])]),
	};
}

function sectionsOf(text: string): Section[] {
	const sections: Section[] = [];
	for (const [i, raw] of text.split('\n').entries()) {
		const words = raw
			.replace(/(^|\s)#.*$/, '')
			.split(/\s+/)
			.filter((word) => word !== '');
		const [kind = '', name = ''] = words;
		if (kind === '') continue;
		if (SECTIONS.has(kind)) sections.push({ kind, name, line: i + 1, statements: [] });
		else sections.at(-1)?.statements.push({ line: i + 1, words });
	}
	return sections;
}

/** The statements of the last `defaults` before a section. */
const inherited = (sections: readonly Section[], { line }: Section): Statement[] =>
	sections.findLast((section) => section.kind === 'defaults' && section.line < line)?.statements ?? [];

/** Where everything goes that no rule sends elsewhere. */
function backendOf(sections: readonly Section[], front: Section): Section | undefined {
	const name = [...inherited(sections, front), ...front.statements].findLast(({ words }) => words[0] === 'default_backend')
		?.words[1];
	return sections.find((section) => section.kind === 'backend' && section.name === name);
}

const binds = ({ words: [head, ...addresses] }: Statement, port: number): boolean =>
	head === 'bind' && (addresses[0] ?? '').split(',').some((address) => address.endsWith(`:${port}`));

/** `option x` switches on, `no option x` off; the last one counts. */
const isOn = (all: readonly Statement[], option: string): boolean =>
	all.findLast(({ words }) => words.includes('option') && words.includes(option))?.words[0] === 'option';

function serverOf([, name = '', where = '', ...own]: readonly string[], defaults: readonly string[]): HaproxyServer | null {
	const [, address = '', port = ''] = /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(where) ?? [];
	if (address === '') return null;
	const words = [...defaults, ...own];
	const value = (key: string) => {
		const at = words.lastIndexOf(key);
		return at < 0 ? undefined : words[at + 1];
	};
	return {
		...{ name, address, port: Number(port) },
		isChecked: words.lastIndexOf('check') > words.lastIndexOf('no-check'),
		interUs: spanUs(value('inter')) ?? INTER_US,
		rise: Number(value('rise') ?? RISE),
		fall: Number(value('fall') ?? FALL),
	};
}

function spanUs(text: string | undefined): number | null {
	const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text ?? '');
	return match ? Number(match[1]) * (UNIT_US[match[2] ?? 'ms'] as number) : null;
}

const SERVER_WORDS = new Set(['check', 'no-check', 'inter', 'rise', 'fall']);

function unreadOf(statements: readonly Statement[]): HaproxyConf['unread'] {
	return statements.flatMap(({ line, words }) => {
		const [head = '', second = ''] = words;
		const tell = [{ line, what: words.join(' ') }];
		if (SILENT.has(head)) return [];
		switch (head) {
			case 'bind':
			case 'default_backend':
			case 'monitor-uri':
			case 'retries':
				return [];
			case 'balance':
				return ROUND.has(second) ? [] : tell;
			case 'option':
				return SILENT_OPTIONS.has(second) || READ_OPTIONS.has(second) ? [] : tell;
			case 'timeout':
				return READ_TIMEOUTS.has(second) ? [] : tell;
			case 'server':
			case 'default-server':
				return words.slice(head === 'server' ? 3 : 1).every((word) => SERVER_WORDS.has(word) || /^\d/.test(word)) ? [] : tell;
			default:
				return tell;
		}
	});
}
