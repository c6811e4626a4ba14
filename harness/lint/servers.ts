import { type Block, blocksOf, type KeepalivedModel, wordOf } from '../keepalived/model.ts';

/** A virtual_server as the rules look at it. */
export interface VirtualServer {
	block: Block;
	/** As messages name it: `10.0.0.9:80`, `fwmark 1`. */
	name: string;
	/** Null for a firewall mark or a group. */
	address: string | null;
	port: number;
	kind: 'NAT' | 'DR' | 'TUN';
	protocol: string | null;
	realServers: Block[];
}

/** The blocks of a real server that check it. */
export const CHECKERS =
	/^(TCP_CHECK|HTTP_GET|SSL_GET|SMTP_CHECK|DNS_CHECK|MISC_CHECK|BFD_CHECK|PING_CHECK|UDP_CHECK|FILE_CHECK)$/;

const known = new WeakMap<KeepalivedModel, VirtualServer[]>();

/** The virtual servers of a configuration. Many rules ask, so they are made once. */
export function virtualServers(model: KeepalivedModel): VirtualServer[] {
	const before = known.get(model);
	if (before) return before;
	const made = serversOf(model);
	known.set(model, made);
	return made;
}

function serversOf(model: KeepalivedModel): VirtualServer[] {
	return blocksOf(model, 'virtual_server').map((block) => {
		const [first = '', second = ''] = block.names;
		const isAddress = first !== 'group' && first !== 'fwmark';
		const kind = wordOf(block, 'lb_kind') ?? wordOf(block, 'lvs_method') ?? 'NAT';
		return {
			block,
			name: isAddress ? `${first}${second === '' ? '' : ` ${second}`}` : `${first} ${second}`,
			address: isAddress ? first : null,
			port: Number(second) || 0,
			kind: kind === 'DR' || kind === 'TUN' ? kind : 'NAT',
			protocol: wordOf(block, 'protocol') ?? null,
			realServers: blocksOf(block, 'real_server'),
		};
	});
}

/** Whether anything checks a real server. */
export const isChecked = ({ blocks }: Block): boolean => blocks.some(({ keyword }) => CHECKERS.test(keyword));
