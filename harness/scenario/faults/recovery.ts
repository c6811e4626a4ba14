/** A host that boots has dockerd again, and its tasks, after about so long. */
export const BOOT_MS = 40_000;
/** dockerd that starts has its tasks again after about so long. */
export const ENGINE_MS = 20_000;
/** keepalived takes a second to end, and then starts. */
export const RESTART_MS = 3000;
