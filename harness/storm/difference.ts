/** What a machine holds, by kind: one line a thing. */
export type MachineState = Readonly<Record<string, readonly string[]>>;

/** Things of one kind that have come, and that are gone. */
export interface Difference {
	kind: string;
	come: string[];
	gone: string[];
}

/** What differs between two states, kind by kind; two things of one line are two. Kinds named in `but` are not looked at. */
export function difference(before: MachineState, after: MachineState, but: readonly string[] = []): Difference[] {
	const kinds = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((kind) => !but.includes(kind));
	return kinds.flatMap((kind) => {
		const come = without(after[kind] ?? [], before[kind] ?? []);
		const gone = without(before[kind] ?? [], after[kind] ?? []);
		return come.length + gone.length > 0 ? [{ kind, come, gone }] : [];
	});
}

/** What of some is not among others, each as often as it is more. */
function without(some: readonly string[], others: readonly string[]): string[] {
	const left = new Map<string, number>();
	for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
	return some.filter((line) => {
		const count = left.get(line) ?? 0;
		left.set(line, count - 1);
		return count <= 0;
	});
}

/** A difference for people. */
export function describeDifference({ kind, come, gone }: Difference): string {
	const parts = [...come.map((line) => `+ ${line}`), ...gone.map((line) => `- ${line}`)];
	return `${kind}: ${parts.join('; ')}`;
}
