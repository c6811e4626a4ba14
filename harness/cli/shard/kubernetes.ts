import { stringify } from 'yaml';
import { shellWord } from '../../base/shell-word.ts';

/** What Kubernetes is to run. */
export interface KubernetesRun {
	parts: number;
	/** How vipdrill is called, as shell text. */
	call: string;
	image: string;
	/** Of `vipdrill run`, without --cluster. */
	words: readonly string[];
	/** The cluster folder's files by their paths in it; null: the one that ships. */
	files: readonly string[] | null;
	/** The folder, for people. */
	folder: string;
}

const NAME = 'vipdrill';
const RESULTS = '/results';
const CLUSTER = '/cluster';
/** Names of keys have letters, digits, '-', '_' and '.' (kubernetes.io, "Secrets"). */
const keyOf = (path: string): string => path.replaceAll('/', '__').replace(/[^\w.-]/g, '_');

/**
 * An Indexed Job whose pods run a part each, by JOB_COMPLETION_INDEX (kubernetes.io, "Indexed Job for Parallel Processing"), and one that merges, which waits until
 * it is told. Exit codes 1 and 2 are verdicts: the pod has done its work, and must not be tried again. The cluster's files are a secret, for they have passwords.
 */
export function kubernetesManifest(run: KubernetesRun): string {
	const { parts, call, words, files } = run;
	const cluster = files === null ? [] : ['--cluster', CLUSTER];
	const [own, whole] = [`${RESULTS}/shard-$part`, `${RESULTS}/whole`];
	const part = [
		'part=$(expr "$JOB_COMPLETION_INDEX" + 1)',
		// What an earlier try left would be a second part of the same number.
		`rm -rf "${own}"`,
		`${call} run ${[...words, ...cluster].map(shellWord).join(' ')} --shard "$part/${parts}" --out "${own}" || [ $? -le 2 ]`,
	];
	const merge = [`rm -rf ${whole}`, `${call} merge ${RESULTS}/shard-*/* --out ${whole}`];
	const volume = {
		...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: `${NAME}-results` } },
		spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } },
	};
	const job = {
		...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: NAME } },
		spec: {
			...{ completionMode: 'Indexed', completions: parts, parallelism: parts, backoffLimit: 2 * parts },
			template: podOf(run, part),
		},
	};
	const merging = {
		...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: `${NAME}-merge` } },
		spec: { suspend: true, backoffLimit: 0, template: podOf(run, merge) },
	};
	const text = [volume, job, merging].map((one) => stringify(one, { lineWidth: 0 })).join('---\n');
	return `${head(run)}${text}`;
}

function head({ files, folder, parts }: KubernetesRun): string {
	const secret = (files ?? []).map((path) => ` \\\n#     --from-file=${shellWord(`${keyOf(path)}=${folder}/${path}`)}`).join('');
	const lines = [
		`# ${parts} parts of a run of vipdrill, an index each, and their merge. The volume must be one that pods of all nodes may write.`,
		...(files === null ? [] : [`#   kubectl create secret generic ${NAME}-cluster${secret}`]),
		'#   kubectl apply -f THIS_FILE',
		`#   kubectl wait --for=condition=complete --timeout=24h job/${NAME}`,
		`#   kubectl patch job ${NAME}-merge -p '{"spec":{"suspend":false}}'`,
		`#   kubectl logs -f job/${NAME}-merge       # the verdict; the whole run folder is ${RESULTS}/whole on the volume`,
		`#   kubectl delete job/${NAME} job/${NAME}-merge${files === null ? '' : ` secret/${NAME}-cluster`} pvc/${NAME}-results`,
	];
	return `${lines.join('\n')}\n`;
}

function podOf({ image, files }: KubernetesRun, script: readonly string[]): object {
	const mounts = [
		{ name: 'results', mountPath: RESULTS },
		...(files === null ? [] : [{ name: 'cluster', mountPath: CLUSTER, readOnly: true }]),
	];
	const items = (files ?? []).map((path) => ({ key: keyOf(path), path }));
	const volumes = [
		{ name: 'results', persistentVolumeClaim: { claimName: `${NAME}-results` } },
		...(files === null ? [] : [{ name: 'cluster', secret: { secretName: `${NAME}-cluster`, items } }]),
	];
	const container = {
		...{ name: NAME, image, command: ['sh', '-ec', escaped(script.join('\n'))] },
		env: [{ name: 'HOME', value: '/tmp' }],
		resources: { requests: { cpu: '1', memory: '512Mi' } },
		volumeMounts: mounts,
	};
	return { spec: { restartPolicy: 'Never', automountServiceAccountToken: false, containers: [container], volumes } };
}

/** Kubernetes expands $(NAME) in commands, and takes two dollars for one. */
const escaped = (script: string) => script.replaceAll('$', '$$$$');
