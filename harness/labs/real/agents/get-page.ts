import { Client } from 'undici';

/** One page, and how to ask for it. */
interface PageRequest {
	/** Scheme, host and port. */
	origin: string;
	/** With its query. */
	path: string;
	timeoutMs: number;
	headers?: Record<string, string>;
	/** Of TLS. */
	connect?: { ca?: string; servername?: string };
}

/** What came back, or why nothing did. */
type Got = { status: number; text: string } | { error: unknown; timedOut: boolean };

/** One request over a connection of its own, which ends with it. Never rejects. */
export async function getPage({ origin, path, timeoutMs, headers = {}, connect = {} }: PageRequest): Promise<Got> {
	const client = new Client(origin, { connect });
	let timedOut = false;
	// undici's own time-outs tick in half seconds; an own timer is exact.
	const timer = setTimeout(() => {
		timedOut = true;
		void client.destroy();
	}, timeoutMs);
	try {
		const { statusCode: status, body } = await client.request({ path, method: 'GET', reset: true, headers });
		return { status, text: await body.text() };
	} catch (error) {
		return { error, timedOut };
	} finally {
		clearTimeout(timer);
		void client.destroy();
	}
}
