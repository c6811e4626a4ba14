import type { YamlSource } from '../base/yaml-source.ts';
import type { HostFileSpec } from '../cluster/spec.ts';
import type { KeepalivedConf } from '../keepalived/read.ts';

/** One host, as far as the files tell. */
export interface LintHost {
	name: string;
	/** What its keepalived makes of its files; null for a host without keepalived, or whose file cannot be read. */
	conf: KeepalivedConf | null;
	/** What else is on its disk; null where that is not known. */
	files: readonly HostFileSpec[] | null;
}

/** A host of cluster.yaml; null is what it does not say, or not in a form that can be read. */
export interface ClusterHostFacts {
	name: string | null;
	address: string | null;
	role: 'manager' | 'worker' | 'none';
	availability: 'active' | 'drain';
	/** The names of its NICs, that of the customers' segment first; null where one of them is not told. */
	interfaces: string[] | null;
	/** The path of its keepalived.conf, relative to cluster.yaml. */
	keepalived: string | null;
}

/** What cluster.yaml says, as far as it can be read: it may have mistakes. */
export interface ClusterFacts {
	source: YamlSource;
	name: string | null;
	/** The floating IPs, the one that customers ask first. */
	vips: string[];
	/** False for `swarm: none`. */
	hasSwarm: boolean;
	subnet: string | null;
	hosts: ClusterHostFacts[];
	/** Null: Docker's own. */
	addressPool: string | null;
	advertise: 'address' | 'interface';
	/** The probed service's name. */
	service: string | null;
	/** The version of keepalived, or its beginning. */
	keepalived: string | null;
	docker: string | null;
}

/** A compose document, with where its parts stand. */
export interface StackFacts {
	source: YamlSource;
	/** The service that customers reach; null where it is not told. */
	service: string | null;
}

/** A file of the user's that cannot be read as what it should be. */
export interface UnreadableFile {
	file: string;
	line: number;
	column: number;
	/** Sentences without their full stops. */
	problem: string;
	fix: string;
}

/** All that is linted at once: the hosts of one cluster, or single files. Everything is handed in; this room reads nothing itself. */
export interface LintInput {
	hosts: readonly LintHost[];
	cluster: ClusterFacts | null;
	stack: StackFacts | null;
	/** Every text that was read, by the path that places show. */
	texts: ReadonlyMap<string, string>;
	unreadable: readonly UnreadableFile[];
}
