import { execa } from 'execa';
import { VipdrillError } from '../errors.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { hasIpVs } from '../labs/docker/engine/ip-vs.ts';
import { hasNetem, hasTun } from '../labs/docker/engine/kernel.ts';
import { findLocalEngine } from '../labs/docker/engine/local.ts';
import { canRunPrivateEngine, startPrivateEngine } from '../labs/docker/engine/private.ts';
import { umlProblems } from '../labs/docker/engine/uml.ts';
import { missingImages } from '../labs/docker/images.ts';
import { nodeProblem } from '../setup.ts';
import { version } from '../version.ts';
import type { EngineLook, Findings, NoEngine } from './diagnose.ts';

/** Looks at this machine and its engines. Starts the private engine where it can and it does not run, and ends it again. */
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
		private: (await canRunPrivateEngine()) ? await lookAtPrivate(signal) : { problems: [root ? NO_DOCKERD : NO_ROOT] },
	};
}

async function lookAtPrivate(signal: AbortSignal): Promise<EngineLook | NoEngine> {
	let engine: Engine | undefined;
	try {
		engine = await startPrivateEngine();
		return await look('private', engine, signal);
	} catch (error) {
		return problemsOf(error, signal);
	} finally {
		await engine?.release();
	}
}

async function look(provider: EngineLook['provider'], engine: Engine, signal: AbortSignal): Promise<EngineLook | NoEngine> {
	const { docker, dockerHost } = engine;
	try {
		const info = (await docker.info()) as { ServerVersion: string; KernelVersion: string };
		signal.throwIfAborted();
		const ipVs = await hasIpVs(engine);
		signal.throwIfAborted();
		const netem = await hasNetem(docker);
		signal.throwIfAborted();
		const tun = await hasTun(docker);
		signal.throwIfAborted();
		return {
			provider,
			dockerHost,
			version: info.ServerVersion,
			kernel: info.KernelVersion,
			missingImages: await missingImages(docker),
			ipVs,
			netem,
			tun,
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
const NO_DOCKERD = 'a private engine needs dockerd; run `npm run setup`, which installs it on Debian and Ubuntu';
