/** HTTP/2 on one stream: a POST to the first path runs a command, to the second it connects to a machine's engine. */
export const RUN_PATH = '/run';
export const DIAL_PATH = '/dial';
/** The machine's init in the engine's PID namespace; without it a command runs beside the gateway. */
export const PID_HEADER = 'x-pid';
/** The command as JSON, URI-encoded, because a header holds no line breaks. */
export const COMMAND_HEADER = 'x-command';
/** Flow control per stream: what may be under way before an answer. HTTP/2's 64 KiB is little for an image. */
export const WINDOW_BYTES = 4 * 1024 * 1024;
/** Node drops a session that buffers more (10 MB by default), and images go to all hosts at once. */
export const SESSION_MEMORY_MB = 512;
