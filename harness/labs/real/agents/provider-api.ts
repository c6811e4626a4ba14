/** What the provider's API is started with, as JSON. */
export interface ProviderPlan {
	/** The floating IP, IPv4 without prefix. */
	address: string;
	/** Where it listens. */
	listen: string;
	port: number;
	/** The client's NIC on the segment. */
	nic: string;
	/** The hosts' own addresses by name. */
	servers: Record<string, string>;
	latencyMs: number;
	failures: number;
	/** Its process, once it listens. */
	pidFile: string;
}
