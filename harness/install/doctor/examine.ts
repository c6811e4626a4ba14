import { release } from 'node:os';
import { execa } from 'execa';
import { VipdrillError } from '../../base/errors.ts';
import { setupCommandLine } from '../../base/hints.ts';
import { version } from '../../base/version.ts';
import type { Engine } from '../../labs/docker/engine/engine.ts';
import { recalledKernel, tryKernel } from '../../labs/docker/engine/kernel-facts.ts';
import { findLocalEngine } from '../../labs/docker/engine/local.ts';
import { dockerdPath, findPrivateEngine, missingTools, privateDockerHost } from '../../labs/docker/engine/private.ts';
import { recalledUmlProblems, umlProblems } from '../../labs/docker/engine/uml.ts';
import { labImages, missingImages } from '../../labs/docker/images.ts';
import { nodeProblem, recordedMissing } from '../setup.ts';
import type { EngineLook, Findings, NoEngine } from './diagnose.ts';

/** Looks at this machine and its engines. Starts no engine: of a private one that does not run, it tells what set-up found. */
export async function examine(signal: AbortSignal): Promise<Findings> {
	const docker = await execa('docker', ['version', '--format', '{{.Client.Version}}'], { reject: false, timeout: 5000 });
	const root = process.getuid?.() === 0;
	const localEngine = await findLocalEngine();
	return {
		vipdrillVersion: version,
		node: { version: process.versions.node, problem: nodeProblem(process.versions.node) },
		// It fails without an engine, but tells its own version first.
		dockerCommand: docker.stdout?.trim() || null,
		root,
		local: localEngine ? await look('local', localEngine, signal) : { problems: [NO_LOCAL] },
		private: root ? await lookAtPrivate(signal) : { problems: [NO_ROOT] },
	};
}

async function lookAtPrivate(signal: AbortSignal): Promise<EngineLook | NoEngine> {
	const dockerd = await dockerdPath();
	if (dockerd === null) return { problems: [NO_DOCKERD] };
	const tools = await missingTools();
	if (tools.length > 0) return { problems: [`a private engine needs ${tools.join(', ')}; install util-linux and iproute2`] };
	const engine = await findPrivateEngine();
	if (engine) return look('private', engine, signal);
	const { stdout } = await execa(dockerd, ['--version'], { reject: false, timeout: 5000 });
	const facts = recalledKernel();
	return {
		...facts,
		provider: 'private',
		dockerHost: privateDockerHost,
		recalled: true,
		version: /version ([^ ,]+)/.exec(stdout ?? '')?.[1] ?? 'of an unknown version',
		kernel: release(),
		missingImages: recordedMissing() ?? labImages,
		umlProblems: recalledUmlProblems(facts.tun),
	};
}

async function look(provider: EngineLook['provider'], engine: Engine, signal: AbortSignal): Promise<EngineLook | NoEngine> {
	const { docker, dockerHost } = engine;
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
			umlProblems: await umlProblems(engine),
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

const NO_LOCAL = 'no Docker engine answers (DOCKER_HOST, context, default socket); start one, or let yourself use it';
const NO_ROOT = 'a private engine needs root; run vipdrill as root';
const NO_DOCKERD = `a private engine needs dockerd; run \`${setupCommandLine()}\`, which installs it on Debian and Ubuntu`;
