import { execa } from 'execa';
import { VipdrillError } from '../../../../base/errors.ts';
import { answers, connect } from '../engine.ts';
import type { BaseProvider } from './provider.ts';

const NONE = 'no Docker engine answers (DOCKER_HOST, context, default socket); start one, or';

/** The endpoint that the user's own docker command would use: DOCKER_HOST, else the current context, else the default socket. */
export async function localDockerHost(): Promise<string> {
	if (process.env.DOCKER_HOST) return process.env.DOCKER_HOST;
	const context = await execa('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
		env: { DOCKER_HOST: undefined },
		reject: false,
		timeout: 5000,
	});
	return context.exitCode === 0 && context.stdout ? context.stdout.trim() : 'unix:///var/run/docker.sock';
}

/** The machine's own engine. It is its owner's: nothing here ends it, and leaving it does nothing. */
export function localProvider(endpoint: () => Promise<string> = localDockerHost): BaseProvider {
	const find: BaseProvider['find'] = async () => {
		const dockerHost = await endpoint();
		const docker = connect(dockerHost);
		if (!(await answers(docker))) return null;
		return { provider: 'local', dockerHost, docker, release: async () => {}, keep: async () => {} };
	};
	return {
		name: 'local',
		find,
		problems: async (found) => (found ? [] : [`${NONE} let yourself use it`]),
		open: async () => {
			const found = await find();
			if (found) return found;
			throw new VipdrillError('ENGINE_UNAVAILABLE', `${NONE} use \`--engine private\``);
		},
		own: null,
	};
}
