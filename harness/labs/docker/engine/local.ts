import { execa } from 'execa';
import { answers, connect, type Engine } from './engine.ts';

/** As the user set it: opening an engine points it elsewhere. */
const usersDockerHost = process.env.DOCKER_HOST;

/** The endpoint that the user's own docker command would use: DOCKER_HOST, else the current context, else the default socket. */
async function localDockerHost(): Promise<string> {
	if (usersDockerHost) return usersDockerHost;
	const context = await execa('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
		env: { DOCKER_HOST: undefined },
		reject: false,
		timeout: 5000,
	});
	return context.exitCode === 0 && context.stdout ? context.stdout.trim() : 'unix:///var/run/docker.sock';
}

/** The machine's own engine, or null where none answers. */
export async function findLocalEngine(): Promise<Engine | null> {
	const dockerHost = await localDockerHost();
	const docker = connect(dockerHost);
	if (!(await answers(docker))) return null;
	return { provider: 'local', dockerHost, docker, release: async () => {}, keep: async () => {} };
}
