/** Later than this after it was due, a sample says more about the observer than about the cluster. */
export const TAINT_LATE_MS = 50;
/** Later than this it is not sent at all: a burst of overdue requests would be a load nobody asked for. */
export const GIVE_UP_LATE_MS = 1000;
/** Bounds memory and file descriptors; reached only if the time-out is far longer than the period. */
export const MAX_IN_FLIGHT = 2000;
