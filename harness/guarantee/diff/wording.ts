import type { Theory } from '../shape.ts';
import { rangeText, whoText } from '../wording.ts';
import type { Difference, Effect, ToldChange } from './shape.ts';

/** A difference in a line: where, what, and from what to what. */
export function changeText({ hosts, what, before, after }: ToldChange): string {
	const where = hosts.length === 0 ? '' : `${hosts.join(', ')}: `;
	return `${where}${what}: ${before ?? 'none'} → ${after ?? 'none'}`;
}

/** What a difference does to a class, in a line. */
const effectText = ({ verdict, failure, before, after }: Effect): string =>
	`${verdict}: ${failure}: ${movesOf(before, after).join('; ')}`;

/** What of a theory differs, in words. */
function movesOf(before: Theory, after: Theory): string[] {
	const told = (name: string, was: string, is: string) => (was === is ? [] : [`${name}${was} → ${is}`]);
	return [
		...told('', whoText(before), whoText(after)),
		...told('nobody is served ', rangeText(before.outage), rangeText(after.outage)),
		...told('takeover ', rangeText(before.takeover), rangeText(after.takeover)),
		...told('two owners ', rangeText(before.twoOwners), rangeText(after.twoOwners)),
	];
}

/** Differences of which theory reads something, and the others. */
export const parted = (changes: readonly ToldChange[]): { read: ToldChange[]; unread: ToldChange[] } => ({
	read: changes.filter(({ applied }) => applied !== 'none'),
	unread: changes.filter(({ applied }) => applied === 'none'),
});

/** What a difference that theory reads does by itself, a line each. */
export function effectLines({ applied, effects }: ToldChange): string[] {
	if (applied === 'together') return ['makes sense only with others; see all together'];
	return effects.length === 0 ? ['no effect by itself'] : effects.map(effectText);
}

/** How many classes became better, worse, other, or stayed, in a sentence. */
export function verdictText({ together, changes }: Difference): string {
	if (changes.length === 0) return 'no difference.';
	const count = (verdict: Effect['verdict']) => together.filter((effect) => effect.verdict === verdict).length;
	const words: [number, string][] = [
		[count('worse'), 'worse'],
		[count('better'), 'better'],
		[count('other'), 'with another host'],
		[count('same'), 'the same'],
	];
	const parts = words.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
	const differences = changes.length === 1 ? '1 difference' : `${changes.length} differences`;
	return `${differences}; of ${together.length} classes of failures ${parts.join(', ')}.`;
}
