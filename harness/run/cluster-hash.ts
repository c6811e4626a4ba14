import { createHash } from 'node:crypto';
import { withoutEnvironment, withoutPasswords } from '../cluster/secrets.ts';
import type { ClusterSpec } from '../cluster/spec.ts';

/**
 * Tells two clusters apart by all that their folders say, wherever these are. Passwords, values of environments and inline secrets are left
 * out, for nobody shall try passwords against it: clusters that differ in nothing else have one hash.
 */
export function clusterHash(spec: ClusterSpec): string {
	const { service, hosts, probes, ...rest } = spec;
	const bare = {
		...rest,
		dir: '',
		// What the file says is in `compose`, without what it hides.
		service: { ...service, composeText: null, compose: withoutEnvironment(service.compose) },
		// A command's words may be secret.
		probes: probes.map((probe) => (probe.kind === 'command' ? { ...probe, argv: [], script: null } : probe)),
		hosts: hosts.map(({ keepalived, ...host }) => ({
			...host,
			// A keepalived.conf may include them.
			files: host.files.map((file) => ({ ...file, text: withoutPasswords(file.text) })),
			keepalived: keepalived && { ...keepalived, text: withoutPasswords(keepalived.text) },
		})),
	};
	return createHash('sha256').update(JSON.stringify(bare)).digest('hex');
}
