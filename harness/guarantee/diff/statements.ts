import type { Block, Entry, Setting } from '../../keepalived/model.ts';
import type { KeepalivedConf } from '../../keepalived/read.ts';

/** Of the instance for the floating IP, what the typed fields tell. */
const TOLD_OF_INSTANCE = new Set([
	...[
		'interface',
		'state',
		'virtual_router_id',
		'version',
		'priority',
		'advert_int',
		'down_timer_adverts',
		'preempt',
		'nopreempt',
	],
	...['preempt_delay', 'virtual_ipaddress', 'unicast_peer', 'garp_master_refresh', 'higher_prio_send_advert', 'authentication'],
	...['track_script', 'track_process', 'track_interface', 'track_file'],
]);
/** Of global_defs likewise, where the host has no other instance. */
const TOLD_OF_GLOBALS = new Set([
	...[
		'vrrp_version',
		'vrrp_garp_master_refresh',
		'vrrp_higher_prio_send_advert',
		'vrrp_down_timer_adverts',
		'vrrp_startup_delay',
	],
]);
const TOLD_OF_SCRIPTS = new Set(['interval', 'fall', 'weight']);
const SECRET = new Set(['auth_pass']);

/**
 * Every statement that keepalived takes, but those which the typed fields tell, by what it is: the block's words and the keyword. Comments,
 * layout, includes and definitions make no difference. Passwords are kept apart, and not told.
 */
export function otherStatements(conf: KeepalivedConf, instance: string | null): Map<string, string> {
	const found = new Map<string, string>();
	const isAlone = conf.model.blocks.filter(({ keyword }) => keyword === 'vrrp_instance').length <= 1;
	const tracked = new Set(
		conf.model.blocks.flatMap(({ lists }) => (lists.track_script ?? []).map(({ values }) => String(values[0]))),
	);
	const isTold = (block: Block, keyword: string) => {
		const [name = ''] = block.names;
		if (block.keyword === 'vrrp_instance') return name === instance && TOLD_OF_INSTANCE.has(keyword);
		if (block.keyword === 'global_defs') return isAlone && TOLD_OF_GLOBALS.has(keyword);
		return block.keyword === 'vrrp_script' && tracked.has(name) && TOLD_OF_SCRIPTS.has(keyword);
	};
	const visit = (block: Block, path: string) => {
		const add = (keyword: string, text: string) => {
			const key = [path, keyword].filter((part) => part !== '').join(' ');
			found.set(key, found.has(key) ? `${found.get(key)}; ${text}` : text);
		};
		for (const setting of block.settings) if (!isTold(block, setting.keyword)) add(setting.keyword, sayOf(setting));
		for (const [keyword, entries] of Object.entries(block.lists))
			if (!isTold(block, keyword)) add(keyword, entries.map(sayEntry).join('; '));
		for (const inner of block.blocks) {
			if (isTold(block, inner.keyword)) continue;
			const words = [path, inner.keyword, ...inner.names].filter((part) => part !== '').join(' ');
			// A block without content is there all the same.
			if (inner.settings.length + inner.blocks.length + Object.keys(inner.lists).length === 0) found.set(words, 'empty');
			visit(inner, inner.keyword === 'vrrp_instance' && inner.names[0] === instance ? 'vrrp_instance' : words);
		}
	};
	visit(conf.model, '');
	return found;
}

/** A password is told apart by its letters, and shown as hidden by who prints it. */
export const isSecret = (what: string): boolean => SECRET.has(what.split(' ').at(-1) ?? '');

const sayOf = ({ values, options }: Setting) =>
	values.length + options.length === 0 ? 'set' : [...values, ...options].join(' ');

/** An entry of a list with its options. */
export const sayEntry = ({ values, options }: Entry): string =>
	[...values, ...Object.entries(options).map(([name, value]) => (value === true ? name : `${name} ${value}`))].join(' ');

/** The files that a configuration came from, beside the main one. */
export function filesOf({ model }: KeepalivedConf): Set<string> {
	const files = new Set<string>();
	const visit = (block: Block) => {
		files.add(block.at.file);
		for (const { at } of [...block.settings, ...Object.values(block.lists).flat()]) files.add(at.file);
		block.blocks.forEach(visit);
	};
	visit(model);
	return files;
}
