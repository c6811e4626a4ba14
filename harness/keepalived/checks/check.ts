import { type Block, flagOf, type KeepalivedModel, numberOf, settingOf, wordOf } from '../model.ts';
import type { Chain, Diagnostic, Diagnostics, Place } from '../place.ts';

/** What the checks of whole blocks look at, and where they say what they find. */
export interface Checked {
	model: KeepalivedModel;
	/** global_defs, all blocks of it as one. */
	globals: Block;
	/** Where each block stands among those of the file. */
	order: ReadonlyMap<Block, number>;
	diagnostics: Diagnostics;
}

type More = Partial<Pick<Diagnostic, 'code' | 'severity' | 'value' | 'keepalived'>> & { at?: { at: Place; chain: Chain } };

/** Says what is wrong with a block as a whole. By default a warning of settings that do not go together, of which keepalived complains. */
export function complain(
	{ diagnostics }: Checked,
	block: Block,
	keyword: string | null,
	message: string,
	fix: string,
	{ at = (keyword !== null && settingOf(block, keyword)) || block, ...more }: More = {},
): void {
	const field = [block.keyword, ...block.names, keyword ?? ''].filter((part) => part !== '').join(' ');
	diagnostics.add({
		...{ code: 'settings-conflict', severity: 'warning', keepalived: 'complains', message, fix, field },
		...{ at: at.at, chain: at.chain, ...more },
	});
}

/** What an address is, as inet_stosockaddr() of keepalived's lib/utils.c reads it: what follows a - or a / is cut off. Null for none. */
export function familyOf(address: string): 4 | 6 | null {
	return /^[\d.]+([-/]|$)/.test(address) ? 4 : address.includes(':') ? 6 : null;
}

/** An instance's settings that others depend on, global_defs considered (the order of vrrp_complete_instance() of vrrp.c). */
export function basicsOf(instance: Block, globals: Block) {
	const isStrict = flagOf(instance, 'strict_mode') ?? flagOf(globals, 'vrrp_strict') ?? false;
	const addresses = (instance.lists.virtual_ipaddress ?? []).map(({ values }) => String(values[0]));
	const peers = (instance.lists.unicast_peer ?? []).map(({ values }) => String(values[0]));
	const sources = ['unicast_src_ip', 'mcast_src_ip'].flatMap((keyword) => wordOf(instance, keyword) ?? []);
	const family = [...addresses, ...sources, ...peers].map(familyOf).find((one) => one !== null) ?? 4;
	const written = numberOf(instance, 'version') ?? (family === 6 ? 3 : (numberOf(globals, 'vrrp_version') ?? 2));
	const states = instance.settings.filter(({ keyword }) => keyword === 'state').map(({ values }) => String(values[0]));
	const state = states.includes('MASTER') ? 'MASTER' : (states.at(-1) ?? null);
	const priority = numberOf(instance, 'priority') ?? (state === 'MASTER' ? 255 : 100);
	const initial = state === null || isStrict ? (priority === 255 ? 'MASTER' : 'BACKUP') : state;
	const version = isStrict && family === 6 ? 3 : written;
	return { isStrict, family, version, written, state, priority, initial, addresses, peers, sources };
}
