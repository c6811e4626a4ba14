import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { stateDir } from '../../../../base/paths.ts';
import { ensureState } from '../../../../base/state-folder.ts';
import { writeAtomically } from '../../../../base/write-file.ts';
import { Users } from '../users.ts';
import type { Endpoint } from './endpoint.ts';

const pathOrNull = z.string().nullable();
const endpointSchema = z.strictObject({
	name: z.string(),
	dockerHost: z.string(),
	tls: z.strictObject({ ca: pathOrNull, cert: pathOrNull, key: pathOrNull, skipVerify: z.boolean() }).nullable(),
});

/** The file in an engine's folder that says where it answers. */
const RECORD = 'engine.json';

/**
 * The engines of other people that this machine's runs have used and may have left something on: a folder each in the state folder, with who
 * uses it now. Nothing else tells `clean`, `down` and `status` where to look. No secret is in it: of TLS, the files' paths.
 */
export class RecordedEngines {
	readonly #known = new Map<string, Users>();

	constructor(
		private readonly folder = join(stateDir, 'engines'),
		private readonly ensure: () => unknown = ensureState,
	) {}

	/** Notes an engine and that this process uses it, before anything is made there. Returns how to take the use back. */
	async enter(endpoint: Endpoint): Promise<() => void> {
		this.ensure();
		const own = this.#folderOf(endpoint);
		mkdirSync(own, { recursive: true });
		// First the use: whoever forgets the engine looks at that.
		const leave = this.#users(endpoint).enter();
		await writeAtomically(join(own, RECORD), `${JSON.stringify(endpointSchema.parse(endpoint), null, '\t')}\n`);
		return leave;
	}

	/** All that are noted; what can't be read is passed over. */
	all(): Endpoint[] {
		const ids = existsSync(this.folder) ? readdirSync(this.folder) : [];
		return ids.flatMap((id) => {
			try {
				return endpointSchema.parse(JSON.parse(readFileSync(join(this.folder, id, RECORD), 'utf8')));
			} catch {
				return [];
			}
		});
	}

	/** Forgets an engine, unless a living process uses it. Returns whether it is forgotten. */
	forget(endpoint: Endpoint): boolean {
		if (this.#users(endpoint).living().length > 0) return false;
		rmSync(this.#folderOf(endpoint), { recursive: true, force: true });
		return true;
	}

	/** One object an engine, because it numbers this process's uses. */
	#users(endpoint: Endpoint): Users {
		const folder = join(this.#folderOf(endpoint), 'users');
		const users = this.#known.get(folder) ?? new Users(folder);
		this.#known.set(folder, users);
		return users;
	}

	#folderOf({ dockerHost }: Endpoint): string {
		return join(this.folder, createHash('sha256').update(dockerHost).digest('hex').slice(0, 12));
	}
}
