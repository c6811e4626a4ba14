/** What can become of one request. `not-sent` is a fault of the measurement, never of the cluster. */
export const HTTP_OUTCOMES = ['ok', 'refused', 'unreachable', 'reset', 'timeout', 'bad-status', 'bad-body', 'not-sent'] as const;
export type HttpOutcome = (typeof HTTP_OUTCOMES)[number];

/** Where a customer is: on the cluster's own segment, or in a network behind a router. */
export const CLIENTS = ['segment', 'routed'] as const;
export type Client = (typeof CLIENTS)[number];
