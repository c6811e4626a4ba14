import { tokenizeLine } from './keepalived-tokens.ts';

/**
 * A keepalived.conf with keywords of every `vrrp_instance` set to other values: the line that sets one is replaced, else one is added as the
 * block's first. All else, comments too, stays as it is.
 */
export function setInInstances(text: string, set: Readonly<Record<string, string | number>>): string {
	/** The braces' depth, and at which an instance's own lines are; 0 outside. */
	let depth = 0;
	let instanceDepth = 0;
	const lines: string[] = [];
	let missing = new Set<string>();
	/** Where a block's first line goes, until it is known what the block itself sets. */
	let firstAt = 0;
	for (const line of text.split('\n')) {
		const tokens = tokenizeLine(line);
		const [first] = tokens;
		const keyword = first?.kind === 'word' ? first.text : '';
		if (keyword === 'vrrp_instance' && instanceDepth === 0) {
			instanceDepth = depth + 1;
			missing = new Set(Object.keys(set));
			firstAt = 0;
		}
		const isOwn = instanceDepth > 0 && depth === instanceDepth && Object.hasOwn(set, keyword);
		if (isOwn) missing.delete(keyword);
		lines.push(isOwn ? `${/^\s*/.exec(line)?.[0] ?? ''}${keyword} ${set[keyword]}` : line);
		for (const { kind } of tokens) {
			if (kind === 'open') {
				depth += 1;
				if (depth === instanceDepth) firstAt = lines.length;
			} else if (kind === 'close') {
				depth -= 1;
				if (instanceDepth > 0 && depth < instanceDepth) {
					lines.splice(firstAt, 0, ...[...missing].map((name) => `    ${name} ${set[name]}`));
					instanceDepth = 0;
				}
			}
		}
	}
	return lines.join('\n');
}
