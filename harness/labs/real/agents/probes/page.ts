import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import { getPage } from '../get-page.ts';
import { identity } from '../identity.ts';
import { tlsOutcomeOf } from '../outcome.ts';
import { type Answer, hostOf, type Probe } from './probe.ts';

/** A page over a new connection, with or without TLS. */
export function pageProbe(spec: ProbeOf<'http'> | ProbeOf<'https'>): Probe {
	return { open: () => {}, ask: () => askPage(spec), close: () => {} };
}

async function askPage(spec: ProbeOf<'http'> | ProbeOf<'https'>): Promise<Answer> {
	const { ca, serverName = null } = spec.kind === 'https' ? spec : { ca: null };
	const got = await getPage({
		origin: `${spec.kind}://${hostOf(spec)}`,
		path: spec.path,
		timeoutMs: spec.timeoutMs,
		connect: { ...(ca && { ca }), ...(serverName && { servername: serverName }) },
		headers: serverName ? { host: serverName } : {},
	});
	if ('error' in got) return tlsOutcomeOf(got.error, got.timedOut);
	const { node, task } = identity(got.text);
	const isGood = got.status >= 200 && got.status < 300;
	return {
		outcome: isGood ? 'ok' : 'bad-status',
		...(isGood ? {} : { detail: `status ${got.status}` }),
		...(node !== null && { node }),
		...(task !== null && { task }),
	};
}
