/** Every kind of lab: real hosts as containers of a Docker engine, and the simulator. */
export const LAB_NAMES = ['docker', 'sim'] as const;
export type LabName = (typeof LAB_NAMES)[number];

/** What an engine comes from that its user named by `--engines`. */
export const NAMED = 'named';
/** Where an engine comes from: the machine's own, one that vipdrill starts, one in a User-Mode Linux guest with a kernel of its own, or one that its user named. */
export const PROVIDERS = ['local', 'private', 'uml', NAMED] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What a lab really is, measured after the bring-up. */
export interface Environment {
	lab: LabName;
	engine: {
		provider: string;
		/** What `--engine` asked for, and why it became this one; runs of older versions have neither. */
		asked?: string;
		reason?: string;
		version: string;
		kernel: string;
		operatingSystem: string;
		cpus: number;
		memoryBytes: number;
		/** Which boot of its machine's kernel it is: engines of one machine have the same. Absent in runs from before there were several, and without one. */
		boot?: string;
	};
	/** Every engine of a run that was given several by name; absent otherwise. Which one a trial ran on stands in the trial. `engine` is that of the first lab. */
	engines?: RunEngine[];
	hosts: { dockerVersion: string; keepalivedVersion: string };
	/** How the containers that stand for machines were given their rights. */
	privileges: 'privileged' | 'capability-set';
	/** How the service's port is published: through Swarm's routing mesh, or by each host for itself. */
	publishMode: 'ingress' | 'host';
	/** Why it is not what the cluster asks for; null where it is. */
	publishModeReason: string | null;
	/** What showed that requests really go through the routing mesh; null where they don't, or nobody looked. */
	meshProof: MeshProof | null;
	/** What was missing, host by host, where the mesh was looked at and not proved; null where it was proved, or nobody looked. */
	meshNotProved: string | null;
	/** How many labs ran side by side, on all engines together; absent where there was one. */
	labs?: number;
	/** One-minute load averages of the engine's machine, before and after. */
	loadBefore: number;
	loadAfter: number | null;
	/** What was not tested, in sentences; printed by every output. */
	notTested: string[];
	/** Steps of the bring-up, with their time. */
	bringUp: { step: string; durationMs: number }[];
}

/** One of a run's engines, by the name that its user gave. */
export interface RunEngine {
	name: string;
	/** Labs that it was to hold. */
	labs: number;
	/** Of its Docker, kernel and machine; absent where no lab came up on it. */
	version?: string;
	kernel?: string;
	cpus?: number;
	memoryBytes?: number;
	/** Why the run went on without it; absent where it did not. */
	lost?: string;
}

/** Every host was asked on the published port, and every host's ingress IPVS table was read. */
export interface MeshProof {
	/** Running tasks of the service, by node. */
	tasks: Record<string, number>;
	/** The answers named their task; where they don't, status 200 and the tables are all there is. */
	identified: boolean;
	hosts: MeshProofHost[];
}

export interface MeshProofHost {
	host: string;
	/** Requests over fresh connections; all were answered with status 200. */
	requests: number;
	/** Answers by the node whose task gave them; without identity under `?`. */
	answers: Record<string, number>;
	/** Addresses of the service's running tasks that its IPVS table lists with a weight above 0. */
	backends: string[];
}
