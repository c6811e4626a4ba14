import { relative } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { version } from '../base/version.ts';
import { runVerdict } from '../gate/verdict.ts';
import { summarizeCluster } from '../results/assemble.ts';
import { interruptedOf } from '../results/interrupted.ts';
import { withoutSecrets } from '../results/redact.ts';
import { RUN_SCHEMA_VERSION, type RunReport, type RunShard } from '../results/run-report.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { clusterHash } from './cluster-hash.ts';
import type { RunOptions, Shard } from './options.ts';
import { shareOf } from './shard.ts';

/** What of a run is done here: all of it, or the part that its shard has. */
export function partOf<O extends RunOptions>(whole: O): { options: O; drills: DrillSpec[] } {
	const share = whole.shard && shareOf(whole, whole.shard);
	if (!share) return { options: whole, drills: whole.drills };
	return { options: { ...whole, share }, drills: whole.drills.filter(({ name }) => share.has(name)) };
}

/** The report of a run, finished or so far, without secrets: it is printed as well as written. */
export function reportOf(
	options: RunOptions,
	{ drills, startedAt, ...rest }: Pick<RunReport, 'id' | 'git' | 'environment' | 'drills'> & { startedAt: Date },
): RunReport {
	const { spec, seed, rerun, shard } = options;
	const interrupted = interruptedOf(drills);
	return withoutSecrets({
		schemaVersion: RUN_SCHEMA_VERSION,
		...rest,
		startedAt: startedAt.toISOString(),
		finishedAt: new Date().toISOString(),
		seed,
		rerun: shard ? `${rerun} --shard ${shard.index}/${shard.of}` : rerun,
		...(shard ? { shard: runShard(options, shard) } : {}),
		vipdrillVersion: version,
		cluster: summarizeCluster(spec),
		...(interrupted ? { interrupted } : {}),
		drills,
		verdict: runVerdict(drills),
	});
}

/** What a part says of the whole that it belongs to. */
function runShard({ spec, drills, trials, untilCiMs, rerun }: RunOptions, { index, of }: Shard): RunShard {
	return { index, of, drills, trials, untilCiMs: untilCiMs ?? null, rerun, clusterHash: clusterHash(spec) };
}

/** The state of vipdrill's own checkout, or null where it is none. Asked as a run begins: what is checked out meanwhile is not what ran. */
export async function gitState(): Promise<RunReport['git']> {
	const git = (...args: string[]) => execa('git', ['-C', packageRoot, ...args], { reject: false });
	const [commit, status, top] = await Promise.all([
		git('rev-parse', 'HEAD'),
		git('status', '--porcelain'),
		git('rev-parse', '--show-toplevel'),
	]);
	if (commit.exitCode !== 0 || relative(packageRoot, top.stdout.trim()) !== '') return null;
	return { commit: commit.stdout.trim(), dirty: status.stdout.trim() !== '' };
}
