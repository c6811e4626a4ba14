import { parseSignature } from '../keepalived/grammar.ts';
import { matchWords } from '../keepalived/match.ts';
import { readKeepalived } from '../keepalived/read.ts';
import { walk } from '../keepalived/statement.ts';

/** What configurations expect of the machine that they are tested on. */
export interface Wants {
	interfaces: Set<string>;
	users: Set<string>;
	groups: Set<string>;
	/** Names of mail servers. */
	hosts: Set<string>;
	/** Network namespaces. */
	namespaces: Set<string>;
	/** Absolute paths of programs. */
	scripts: Set<string>;
}

/** What the texts name: NICs, users, groups and programs. `keepalived_script` is the user whom keepalived looks for. */
export function wantsOf(texts: readonly string[]): Wants {
	const wants: Wants = {
		...{ interfaces: new Set(['eth0', 'eth1']), users: new Set(['keepalived_script']) },
		...{
			groups: new Set(['keepalived_script']),
			scripts: new Set<string>(),
			hosts: new Set<string>(),
			namespaces: new Set<string>(),
		},
	};
	const byWhat: Readonly<Record<string, Set<string>>> = { interface: wants.interfaces, user: wants.users, group: wants.groups };
	for (const text of texts) {
		const { statements } = readKeepalived({ files: new Map([['f', text]]), main: 'f' });
		for (const { statement, owners } of walk(statements)) {
			const entries = statement.kind === 'entry' ? owners.at(-1)?.spec?.entries : undefined;
			const signature = entries ?? statement.spec?.args;
			if (signature === undefined) continue;
			const first = { text: statement.keyword, at: statement.at, chain: [], quoted: false };
			const words = entries === undefined ? statement.args : [first, ...statement.args];
			const { values } = matchWords(parseSignature(signature), words);
			for (const { word, type } of values) {
				if (type.type === 'word') byWhat[type.what]?.add(word.text);
				if (type.type === 'script')
					addScript(
						wants,
						words
							.slice(words.indexOf(word))
							.map((one) => one.text)
							.join(' '),
					);
			}
			const [value = ''] = statement.args.map((one) => one.text);
			if (statement.keyword === 'smtp_server' && /^[a-z][\w.-]*$/i.test(value)) wants.hosts.add(value);
			if (/^net_namespace/.test(statement.keyword) && /^[\w-]+$/.test(value)) wants.namespaces.add(value);
			const route = /_(routes|rules)$/.test(owners.at(-1)?.keyword ?? '') && entries !== undefined;
			for (const [i, { text: word }] of words.entries())
				if (route && /^(dev|oif|iif)$/.test(words[i - 1]?.text ?? '')) wants.interfaces.add(word);
		}
	}
	return wants;
}

/** Programs by a path, and by a name alone, which keepalived looks for. */
function addScript(wants: Wants, command: string): void {
	const [word = ''] = command.trim().split(/[\s"']+/);
	const path = /^[\w.-]+$/.test(word) ? `/usr/bin/${word}` : word;
	if (/^\/[\w./-]+$/.test(path) && !path.includes('..') && !path.endsWith('/')) wants.scripts.add(path);
}
