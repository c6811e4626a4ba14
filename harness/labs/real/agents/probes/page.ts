import { Client } from 'undici';
import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import { identity } from '../identity.ts';
import { tlsOutcomeOf } from '../outcome.ts';
import { type Answer, hostOf, type Probe } from './probe.ts';

/** A page over a new connection, with or without TLS. */
export function pageProbe(spec: ProbeOf<'http'> | ProbeOf<'https'>): Probe {
	return { open: () => {}, ask: () => askPage(spec), close: () => {} };
}

async function askPage(spec: ProbeOf<'http'> | ProbeOf<'https'>): Promise<Answer> {
	const secure = spec.kind === 'https' ? spec : null;
	const client = new Client(`${spec.kind}://${hostOf(spec)}`, {
		pipelining: 1,
		connect: {
			...(secure?.ca && { ca: secure.ca }),
			...(secure?.serverName && { servername: secure.serverName }),
		},
	});
	let timedOut = false;
	// undici's own time-outs tick in half seconds; an own timer is exact.
	const timer = setTimeout(() => {
		timedOut = true;
		void client.destroy();
	}, spec.timeoutMs);
	try {
		const headers = secure?.serverName ? { host: secure.serverName } : {};
		const { statusCode, body } = await client.request({ path: spec.path, method: 'GET', reset: true, headers });
		const { node, task } = identity(await body.text());
		const isGood = statusCode >= 200 && statusCode < 300;
		return {
			outcome: isGood ? 'ok' : 'bad-status',
			...(isGood ? {} : { detail: `status ${statusCode}` }),
			...(node !== null && { node }),
			...(task !== null && { task }),
		};
	} catch (error) {
		return tlsOutcomeOf(error, timedOut);
	} finally {
		clearTimeout(timer);
		void client.destroy();
	}
}
