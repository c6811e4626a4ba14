import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';
import { z } from 'zod';
import { InputError } from '../../../base/errors.ts';

/** Where the docker command keeps contexts: a folder each, by the SHA-256 of its name (docker/cli, cli/context/store/metadatastore.go). */
const metaSchema = z.object({
	Name: z.string(),
	Endpoints: z.object({ docker: z.object({ Host: z.string(), SkipTLSVerify: z.boolean().optional() }) }),
});

/** The endpoint of a docker context, as the docker command's own files have it. Throws InputError where there is none of that name, or it cannot be read. */
export function endpointOf(
	name: string,
	config: string = process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'),
): DockerOptions & { dockerHost: string } {
	const id = createHash('sha256').update(name).digest('hex');
	const file = join(config, 'contexts/meta', id, 'meta.json');
	if (!existsSync(file)) throw noContext(name, file);
	let read: z.infer<typeof metaSchema>;
	try {
		read = metaSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		throw new InputError([
			{ file, field: 'Endpoints.docker', problem: 'it is no docker context', fix: `See \`docker context inspect ${name}\`` },
		]);
	}
	const { Host: dockerHost, SkipTLSVerify: isUnchecked = false } = read.Endpoints.docker;
	const tls = join(config, 'contexts/tls', id, 'docker');
	const pem = (part: 'ca' | 'cert' | 'key') =>
		existsSync(join(tls, `${part}.pem`)) ? { [part]: readFileSync(join(tls, `${part}.pem`)) } : {};
	return {
		dockerHost,
		...addressOf(dockerHost, existsSync(tls)),
		...pem('ca'),
		...pem('cert'),
		...pem('key'),
		...unchecked(isUnchecked),
	};
}

function addressOf(dockerHost: string, hasTls: boolean): DockerOptions {
	if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) };
	const url = new URL(dockerHost);
	if (url.protocol === 'ssh:')
		return { protocol: 'ssh', host: url.hostname, port: Number(url.port || 22), ...(url.username && { username: url.username }) };
	const isSafe = hasTls || url.protocol === 'https:';
	return { protocol: isSafe ? 'https' : 'http', host: url.hostname, port: Number(url.port || (isSafe ? 2376 : 2375)) };
}

const unchecked = (is: boolean): object => (is ? { rejectUnauthorized: false } : {});

const noContext = (name: string, file: string) =>
	new InputError([
		{ file, field: 'context', value: name, problem: 'there is no docker context of that name', fix: 'See `docker context ls`' },
	]);
