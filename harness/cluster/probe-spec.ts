interface ProbeCommon {
	name: string;
	/** IPv4 or IPv6, without prefix. */
	address: string;
	port: number;
	/** After which a request counts as failed. */
	timeoutMs: number;
	/** Between two requests: request i is due at i times this. */
	everyMs: number;
}

/** A customer beside the HTTP load: what it does, where, and how often. Every file that it needs is in it. */
export type ProbeSpec = ProbeCommon &
	(
		| { kind: 'http'; path: string }
		/** `ca`: the CA's certificates as PEM; null for those that Node knows. */
		| { kind: 'https'; path: string; serverName: string | null; ca: string | null }
		| { kind: 'tcp' }
		| { kind: 'udp'; payload: string; answer: 'echo' | 'any'; socket: 'kept' | 'fresh' }
		/** `everyMs` is how long the connection says nothing. */
		| { kind: 'idle'; path: string }
		/** `everyMs` is how often something must come. */
		| { kind: 'stream'; path: string; websocket: boolean }
		/** `script`: the text of the program, where the cluster folder has it. */
		| { kind: 'command'; argv: string[]; script: string | null }
	);

/** A probe of one kind. */
export type ProbeOf<K extends ProbeSpec['kind']> = Extract<ProbeSpec, { kind: K }>;
