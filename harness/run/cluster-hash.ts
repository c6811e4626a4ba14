import { createHash } from 'node:crypto';
import type { ClusterSpec } from '../cluster/spec.ts';
import { withoutSecrets } from '../report/redact.ts';

/** Tells two clusters apart by all that their folders say, wherever these are. Secrets are left out: nobody shall try passwords against it. */
export function clusterHash(spec: ClusterSpec): string {
	return createHash('sha256')
		.update(JSON.stringify(withoutSecrets({ ...spec, dir: '' })))
		.digest('hex');
}
