import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Enters a docker context without TLS in a folder of settings, as docker's own command stores it. */
export function writeContext(folder: string, name: string, dockerHost: string): void {
	const own = join(folder, 'contexts/meta', createHash('sha256').update(name).digest('hex'));
	mkdirSync(own, { recursive: true });
	writeFileSync(
		join(own, 'meta.json'),
		JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: dockerHost } } }),
	);
}
