import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { knownSecrets } from '../base/known-secrets.ts';
import { buildClusterSpec } from '../cluster/cluster-spec.ts';
import { secretsIn } from '../cluster/secrets.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { noteCluster } from '../results/redact.ts';

/** Reads a cluster folder, given by its path or that of its cluster.yaml. Throws InputError with every problem: no folder, no cluster.yaml, wrong content. Notes what is secret in it. */
export async function loadCluster(dir: string): Promise<ClusterSpec> {
	const path = await clusterYamlPath(dir);
	const text = await readFile(path, 'utf8').catch(() => {
		const fix = 'Create it (fixtures/seed/cluster.yaml is an example), or name another folder';
		throw new InputError([{ file: path, field: 'cluster.yaml', problem: 'the folder has no readable cluster.yaml', fix }]);
	});
	const folder = dirname(resolve(path));
	const spec = buildClusterSpec({
		dir: folder,
		clusterYaml: { path, text },
		files: (relative) => {
			const content = readOrNull(resolve(folder, relative));
			// Before anything quotes it: a file with mistakes is quoted in their errors.
			if (content !== null) knownSecrets.add(...secretsIn(content));
			return content;
		},
	});
	noteCluster(spec);
	return spec;
}

async function clusterYamlPath(dir: string): Promise<string> {
	const found = await stat(dir).catch(() => null);
	if (found?.isDirectory()) return join(dir, 'cluster.yaml');
	if (found || basename(dir) === 'cluster.yaml') return dir;
	const fix = 'Name a folder with a cluster.yaml, for instance fixtures/seed';
	throw new InputError([{ file: dir, field: 'cluster folder', problem: 'there is no such folder', fix }]);
}

function readOrNull(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
