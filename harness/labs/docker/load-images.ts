import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { InputError } from '../../base/errors.ts';
import { nodesOf } from '../../cluster/nodes.ts';
import { follow, hasImage, imageTag } from './images.ts';
import type { DockerMachines } from './machines.ts';

/** Finds every image of the stack on the outer engine: the lab's own by content, any other by name. Throws InputError for one that is missing. */
export async function resolveImages(lab: DockerMachines): Promise<{ source: string; name: string }[]> {
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

/** Copies the stack's images from the outer engine into every host's that lacks them: there is no registry in the lab. */
export async function loadImages(lab: DockerMachines, images: { source: string; name: string }[]): Promise<void> {
	for (const { source, name } of images) {
		const { Id: id } = await lab.docker.getImage(source).inspect();
		const hosts = nodesOf(lab.spec).map((host) => lab.inner(host));
		const holds = await Promise.all(hosts.map((inner) => hasImage(inner, id)));
		const lacking = hosts.filter((_, i) => !holds[i]);
		if (lacking.length > 0) {
			const archive = await buffer(await lab.docker.getImage(source).get());
			await Promise.all(lacking.map((inner) => loadImage(inner, archive)));
		}
		const [repo = name, tag = 'latest'] = name.split(':');
		if (source !== name) await Promise.all(hosts.map((inner) => inner.getImage(id).tag({ repo, tag })));
	}
}

async function loadImage(inner: Docker, archive: Buffer): Promise<void> {
	const progress = await inner.loadImage(Readable.from([archive]));
	await follow(inner, progress, () => {});
}
