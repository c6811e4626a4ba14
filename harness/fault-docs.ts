import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { whyUnmodelled } from './labs/sim/unmodelled.ts';
import type { FaultDescriptor } from './scenario/faults/descriptor.ts';
import { FAULTS, type FaultKind } from './scenario/faults/index.ts';

const HEAD = `# Faults

Made from the descriptors (\`harness/scenario/faults/\`) by \`npm run fault-docs\`. Each is injected on real machines; the last two columns say
whether the simulator has a model of it, and whether \`vipdrill fuzz\` draws it.

| kind | builder | what it does | how it is undone | simulator | fuzz |
|---|---|---|---|---|---|
`;

/** docs/faults.md, from the descriptors. */
export function faultsPage(): string {
	const rows = Object.values(FAULTS).map(({ kind, build, does, undone, fuzz }: FaultDescriptor) => {
		const why = whyUnmodelled(kind as FaultKind);
		return `| \`${kind}\` | \`${build.name}\` | ${does} | ${undone} | ${why === null ? 'yes' : `no: ${why}`} | ${fuzz ? 'yes' : 'no'} |\n`;
	});
	return `${HEAD}${rows.join('')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	await writeFile(new URL('../docs/faults.md', import.meta.url), faultsPage());
