import { Command, Option } from 'commander';
import { positiveInteger } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Each part is run --shard i/n, and its run folder is kept; at last merge judges the whole. What comes out is what one machine would give.
k8s:    an Indexed Job, a volume for the run folders, and a Job that merges; its first lines say how to start both. For simulated trials.
github: a workflow with a matrix, artifacts, and a job that merges.

Examples:
  vipdrill shard --for k8s -n 50 run kill-master --lab sim --trials 100000 --seed 7 --cluster ./mine > job.yaml
  vipdrill shard --for github -n 3 run --all --trials 10 --seed ci --cluster cluster > .github/workflows/failover.yml`;

/** `vipdrill shard`. */
export const shardCommand = () =>
	new Command('shard')
		.description('print what runs the parts of a run on a Kubernetes cluster, or in a GitHub workflow, and merges them')
		.argument('<command...>', 'run, with its drills and options; --seed is one of them')
		.addOption(new Option('--for <where>', 'who runs the parts').choices(['k8s', 'github']).makeOptionMandatory())
		.option('-n, --parts <n>', 'how many', positiveInteger, 4)
		.option('--call <command>', 'how vipdrill is called there; by default by npx, in this version')
		.option('--image <name>', 'k8s: an image with Node 20, or with vipdrill too', 'node:20-slim')
		.addHelpText('after', HELP)
		.passThroughOptions()
		.action(lazily(() => import('../shard.ts')));
