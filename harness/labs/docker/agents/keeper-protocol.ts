/** Where the way out of the private engine's network namespace listens, in there. */
export const PROXY_PORT = 3128;
/** The same as a proxy's address. */
export const PROXY_URL = `http://127.0.0.1:${PROXY_PORT}`;
