import { JOB_LABEL } from './labels.ts';

/** What a job's service is made of. */
export interface JobSpec {
	/** Of the job; its label's value. */
	job: string;
	name: string;
	image: string;
	/** Of the whole job, one a slot. */
	shards: readonly number[];
	/** Tasks that may run at once. */
	atOnce: number;
	labels: Record<string, string>;
	/** The payload, in pieces; ids and names. */
	secrets: readonly Named[];
	/** The simulator, as a script. */
	program: Named;
}

export interface Named {
	id: string;
	name: string;
}

const PROGRAM = '/vipdrill-task.gz';
const INPUT = '/run/secrets';
/** Runs the script: a config holds bytes, and Node no file that is compressed. */
const START = `(0,eval)(require("node:zlib").gunzipSync(require("node:fs").readFileSync("${PROGRAM}")).toString())`;
const SECOND_NS = 1e9;
/** nobody, on every Linux. */
const NOBODY = '65534:65534';
/** What a shard of 2,000 trials takes at most, with Node. */
const MEMORY_BYTES = 384 * 2 ** 20;

/**
 * A replicated job, as Docker's API takes it (1.41, ServiceSpec). A task has one processor, no rights, and no file that it could write. Swarm
 * expands templates in `Env` (swarmkit, template/expand.go), and in no command. All of the log is kept, whatever the node's engine does by default.
 */
export function jobService({ job, name, image, shards, atOnce, labels, secrets, program }: JobSpec): object {
	const file = ({ name: Name }: Named, mode = 0o444) => ({ Name, UID: '0', GID: '0', Mode: mode });
	const all = { ...labels, [JOB_LABEL]: job };
	return {
		Name: name,
		Labels: all,
		TaskTemplate: {
			ContainerSpec: {
				Image: image,
				Labels: all,
				Command: ['node', '-e', START],
				Env: [
					'VIPDRILL_SLOT={{.Task.Slot}}',
					`VIPDRILL_SHARDS=${shards.join(',')}`,
					`VIPDRILL_INPUT=${secrets.map((one) => `${INPUT}/${one.name}`).join(',')}`,
				],
				User: NOBODY,
				ReadOnly: true,
				CapabilityDrop: ['ALL'],
				StopGracePeriod: SECOND_NS,
				Secrets: secrets.map((one) => ({ SecretID: one.id, SecretName: one.name, File: file(one) })),
				Configs: [{ ConfigID: program.id, ConfigName: program.name, File: file({ ...program, name: PROGRAM }) }],
			},
			Resources: { Reservations: { NanoCPUs: SECOND_NS, MemoryBytes: MEMORY_BYTES } },
			RestartPolicy: { Condition: 'on-failure', Delay: SECOND_NS },
			LogDriver: { Name: 'json-file', Options: { 'max-size': '1g', 'max-file': '1', mode: 'blocking', compress: 'false' } },
		},
		Mode: { ReplicatedJob: { MaxConcurrent: Math.min(atOnce, shards.length), TotalCompletions: shards.length } },
	};
}
