import type { ClusterSpec } from '../../cluster/spec.ts';
import { classesOf } from '../classes/index.ts';
import { inputsOf } from '../inputs.ts';
import { theories } from '../theory.ts';
import type { Change, Read } from './change.ts';
import { changesBetween } from './changes.ts';
import { effectsOf, overall } from './effects.ts';
import { DIFF_SCHEMA_VERSION, type Difference, type Effect, type ToldChange } from './shape.ts';

/** How two clusters differ, and by theory what each change alone, and all together, do to the guarantee. */
export function difference(
	before: ClusterSpec,
	after: ClusterSpec,
	about: { vipdrillVersion: string; before: string; after: string },
): Difference {
	const [a, b] = [before, after].map((spec): Read => ({ spec, inputs: inputsOf(spec) })) as [Read, Read];
	const later = classesOf(after);
	const classes = classesOf(before).filter((one) => later.includes(one));
	const was = theories(a.inputs, classes);
	const together = effectsOf(classes, was, theories(b.inputs, classes));
	const told = ({ put, hosts, what, before: from, after: to }: Change): ToldChange => {
		const change = { hosts, what, before: from, after: to };
		if (put === null) return { ...change, applied: 'none', effects: [] };
		if (put === 'together') return { ...change, applied: 'together', effects: [] };
		const mixed = structuredClone(a.inputs);
		put(mixed, structuredClone(b.inputs));
		return { ...change, applied: 'alone', effects: effectsOf(classes, was, theories(mixed, classes)).filter(isOne) };
	};
	return {
		schemaVersion: DIFF_SCHEMA_VERSION,
		...about,
		changes: changesBetween(a, b).map(told),
		together,
		verdict: overall(together),
	};
}

const isOne = ({ verdict }: Effect) => verdict !== 'same';
