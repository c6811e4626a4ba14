/** Names of files and folders that say nothing about a host. */
const GENERIC = /^(keepalived|conf|config|conf\.d|etc|files|templates|default|master|backup|\.|\.\.|)$/i;

/**
 * The host that a keepalived.conf is for: told by its file's name, else the nearest folder that only this one has, else its router_id, else the
 * path itself. `docker1.conf` is docker1, `lb-1/keepalived.conf` lb-1, `keepalived-node2.conf` node2.
 */
export function hostNameOf(path: string, text: string, all: readonly string[]): string {
	const parts = path.split('/');
	const base = (parts.at(-1) ?? '')
		.replace(/\.(conf|cfg|txt|j2|template|tmpl|bak)\b/g, '')
		.replace(/^keepalived[-_.]|[-_.]?keepalived$/g, '');
	const names = [base, ...parts.slice(0, -1).reverse()].filter((one) => !GENERIC.test(one));
	const isOwn = (name: string) =>
		all.filter((other) => other === path || other.split('/').some((part) => part.includes(name))).length === 1;
	const own = names.find(isOwn);
	const id = /^\s*router_id\s+"?([\w.-]+)/m.exec(text)?.[1];
	return own ?? (all.length > 1 ? undefined : names[0]) ?? id ?? path;
}
