import type { ClusterSpec } from '../../cluster/spec.ts';
import { unifiedDiff } from '../../lint/diff.ts';

/** A file of the user's that has other contents. */
export interface FileChange {
	/** As cluster.yaml names it. */
	file: string;
	before: string;
	after: string;
}

/** The files of a cluster that differ from another's with the same hosts: keepalived.conf files and what they include, each once. Throws RangeError where hosts that share a file would need it differently. */
export function changesBetween(before: ClusterSpec, after: ClusterSpec): FileChange[] {
	const changes = new Map<string, FileChange>();
	const note = (file: string, was: string, is: string) => {
		if (was === is) return;
		const known = changes.get(file);
		if (known && known.after !== is) throw new RangeError(`${file} is several hosts', and each would need it differently`);
		changes.set(file, { file, before: was, after: is });
	};
	for (const [i, host] of before.hosts.entries()) {
		const other = after.hosts[i];
		if (host.keepalived && other?.keepalived) note(host.keepalived.file, host.keepalived.text, other.keepalived.text);
		for (const [j, { source, text }] of host.files.entries()) note(source, text, other?.files[j]?.text ?? text);
	}
	return [...changes.values()];
}

/** Each change as a unified diff. */
export const diffsOf = (changes: readonly FileChange[]): { file: string; diff: string }[] =>
	changes.map(({ file, before, after }) => ({ file, diff: unifiedDiff(file, before, after) }));
