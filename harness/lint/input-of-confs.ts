import { readKeepalived } from '../keepalived/read.ts';
import { hostNameOf } from './host-name.ts';
import type { LintHost, LintInput } from './input.ts';
import { withoutMarks } from './template.ts';

/** What single files need, beside their text: what they include, and the version that they are meant for. */
export interface ConfOptions {
	version?: string | null;
	/** Every file that one of them may include, by its path as places show it. */
	others?: ReadonlyMap<string, string>;
	/** Paths by which one of them names a file that stands elsewhere: `/etc/keepalived/x.conf` for what is beside it. */
	aliases?: ReadonlyMap<string, string>;
}

/** Some keepalived.conf files, of one host each, by their paths as places show them. Of what else is on the hosts nothing is known. */
export function inputOfConfs(
	confs: ReadonlyMap<string, string>,
	{ version = null, others = new Map(), aliases = new Map() }: ConfOptions = {},
): LintInput {
	const texts = new Map([...confs, ...others]);
	const files = new Map([...texts].map(([path, text]) => [path, withoutMarks(text)]));
	for (const [alias, path] of aliases) files.set(alias, files.get(path) ?? '');
	const shown = (path: string) => aliases.get(path) ?? path;
	const hosts = [...confs].flatMap(([path, text]): LintHost[] => {
		const name = hostNameOf(path, text, [...confs.keys()]);
		const ids = conditionsIn(files.values());
		// A file with lines for several hosts is read as each of them; of several files, each has its own host.
		const names = ids.length === 0 || ids.includes(name) ? [name] : confs.size === 1 ? ids : ids.slice(0, 1);
		return names.map((host) => ({
			name: names.length > 1 ? host : name,
			conf: readKeepalived({ files, main: path, host, version, shown }),
			files: null,
		}));
	});
	return { hosts, cluster: null, stack: null, texts, unreadable: [] };
}

/** As many hosts as a cluster may have. */
const MOST_HOSTS = 9;

/** The hosts that lines `@id …` are for. */
function conditionsIn(texts: Iterable<string>): string[] {
	const ids = [...texts].flatMap((text) => [...text.matchAll(/^[ \t]*@([^\s^#!]+)[ \t]/gm)].map(([, id = '']) => id));
	return [...new Set(ids)].slice(0, MOST_HOSTS);
}
