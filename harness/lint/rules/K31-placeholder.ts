import { wordOf } from '../../keepalived/model.ts';
import { walk } from '../../keepalived/statement.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** Marks of template languages and of people: `{{ x }}`, `<% x %>`, `%X%`, `__X__`, `@X@`, `<address>`, `${X}` that nothing defines. */
const MARK =
	/\{\{|\{%|<%|^<[\w .-]+>(\/\d+)?$|^%%?\w+%%?$|^__\w+__$|^@@?[A-Z_]+@@?$|^\$\{?[A-Z_]+\}?$|\$\([\w ]+\)|^\[[A-Za-z_ -]+\]$|^x{2,}$|^(\d{1,3}\.){0,3}[xX]{1,3}(\.[xX\d]{1,3}){1,3}/;
/** What every mark has; most words have none of it, and a long file has many words. */
const MAYBE = /[{<%$@[]|__|xx|\.x/i;
/** Words of capitals, as VIP, PRIORITY or YOUR_INTERFACE, where they cannot be a value. */
const CAPITALS = /^[A-Z][A-Z_]{1,}$/;
const PLAIN = new Set(['interface', 'priority', 'virtual_router_id']);

/** A value that was to be filled in. */
export const K31: Rule = {
	id: 'K31',
	name: 'placeholder-left',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived takes the words as they stand, so the instance has no NIC, no priority or no address.',
	fix: 'Fill it in; of a template, lint what it renders to',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance().replace('eth0', 'YOUR_INTERFACE') }, at: ['a.conf:2'] },
	good: { files: { 'a.conf': instance() } },
	*check({ hosts }) {
		for (const { conf } of hosts) {
			// Where the reader has refused the word, that is enough.
			const told = new Set(conf.diagnostics.map(({ at: { file, line, column } }) => JSON.stringify([file, line, column])));
			for (const { statement } of walk(conf.statements)) {
				const { keyword, args, kind, at, chain } = statement;
				const words = kind === 'entry' ? [{ text: keyword, at, chain, quoted: false }, ...args] : args;
				for (const word of words) {
					if (word.quoted || /^(auth_pass|password|path|digest|virtualhost|script)$/.test(keyword)) continue;
					const isLeft = (MAYBE.test(word.text) && MARK.test(word.text)) || (PLAIN.has(keyword) && CAPITALS.test(word.text));
					const { file, line, column } = word.at;
					if (isLeft && !told.has(JSON.stringify([file, line, column])))
						yield { at: word.at, chain: word.chain, message: `${word.text} looks like a placeholder that was to be filled in` };
				}
			}
		}
		for (const { instances, conf } of hosts)
			for (const { block } of instances)
				for (const { values, at, chain } of block.lists.virtual_ipaddress ?? [])
					if (/^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(String(values[0])) && wordOf(conf.model, 'instance') === undefined)
						yield {
							severity: 'note',
							at,
							chain,
							message: `${String(values[0])} is an address that documents use, which no network has (RFC 5737)`,
						};
	},
};
