import { tokenizeLine } from './keepalived-tokens.ts';

/** A keepalived.conf with keywords of every `vrrp_instance` set to other values, as `setInBlocks` does it. */
export function setInInstances(text: string, set: Readonly<Record<string, string | number>>): string {
	return setInBlocks(text, 'vrrp_instance', set);
}

/**
 * A keepalived.conf with keywords of every block of a kind set to other values: the line that sets one is replaced, else one is added as the
 * block's first. All else, comments too, stays as it is.
 */
export function setInBlocks(text: string, block: string, set: Readonly<Record<string, string | number>>): string {
	/** The braces' depth, and at which a block's own lines are; 0 outside. */
	let depth = 0;
	let blockDepth = 0;
	const lines: string[] = [];
	let missing = new Set<string>();
	/** Where a block's first line goes, until it is known what the block itself sets. */
	let firstAt = 0;
	for (const line of text.split('\n')) {
		const tokens = tokenizeLine(line);
		const [first] = tokens;
		const keyword = first?.kind === 'word' ? first.text : '';
		if (keyword === block && blockDepth === 0) {
			blockDepth = depth + 1;
			missing = new Set(Object.keys(set));
			firstAt = 0;
		}
		const isOwn = blockDepth > 0 && depth === blockDepth && Object.hasOwn(set, keyword);
		if (isOwn) missing.delete(keyword);
		lines.push(isOwn ? `${/^\s*/.exec(line)?.[0] ?? ''}${keyword} ${set[keyword]}` : line);
		for (const { kind } of tokens) {
			if (kind === 'open') {
				depth += 1;
				if (depth === blockDepth) firstAt = lines.length;
			} else if (kind === 'close') {
				depth -= 1;
				if (blockDepth > 0 && depth < blockDepth) {
					lines.splice(firstAt, 0, ...[...missing].map((name) => `    ${name} ${set[name]}`));
					blockDepth = 0;
				}
			}
		}
	}
	return lines.join('\n');
}
