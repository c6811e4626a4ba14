import type { ProbeOutcome } from '../../../timeline/requests.ts';

/** The machine itself has nothing left to send with. */
const NOT_SENT = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM']);
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/** What a failed request over the network was, by Node's error; `timedOut`: its time was over, whatever the error says. */
export function outcomeOf(error: unknown, timedOut: boolean): 'timeout' | 'refused' | 'unreachable' | 'not-sent' | 'reset' {
	if (timedOut) return 'timeout';
	const code = codeOf(error);
	if (code === 'ECONNREFUSED') return 'refused';
	if (UNREACHABLE.has(code)) return 'unreachable';
	if (code === 'ETIMEDOUT') return 'timeout';
	if (NOT_SENT.has(code)) return 'not-sent';
	return 'reset';
}

/** OpenSSL's and Node's words for a handshake that failed or a certificate that is not to be trusted. */
const TLS = /^(ERR_TLS|ERR_SSL|EPROTO$|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** The same where TLS is spoken: with the code where the handshake or the certificate was to blame. */
export function tlsOutcomeOf(error: unknown, timedOut: boolean): { outcome: ProbeOutcome; detail?: string } {
	const code = codeOf(error);
	return !timedOut && TLS.test(code) ? { outcome: 'tls', detail: code } : { outcome: outcomeOf(error, timedOut) };
}

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';
