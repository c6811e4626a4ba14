import { type Block, blocksOf, flagOf, numberOf, type Setting, settingOf, wordOf } from '../model.ts';
import { type Checked, complain, familyOf } from './check.ts';

/** What a virtual server is known by. */
type Kind = 'address' | 'fwmark' | 'group';

/** A server's address and port, 0 for none. */
interface Server {
	address: string;
	port: number;
	at: Block | Setting;
	method: string | undefined;
}

/** What keepalived finds as it completes its virtual servers (validate_check_config() of check_data.c). */
export function checkLvs(checked: Checked): void {
	for (const server of blocksOf(checked.model, 'virtual_server')) {
		const [first = '', second = ''] = server.names;
		const kind: Kind = first === 'group' || first === 'fwmark' ? first : 'address';
		const entries = kind === 'group' ? groupEntries(checked, second) : [];
		if (kind === 'group' && !entries) {
			const message = 'no virtual_server_group has this name, so keepalived drops the block, and says so in its log alone';
			const more = { code: 'not-defined', severity: 'error', keepalived: 'silent', value: second } as const;
			complain(checked, server, null, message, `Define virtual_server_group ${second}, or correct the name`, more);
			continue;
		}
		checkServer(checked, server, kind, entries ?? []);
	}
}

type Entries = readonly { values: readonly unknown[] }[];

function groupEntries({ model }: Checked, name: string): Entries | undefined {
	const groups = model.blocks.filter(({ keyword, names }) => keyword === 'virtual_server_group' && names[0] === name);
	return groups[0]?.lists.virtual_server_group;
}

function checkServer(checked: Checked, server: Block, kind: Kind, entries: Entries): void {
	const tell = (keyword: string | null, message: string, fix: string, more = {}) =>
		complain(checked, server, keyword, message, fix, more);
	const marks = entries.filter(({ values }) => values[0] === 'fwmark');
	const ranges = entries.filter(({ values }) => values[0] !== 'fwmark');
	const byAddress = kind === 'address' || ranges.length > 0;
	const family = kind === 'address' ? familyOf(server.names[0] ?? '') : null;
	const method = wordOf(server, 'lb_kind') ?? wordOf(server, 'lvs_method');
	const last = server.settings.findLast(({ keyword }) => keyword === 'lb_kind' || keyword === 'lvs_method')?.values[0];
	const reals = realServers(checked, server, family, String(last ?? method ?? ''));
	if (reals.length === 0) {
		tell('real_server', 'there is no real_server in it, so keepalived drops the block', 'Add real_server', {
			code: 'block-incomplete',
		});
		return;
	}
	const protocol = wordOf(server, 'protocol')?.toUpperCase();
	const isPersistent = settingOf(server, 'persistence_timeout') ?? settingOf(server, 'persistence_granularity');
	if (settingOf(server, 'ha_suspend') && (kind === 'fwmark' || marks.length > 0))
		tell('ha_suspend', 'a firewall mark has no address, so keepalived drops it', 'Remove it', { code: 'setting-cleared' });
	if (byAddress && protocol === undefined)
		tell('protocol', 'there is no protocol, so keepalived takes UDP', 'Add protocol TCP or protocol UDP', {
			code: 'block-incomplete',
		});
	if (byAddress && settingOf(server, 'ops') && (protocol ?? 'UDP') !== 'UDP')
		tell('ops', 'it is for UDP alone, so keepalived drops it', 'Remove it', { code: 'setting-cleared' });
	const port = Number(server.names[1] ?? 0);
	const noPort = kind === 'address' ? port === 0 : ranges.some(({ values }) => Number(values[1] ?? 0) === 0);
	if (noPort && !isPersistent)
		tell(
			'persistence_timeout',
			'without a port it must be persistent, which keepalived makes it',
			'Add a port, or persistence_timeout',
		);
	if (!byAddress && protocol !== undefined)
		tell('protocol', 'a firewall mark has no protocol, so keepalived drops it', 'Remove it', { code: 'setting-cleared' });
	if (!settingOf(server, 'lb_algo') && !settingOf(server, 'lvs_sched'))
		tell('lb_algo', 'there is no scheduler, so keepalived takes wlc', 'Add lb_algo', { code: 'block-incomplete' });
	const sorry = sorryServer(checked, server, family, String(last ?? ''));
	if (last === undefined && [...reals, ...(sorry ? [sorry] : [])].some((one) => one.method === undefined))
		tell('lb_kind', 'it is not said how packets get to the real servers, so keepalived takes NAT', 'Add lb_kind', {
			code: 'block-incomplete',
		});
	checkFlags(checked, server);
	checkDuplicates(checked, server, reals);
	checkQuorum(checked, server, reals);
	const isNat = (one: Server) => (one.method ?? last ?? 'NAT') === 'NAT';
	for (const one of [...reals, ...(sorry ? [sorry] : [])].filter((each) => !isNat(each) && each.port !== 0)) {
		const isOther =
			kind === 'address'
				? one.port !== port
				: kind === 'fwmark' || marks.length > 0 || ranges.some(({ values }) => Number(values[1] ?? 0) !== one.port);
		if (!isOther) continue;
		const message = `only NAT changes ports, so keepalived takes ${kind === 'address' ? `port ${port}` : 'no port'} for ${one.address}`;
		complain(checked, server, 'real_server', message, 'Write the same port, or lb_kind NAT', {
			at: one.at,
			value: `${one.address} ${one.port}`,
		});
	}
}

/** What is behind the keyword, or in the lines of a group. */
function realServers(checked: Checked, server: Block, family: 4 | 6 | null, method: string): (Server & { block: Block })[] {
	let known = family;
	return blocksOf(server, 'real_server').flatMap((block) => {
		const [address = '', port] = block.names;
		const own = wordOf(block, 'lvs_method');
		known ??= familyOf(address);
		if ((own ?? method) !== 'TUN' && familyOf(address) !== known) {
			const message = `the virtual server is one of IPv${known}, so keepalived drops this real server`;
			complain(checked, block, null, message, 'Use addresses of one family, or lb_kind TUN', {
				severity: 'error',
				value: address,
			});
			return [];
		}
		return [{ block, address, port: Number(port ?? 0), at: block, method: own ?? (method === '' ? undefined : method) }];
	});
}

function sorryServer(checked: Checked, server: Block, family: 4 | 6 | null, method: string): Server | null {
	const sorry = settingOf(server, 'sorry_server');
	for (const keyword of ['sorry_server_inhibit', 'sorry_server_lvs_method']) {
		const setting = settingOf(server, keyword);
		if (!setting || (sorry && server.settings.indexOf(sorry) < server.settings.indexOf(setting))) continue;
		complain(
			checked,
			server,
			keyword,
			'there is no sorry_server before it, so keepalived drops it',
			'Write it behind sorry_server',
		);
	}
	if (!sorry) return null;
	const [address = '', port = 0] = sorry.values.map(String);
	const own = wordOf(server, 'sorry_server_lvs_method');
	if ((own ?? method) !== 'TUN' && family !== null && familyOf(address) !== family) {
		const message = `the virtual server is one of IPv${family}, so keepalived drops it`;
		complain(checked, server, 'sorry_server', message, 'Use addresses of one family', { severity: 'error', value: address });
		return null;
	}
	return { address, port: Number(port), at: sorry, method: own ?? (method === '' ? undefined : method) };
}

function checkDuplicates(checked: Checked, server: Block, reals: readonly (Server & { block: Block })[]): void {
	for (const [i, one] of reals.entries()) {
		const twin = reals.slice(0, i).find(({ address, port }) => address === one.address && port === one.port);
		if (!twin) continue;
		const message = `line ${twin.block.at.line} has it already, so keepalived drops this one`;
		complain(checked, server, 'real_server', message, 'Remove one of them', {
			code: 'duplicate-block',
			severity: 'error',
			at: one.block,
			value: one.address,
		});
	}
}

function checkQuorum(checked: Checked, server: Block, reals: readonly (Server & { block: Block })[]): void {
	const weight = numberOf(server, 'weight') ?? 1;
	const unique = reals.filter(
		(one, i) => !reals.slice(0, i).some(({ address, port }) => address === one.address && port === one.port),
	);
	const sum = unique.reduce((all, { block }) => all + (numberOf(block, 'weight') ?? weight), 0);
	const quorum = numberOf(server, 'quorum') ?? 1;
	const taken = Math.min(quorum, sum);
	if (quorum > sum) {
		const message = `the weights of the real servers make ${sum}, so a quorum of ${quorum} is never reached, and keepalived takes ${sum}`;
		complain(checked, server, 'quorum', message, 'Lower the quorum, or raise the weights');
	}
	if ((numberOf(server, 'hysteresis') ?? 0) >= taken && !(sum === 0 && flagOf(server, 'quorum') === undefined && quorum <= sum)) {
		const message = `it must be less than the quorum of ${taken}, so keepalived takes ${taken - 1}`;
		complain(checked, server, 'hysteresis', message, 'Lower it');
	}
}

/** Flags that are for the schedulers sh and mh, whose name must stand before. */
function checkFlags(checked: Checked, server: Block): void {
	let scheduler = '';
	for (const setting of server.settings) {
		if (/^(lb_algo|lvs_sched)$/.test(setting.keyword)) scheduler = String(setting.values[0]);
		if (!/^(hashed|[sm]h-(port|fallback))$/.test(setting.keyword) || /^[sm]h$/.test(scheduler)) continue;
		const message = 'it is for the schedulers sh and mh alone, whose name must stand before it, so keepalived drops it';
		complain(checked, server, setting.keyword, message, 'Remove it, or write lb_algo sh before it', {
			code: 'setting-cleared',
			at: setting,
		});
	}
}
