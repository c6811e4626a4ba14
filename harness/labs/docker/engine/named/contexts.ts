import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** A context of the user's docker command, as its store has it (docs.docker.com, "Docker contexts"). */
export interface DockerContext {
	name: string;
	/** As in DOCKER_HOST; empty where the store does not say. */
	host: string;
	skipTlsVerify: boolean;
	/** The folder that would hold its `ca.pem`, `cert.pem` and `key.pem`. */
	tlsFolder: string;
}

const metaSchema = z.object({
	Name: z.string(),
	Endpoints: z.object({
		docker: z.object({ Host: z.string().default(''), SkipTLSVerify: z.boolean().default(false) }).optional(),
	}),
});

/** The folder with the settings of the user's docker command. */
export const dockerFolder = (env: NodeJS.ProcessEnv = process.env): string => env.DOCKER_CONFIG ?? join(homedir(), '.docker');

/** All contexts of the store, by name; one that can't be read is passed over. `default` is none of them: it stands in no store. */
export function dockerContexts(folder: string = dockerFolder()): DockerContext[] {
	const store = join(folder, 'contexts', 'meta');
	const names = existsSync(store) ? readdirSync(store) : [];
	const contexts = names.flatMap((id): DockerContext[] => {
		try {
			const { Name: name, Endpoints: endpoints } = metaSchema.parse(
				JSON.parse(readFileSync(join(store, id, 'meta.json'), 'utf8')),
			);
			const { Host: host = '', SkipTLSVerify: skipTlsVerify = false } = endpoints.docker ?? {};
			return [{ name, host, skipTlsVerify, tlsFolder: join(folder, 'contexts', 'tls', idOf(name), 'docker') }];
		} catch {
			return [];
		}
	});
	return contexts.sort((a, b) => a.name.localeCompare(b.name));
}

/** What the store calls a context's folders: the SHA-256 of its name. */
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');
