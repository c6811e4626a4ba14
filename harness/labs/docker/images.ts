import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { messageOf, VipdrillError } from '../../base/errors.ts';
import { setupCommandLine } from '../../base/hints.ts';
import { packageRoot } from '../../base/paths.ts';

/** The images a lab is made of, in the order in which their builds start: the longest first. */
export const labImages = ['host', 'client', 'web'] as const;
/** Those, and the one that brings a kernel of its own. */
export type ImageName = (typeof labImages)[number] | 'engine';

/** The label that every image of vipdrill's carries; its value is the image's name. */
const imageLabel = 'vipdrill.image';
/** Debian's suite that the lab's images are made of. */
export const DEFAULT_SUITE = 'trixie';
const registryBaseOf = (suite: string) => `debian:${suite}-slim`;
const bootstrappedBaseOf = (suite: string) => `vipdrill/base:${suite}`;
/** Raise it when the way of building changes, so that images built the old way count as missing. */
const recipeVersion = '1';
const pullStallMs = 20_000;
const bootstrapLimitMs = 300_000;

export type Log = (line: string) => void;

export interface BuildOptions {
	signal?: AbortSignal | undefined;
	/** Called where the base has to be bootstrapped and mmdebstrap is missing: installs it, or throws with how to. */
	installBootstrapper?: () => Promise<void>;
	/** The proxy through which the builds reach the package mirrors, where they can't by themselves. */
	proxy?: string | undefined;
}

/** 12 hex digits over a folder's files: their paths, executable bits and contents. Times, owners and the folder's place don't matter. */
export function folderHash(folder: string, version: string = recipeVersion): string {
	const hash = createHash('sha256').update(`${version}\0`);
	for (const path of filesIn(folder)) {
		const file = join(folder, path);
		const content = readFileSync(file);
		const mode = statSync(file).mode & 0o111 ? 'x' : '-';
		// Lengths keep one file's content from passing for the next file's header.
		hash.update(`${path}\0${mode}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex').slice(0, 12);
}

/** A folder's files at any depth, relative and with forward slashes, in an order that depends on no locale. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => !entry.isDirectory())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

const contextOf = (name: ImageName): string => join(packageRoot, 'images', name);

/** The tag of a lab image as the files on disk ask for it: `vipdrill/<name>:<hash of its folder>`. */
export function imageTag(name: ImageName): string {
	return `vipdrill/${name}:${folderHash(contextOf(name))}`;
}

/** What the host image is made of, as a hash. */
export const hostImageHash = (): string => folderHash(contextOf('host'));

/** Which of these images (the lab's by default) the engine lacks in their current version. */
export async function missingImages(docker: Docker, wanted: readonly ImageName[] = labImages): Promise<ImageName[]> {
	const present = await Promise.all(wanted.map((name) => hasImage(docker, imageTag(name))));
	return wanted.filter((_, index) => !present[index]);
}

/**
 * Builds those of the images that are missing, two at a time, on a base pulled from a registry or bootstrapped where none is reachable, and then
 * removes their older versions. Throws LAB_FAILED with the end of the build's output, or SETUP_NEEDED where no base can be had.
 */
export async function buildImages(
	docker: Docker,
	wanted: readonly ImageName[],
	log: Log,
	options: BuildOptions = {},
): Promise<void> {
	const missing = await missingImages(docker, wanted);
	if (missing.length === 0) return;
	const base = await ensureBase(docker, DEFAULT_SUITE, log, options);
	const failed = new AbortController();
	const signal = options.signal ? AbortSignal.any([failed.signal, options.signal]) : failed.signal;
	const queue = [...missing];
	const worker = async () => {
		for (let name = queue.shift(); name && !signal.aborted; name = queue.shift())
			await buildImage(docker, { name, tag: imageTag(name), args: {} }, base, log, signal, options.proxy).then(() =>
				removeOlder(docker, name, imageTag(name)),
			);
	};
	const results = await Promise.allSettled(
		[worker(), worker()].map((work) =>
			work.catch((error: unknown) => {
				// The first failure ends the other build, and is the one to report.
				failed.abort(error);
				throw error;
			}),
		),
	);
	options.signal?.throwIfAborted();
	if (results.some((result) => result.status === 'rejected')) throw failed.signal.reason;
}

/** A host image that differs from the lab's own (host-variants.ts). */
export interface VariantBuild {
	tag: string;
	suite: string;
	args: Record<string, string>;
}

/** Builds an image of hosts of other packages where it is missing. Throws as `buildImages`. */
export async function buildVariant(
	docker: Docker,
	{ tag, suite, args }: VariantBuild,
	log: Log,
	options: BuildOptions = {},
): Promise<void> {
	if (await hasImage(docker, tag)) return;
	const base = await ensureBase(docker, suite, log, options);
	const { signal = new AbortController().signal, proxy } = options;
	await buildImage(docker, { name: 'host', tag, args, label: 'variant' }, base, log, signal, proxy);
}

async function buildImage(
	docker: Docker,
	{ name, tag, args, label = name }: { name: ImageName; tag: string; args: Record<string, string>; label?: string },
	base: string,
	log: Log,
	signal: AbortSignal,
	proxy?: string,
): Promise<void> {
	log(`building ${tag} on ${base}`);
	const output: string[] = [];
	try {
		const context = { context: contextOf(name), src: filesIn(contextOf(name)) };
		const stream = await docker.buildImage(context, {
			t: tag,
			// Docker knows the proxy's by their names, and keeps them out of the image (docs.docker.com, "Predefined ARGs").
			buildargs: { BASE: base, ...args, ...(proxy && { http_proxy: proxy, https_proxy: proxy }) },
			labels: { [imageLabel]: label },
			// The private engine has no bridge; in its own network is the proxy.
			networkmode: 'host',
			rm: true,
			forcerm: true,
			abortSignal: signal,
		});
		await follow(docker, stream, (text) => {
			for (const line of stripVTControlCharacters(text)
				.split('\n')
				.filter((line) => line.trim() !== '')) {
				output.push(line);
				if (/^Step \d/.test(line)) log(`${name}: ${line.replace(/\s+/g, ' ').slice(0, 100)}`);
			}
		});
	} catch (error) {
		signal.throwIfAborted();
		const tail = output.slice(-15).join('\n');
		throw new VipdrillError(
			'LAB_FAILED',
			`building ${tag} failed: ${messageOf(error)}\n${tail}\nMend it (often the network or a package mirror) and run \`${setupCommandLine()}\` again.`,
			{ cause: error },
		);
	}
	log(`built ${tag}`);
}

/** Removes the other versions of an image; one that a container still uses stays. */
export async function removeOlder(docker: Docker, name: ImageName, current: string): Promise<void> {
	for (const tag of await ownTags(docker)) if (tag.startsWith(`vipdrill/${name}:`) && tag !== current) await untag(docker, tag);
}

/** What `imageTag` or the bootstrapping gives. */
const OWN_TAG = /^vipdrill\/(base:[a-z]+|(?:host|variant|client|web|engine):[0-9a-f]{12})$/;

/** The tags of the images that vipdrill's own set-up made: name and label go together. An image built on one of them has the label too, but a name of its own. */
async function ownTags(docker: Docker): Promise<string[]> {
	const images = await docker.listImages({ filters: { label: [imageLabel] } });
	return images.flatMap(({ RepoTags: tags, Labels: labels }) =>
		(tags ?? []).filter((tag) => OWN_TAG.test(tag) && /^vipdrill\/(\w+):/.exec(tag)?.[1] === labels?.[imageLabel]),
	);
}

/** Takes a name from an image, and removes it where that was its last and nothing uses it. Returns whether the name is gone. */
async function untag(docker: Docker, tag: string): Promise<boolean> {
	try {
		await docker.getImage(tag).remove();
		return true;
	} catch (error) {
		const { statusCode: status } = error as { statusCode?: number };
		// 404: gone meanwhile. 409: a container uses it.
		if (status !== 404 && status !== 409) throw error;
		return status === 404;
	}
}

/** The image to build on. What the engine already has comes first, then a registry, then a bootstrapped Debian. */
async function ensureBase(docker: Docker, suite: string, log: Log, options: BuildOptions): Promise<string> {
	const [registryBase, bootstrappedBase] = [registryBaseOf(suite), bootstrappedBaseOf(suite)];
	for (const base of [registryBase, bootstrappedBase]) if (await hasImage(docker, base)) return base;
	log(`pulling ${registryBase}`);
	const refusal = await pull(docker, registryBase, options.signal);
	if (refusal === null) return registryBase;
	log(`no registry to pull it from (${refusal.split('\n')[0]})`);
	if (!(await hasMmdebstrap())) await options.installBootstrapper?.();
	if (!(await hasMmdebstrap())) {
		throw new VipdrillError(
			'SETUP_NEEDED',
			`${registryBase} can't be pulled (${refusal}) and mmdebstrap is missing; make a registry reachable, or install mmdebstrap and run \`${setupCommandLine()}\``,
		);
	}
	await bootstrap(docker, suite, log, options.signal);
	return bootstrappedBase;
}

/** Pulls an image. Returns null, or why it can't be had: an error, or no progress for 20 s. */
async function pull(docker: Docker, image: string, signal?: AbortSignal): Promise<string | null> {
	const stalled = new AbortController();
	const timer = setTimeout(() => stalled.abort(), pullStallMs);
	try {
		const abortSignal = signal ? AbortSignal.any([stalled.signal, signal]) : stalled.signal;
		const stream = await docker.pull(image, { abortSignal });
		await follow(docker, stream, () => timer.refresh());
		return (await hasImage(docker, image)) ? null : 'the engine did not keep it';
	} catch (error) {
		signal?.throwIfAborted();
		return stalled.signal.aborted ? `no progress for ${pullStallMs / 1000} s` : messageOf(error);
	} finally {
		clearTimeout(timer);
	}
}

/** Whether mmdebstrap is installed. */
export async function hasMmdebstrap(): Promise<boolean> {
	return (await execa('mmdebstrap', ['--version'], { reject: false })).exitCode === 0;
}

async function bootstrap(docker: Docker, suite: string, log: Log, signal?: AbortSignal): Promise<void> {
	const bootstrappedBase = bootstrappedBaseOf(suite);
	const folder = mkdtempSync(join(tmpdir(), 'vipdrill-base-'));
	const tar = join(folder, 'base.tar');
	log(`bootstrapping ${bootstrappedBase} with mmdebstrap from Debian's mirror (about 25 s)`);
	try {
		const made = await execa('mmdebstrap', ['--variant=minbase', ...aptOptions(suite), suite, tar], {
			reject: false,
			all: true,
			stdin: 'ignore',
			timeout: bootstrapLimitMs,
			...(signal && { cancelSignal: signal }),
		});
		signal?.throwIfAborted();
		if (made.failed) {
			const tail = made.all.split('\n').slice(-15).join('\n');
			throw new VipdrillError('LAB_FAILED', `${made.shortMessage}\n${tail}\nMend it and run \`${setupCommandLine()}\` again.`);
		}
		const [repo, tag] = bootstrappedBase.split(':');
		const changes = `LABEL ${imageLabel}=base`;
		const stream = await docker.importImage(createReadStream(tar), {
			repo,
			tag,
			changes,
			...(signal && { abortSignal: signal }),
		});
		await follow(docker, stream, () => {});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A suite that moves on is signed for a week only; a mirror that is behind, or a clock that is ahead, must not keep its packages from a lab's hosts. */
const aptOptions = (suite: string): string[] => (suite === 'sid' ? ['--aptopt=Acquire::Check-Valid-Until "false"'] : []);

/** Whether an engine has an image under this name. */
export async function hasImage(docker: Docker, reference: string): Promise<boolean> {
	try {
		await docker.getImage(reference).inspect();
		return true;
	} catch (error) {
		if ((error as { statusCode?: number }).statusCode === 404) return false;
		throw error;
	}
}

/** Reads an engine's progress stream to its end. Rejects with the first error it reports. */
export async function follow(docker: Docker, stream: NodeJS.ReadableStream, onText: (text: string) => void): Promise<void> {
	interface Progress {
		stream?: string;
		status?: string;
		error?: string;
	}
	let failure: string | undefined;
	await new Promise<void>((resolve, reject) => {
		docker.modem.followProgress(
			stream,
			(error) => (error ? reject(error) : resolve()),
			(event: Progress) => {
				failure ??= event.error;
				onText(event.stream ?? event.status ?? '');
			},
		);
	});
	if (failure !== undefined) throw new Error(failure);
}

/** Removes the images that vipdrill built on an engine, and nobody else's, and never by force. Returns the names of those that a container still uses. */
export async function removeImages(docker: Docker): Promise<string[]> {
	const kept: string[] = [];
	for (const tag of await ownTags(docker)) if (!(await untag(docker, tag))) kept.push(tag);
	// The nameless first stage of a build; no image that has a name carries this label.
	const stages = await docker.listImages({ filters: { label: [`${imageLabel}=build`], dangling: ['true'] } });
	for (const { Id: id } of stages) await untag(docker, id);
	return kept;
}
