/** Lines that are shown around a change. */
const CONTEXT = 2;

/** A unified diff of two texts that differ in few places; empty where they are alike. Lines are compared without their line ends' form. */
export function unifiedDiff(file: string, before: string, after: string): string {
	const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
	const hunks: string[] = [];
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length) {
		if (i < a.length && a[i] === b[j]) {
			i += 1;
			j += 1;
			continue;
		}
		const [nextA, nextB] = nextMatch(a, b, i, j);
		const head = a.slice(Math.max(0, i - CONTEXT), i);
		const tail = a.slice(nextA, nextA + CONTEXT);
		const removed = a.slice(i, nextA);
		const added = b.slice(j, nextB);
		hunks.push(
			`@@ -${i + 1 - head.length},${head.length + removed.length + tail.length} +${j + 1 - head.length},${head.length + added.length + tail.length} @@`,
			...head.map((line) => ` ${line}`),
			...removed.map((line) => `-${line}`),
			...added.map((line) => `+${line}`),
			...tail.map((line) => ` ${line}`),
		);
		i = nextA;
		j = nextB;
	}
	return hunks.length === 0 ? '' : [`--- ${file}`, `+++ ${file}`, ...hunks, ''].join('\n');
}

/** Where both go on alike: the nearest pair of equal lines, a bound of lines ahead. */
function nextMatch(a: readonly string[], b: readonly string[], i: number, j: number): [number, number] {
	for (let sum = 1; sum < 200; sum++)
		for (let x = 0; x <= sum; x++) {
			const [p, q] = [i + x, j + sum - x];
			if (p < a.length && q < b.length && a[p] === b[q]) return [p, q];
		}
	return [a.length, b.length];
}
