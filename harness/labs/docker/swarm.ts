import { stringify } from 'yaml';
import type { HostSpec } from '../../cluster/spec.ts';
import { InputError, VipdrillError } from '../../errors.ts';
import type { LabContext } from './context.ts';
import { imageTag } from './images.ts';

/** Port of the swarm's management plane (docs.docker.com, "Swarm mode overlay network security model"). */
const SWARM_PORT = 2377;

const advertiseOf = (lab: LabContext, host: HostSpec) =>
	lab.spec.swarm.advertise === 'interface' ? host.interface : host.address;

/** Makes the hosts a swarm: the first initialises it, the others join in parallel with the token of their role. */
export async function formSwarm(lab: LabContext): Promise<void> {
	const [first, ...others] = lab.spec.hosts;
	if (!first) throw new VipdrillError('LAB_FAILED', 'a cluster without hosts cannot form a swarm');
	const pool = lab.spec.swarm.defaultAddressPool;
	await lab.inner(first).swarmInit({
		ListenAddr: `0.0.0.0:${SWARM_PORT}`,
		AdvertiseAddr: advertiseOf(lab, first),
		Availability: first.availability,
		...(pool && { DefaultAddrPool: [pool], SubnetSize: 24 }),
	});
	const { JoinTokens: tokens } = (await lab.inner(first).swarmInspect()) as { JoinTokens: { Manager: string; Worker: string } };
	await Promise.all(
		others.map((host) =>
			lab.inner(host).swarmJoin({
				ListenAddr: `0.0.0.0:${SWARM_PORT}`,
				AdvertiseAddr: advertiseOf(lab, host),
				Availability: host.availability,
				RemoteAddrs: [`${first.address}:${SWARM_PORT}`],
				JoinToken: host.role === 'manager' ? tokens.Manager : tokens.Worker,
			}),
		),
	);
}

/** Finds every image of the stack on the outer engine: the lab's own by content, any other by name. Throws InputError for one that is missing. */
export async function resolveImages(lab: LabContext): Promise<{ source: string; name: string }[]> {
	const resolved = lab.spec.service.images.map((name) => ({
		name,
		source: /^vipdrill\/web(:latest)?$/.test(name) ? imageTag('web') : name,
	}));
	for (const { name, source } of resolved) {
		try {
			await lab.docker.getImage(source).inspect();
		} catch {
			throw new InputError([
				{
					file: lab.spec.service.composeFile ?? 'cluster.yaml',
					field: 'image',
					value: name,
					problem: "the lab's engine does not have this image",
					fix: `load it first: docker pull ${name}, or docker load`,
				},
			]);
		}
	}
	return resolved;
}

/** Copies the stack's images from the outer engine into a host's: there is no registry in the lab. */
export async function loadImages(lab: LabContext, host: HostSpec, images: { source: string; name: string }[]): Promise<void> {
	const inner = lab.inner(host);
	for (const { source, name } of images) {
		const archive = await lab.docker.getImage(source).get();
		const progress = await inner.loadImage(archive);
		await new Promise((resolve, reject) =>
			inner.modem.followProgress(progress, (error, lines) => (error ? reject(error) : resolve(lines))),
		);
		const [repo, tag = 'latest'] = name.split(':');
		if (source !== name) await inner.getImage(source).tag({ repo: repo ?? name, tag });
	}
}

/** Deploys the stack as the user would, with `docker stack deploy`; images are not resolved, for there is no registry. */
export async function deployStack(lab: LabContext, compose: Record<string, unknown>): Promise<void> {
	const [first] = lab.spec.hosts;
	const command = ['docker', 'stack', 'deploy', '--resolve-image', 'never', '--compose-file', '-', lab.spec.service.stackName];
	await lab.exec(first?.name ?? '', command, { input: stringify(compose), timeoutMs: 60_000 });
}

/** Waits until the workload answers on the published port of every active host, asked from the client. */
export async function waitForService(lab: LabContext, signal?: AbortSignal): Promise<void> {
	const { publishedPort, path } = lab.spec.service;
	await Promise.all(
		lab.spec.hosts
			.filter((host) => host.availability === 'active' || lab.spec.service.publishMode === 'ingress')
			.map((host) => waitForPage(lab, `http://${host.address}:${publishedPort}${path}`, signal)),
	);
}

/** Waits until the client gets status 200 from a URL. Polls inside the client, because every look from here would cost an exec. */
export async function waitForPage(lab: LabContext, url: string, signal?: AbortSignal, timeoutMs = 90_000): Promise<void> {
	const script = `
		const until = Date.now() + ${timeoutMs};
		(async () => {
			let last = 'nothing';
			while (Date.now() < until) {
				try {
					const r = await fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(500) });
					if (r.status === 200) return process.exit(0);
					last = 'status ' + r.status;
				} catch (e) { last = (e.cause && e.cause.code) || e.name; }
				await new Promise((r) => setTimeout(r, 50));
			}
			console.error('last answer: ' + last);
			process.exit(1);
		})();`;
	signal?.throwIfAborted();
	try {
		await lab.exec('client', ['node', '-e', script], { timeoutMs: timeoutMs + 5000 });
	} catch (error) {
		const why = (error as Error).message.split('\n').at(-1);
		throw new VipdrillError(
			'LAB_FAILED',
			`${url} did not answer within ${timeoutMs} ms (${why}); look at it with \`vipdrill up\``,
		);
	}
}
