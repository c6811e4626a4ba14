import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { shareOf } from '../run/shard.ts';
import { type AskedRun, askedRun } from './shard/asked.ts';
import { githubWorkflow } from './shard/github.ts';
import { kubernetesManifest } from './shard/kubernetes.ts';

interface ShardFlags {
	for: 'k8s' | 'github';
	parts: number;
	call?: string;
	image: string;
}

/** Prints what runs the parts of a run elsewhere. Throws InputError for a run that cannot be split, or not there. */
export async function run(command: string[], flags: ShardFlags): Promise<void> {
	const { for: where, parts, call = `npx --yes vipdrill@${version}`, image } = flags;
	const asked = askedRun(command);
	const { words, cluster, isSimulated } = asked;
	const drills = await findAllDrills(asked.names, asked.all);
	// A part without anything to do, and a folder with a mistake in it, are found here and not on fifty machines.
	shareOf({ drills, trials: asked.trials, untilCiMs: asked.untilCiMs }, { index: 1, of: parts });
	if (cluster !== null) await loadCluster(cluster);
	if (where === 'github') {
		process.stdout.write(githubWorkflow({ parts, call, words, cluster, isSimulated }));
		return;
	}
	checkPods(asked, flags);
	const folder = cluster === null ? null : statSync(cluster).isDirectory() ? cluster : dirname(cluster);
	const files = folder === null ? null : filesIn(folder);
	process.stdout.write(kubernetesManifest({ parts, call, image, words, files, folder: folder ?? '' }));
}

/** Throws InputError for what a pod cannot do, or has not. */
function checkPods({ isSimulated, files }: AskedRun, { call }: ShardFlags): void {
	const refuse = (field: string, value: string | undefined, problem: string, fix: string) =>
		new InputError([{ file: 'command line', field, ...(value === undefined ? {} : { value }), problem, fix }]);
	if (!isSimulated)
		throw refuse(
			'--lab',
			undefined,
			'a pod has no Docker engine whose containers boot as machines',
			'Add --lab sim, or use --for github',
		);
	const [file] = files;
	if (file !== undefined && call === undefined)
		throw refuse(
			'run',
			file,
			'a pod has no file but those of the cluster folder',
			'Build it into an image of your own, and say how vipdrill is called there: --image, --call',
		);
}

const filesIn = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
		.sort();
