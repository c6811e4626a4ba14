/** What can become of one request. `not-sent` is a fault of the measurement, never of the cluster. */
export const HTTP_OUTCOMES = ['ok', 'refused', 'unreachable', 'reset', 'timeout', 'bad-status', 'bad-body', 'not-sent'] as const;
export type HttpOutcome = (typeof HTTP_OUTCOMES)[number];

/** Where a customer is: on the cluster's own segment, or in a network behind a router. */
export const CLIENTS = ['segment', 'routed'] as const;
export type Client = (typeof CLIENTS)[number];

/**
 * What customers other than the HTTP load do. `idle`: a connection that says nothing for a long time is used again. `stream`: an answer that
 * does not end. `command`: a program of the user's, whose exit status is the outcome.
 */
export const PROBE_KINDS = ['http', 'https', 'tcp', 'udp', 'idle', 'stream', 'command'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

/**
 * What can become of one request of a probe. `closed`: the other side ended a connection that was to stay. `tls`: the handshake failed, or
 * the certificate is not one to trust. `bad-exit`: the command exited with another status than 0.
 */
export const PROBE_OUTCOMES = [...HTTP_OUTCOMES, 'closed', 'tls', 'bad-exit'] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];
