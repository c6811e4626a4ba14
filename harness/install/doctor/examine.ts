import { execa } from 'execa';
import { VipdrillError } from '../../base/errors.ts';
import { version } from '../../base/version.ts';
import { recalledKernel, tryKernel } from '../../labs/docker/engine/kernel-facts.ts';
import { type Providers, providers } from '../../labs/docker/engine/providers/all.ts';
import type { BaseEngine, BaseProvider, OwnEngine } from '../../labs/docker/engine/providers/provider.ts';
import { labImages, missingImages } from '../../labs/docker/images.ts';
import { nodeProblem, recordedMissing } from '../setup.ts';
import type { EngineLook, Findings, NoEngine } from './diagnose.ts';

/** Looks at this machine and its engines. Starts no engine: of one of vipdrill's own that does not run, it tells what set-up found. */
export async function examine(signal: AbortSignal, from: Providers = providers): Promise<Findings> {
	const docker = await execa('docker', ['version', '--format', '{{.Client.Version}}'], { reject: false, timeout: 5000 });
	const engines: [string, EngineLook | NoEngine][] = [];
	for (const base of from.bases) engines.push([base.name, await lookAt(base, from, signal)]);
	return {
		vipdrillVersion: version,
		node: { version: process.versions.node, problem: nodeProblem(process.versions.node) },
		// It fails without an engine, but tells its own version first.
		dockerCommand: docker.stdout?.trim() || null,
		root: process.getuid?.() === 0,
		engines: Object.fromEntries(engines) as Findings['engines'],
	};
}

async function lookAt(base: BaseProvider, from: Providers, signal: AbortSignal): Promise<EngineLook | NoEngine> {
	const found = await base.find();
	const problems = await base.problems(found);
	if (problems.length > 0) return { problems };
	if (found) return lookInto(found, from, signal);
	return base.own ? recallOf(base, base.own, from) : { problems: [`no ${base.name} engine answers; start one`] };
}

async function recallOf({ name }: BaseProvider, own: OwnEngine, { guest }: Providers): Promise<EngineLook> {
	const { knownAs, ...recalled } = await own.recall();
	const facts = recalledKernel();
	return {
		...facts,
		...recalled,
		provider: name,
		recalled: true,
		missingImages: recordedMissing(name) ?? labImages,
		guestProblems: guest.recalledProblems({ knownAs, hasVolume: own.hasVolume }, facts.tun),
	};
}

async function lookInto(engine: BaseEngine, { guest }: Providers, signal: AbortSignal): Promise<EngineLook | NoEngine> {
	const { docker, dockerHost, provider } = engine;
	try {
		const info = (await docker.info()) as { ServerVersion: string; KernelVersion: string };
		const facts = await tryKernel(engine, signal);
		return {
			...facts,
			provider,
			recalled: false,
			dockerHost,
			version: info.ServerVersion,
			kernel: info.KernelVersion,
			missingImages: await missingImages(docker),
			guestProblems: await guest.problems(engine),
		};
	} catch (error) {
		return problemsOf(error, signal);
	}
}

/** An engine that fails is a finding; an interruption is none. */
function problemsOf(error: unknown, signal: AbortSignal): NoEngine {
	signal.throwIfAborted();
	if (error instanceof VipdrillError) return { problems: [error.message] };
	throw error;
}
