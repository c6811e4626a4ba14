import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type Docker from 'dockerode';
import { ExecSocket, execStream } from './exec.ts';

/**
 * Listens on a unix socket of this process and passes every connection on to the engine that a container's own `docker` command reaches,
 * as a stream over the outer engine's API: nothing has to listen on a network, and the container may be on a machine that only its Docker
 * API reaches. Returns how to end it.
 */
export async function forwardSocket(path: string, outer: Docker, container: string): Promise<() => void> {
	rmSync(path, { force: true });
	const open = new Set<{ destroy(): unknown }>();
	const server = createServer({ allowHalfOpen: true }, (near) => {
		open.add(near);
		near.once('close', () => open.delete(near));
		near.on('error', () => {});
		execStream(outer, container, ['docker', 'system', 'dial-stdio']).then(
			(stream) => {
				const far = new ExecSocket(stream);
				far.on('error', () => near.destroy());
				far.once('close', () => near.destroySoon());
				near.once('close', () => far.destroy());
				near.pipe(far).pipe(near);
			},
			() => near.destroy(),
		);
	});
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
	server.unref();
	return () => {
		server.close();
		for (const socket of open) socket.destroy();
		rmSync(path, { force: true });
	};
}
