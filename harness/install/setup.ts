import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { VipdrillError } from '../base/errors.ts';
import { setupCommandLine } from '../base/hints.ts';
import { stateDir } from '../base/paths.ts';
import { shellWord } from '../base/shell-word.ts';
import { checkState, ensureState } from '../base/state-folder.ts';
import { formatMs } from '../base/units.ts';
import { basesFor, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { hasIpVs } from '../labs/docker/engine/ip-vs.ts';
import { rememberKernel } from '../labs/docker/engine/kernel-facts.ts';
import { withLock } from '../labs/docker/engine/lock.ts';
import { endpointsOf } from '../labs/docker/engine/named/endpoint.ts';
import { baseNamed, type Providers, providers } from '../labs/docker/engine/providers/all.ts';
import { BASES, type BaseName, KINDS } from '../labs/docker/engine/providers/kinds.ts';
import type { BaseEngine, OwnEngine } from '../labs/docker/engine/providers/provider.ts';
import { findForeignBase, openBaseEngine } from '../labs/docker/engine/select.ts';
import { buildImages, hasMmdebstrap, imageTag, type Log, labImages, missingImages } from '../labs/docker/images.ts';
import { PROVIDERS } from '../timeline/environment.ts';
import { setUpGuest } from './setup-guest.ts';

const recordFile = join(stateDir, 'setup.json');
const recordSchema = z.object({
	provider: z.enum(PROVIDERS),
	images: z.array(z.string()),
	/** The guest's disk; `none` where this kernel, which may change, needs no guest or can't run one, `unasked` where nobody asked. */
	disk: z.string(),
	kernel: z.string(),
});
const oldestNode = { major: 20, minor: 19 };
/** Images and disk take some four minutes on two processors. */
const WAIT_FOR_OTHER_MS = 900_000;

export interface SetupOptions {
	/** Gets one line per step, before the step is done. */
	log: (line: string) => void;
	/** Which engine to set up; `auto` by default. */
	engine?: EngineChoice;
	signal?: AbortSignal;
}

/**
 * Sets up what is missing, and only that: as root on Debian or Ubuntu the packages of a private engine unless a Docker engine answers, then the
 * lab images. Waits where another process sets the same engine up. Throws SETUP_NEEDED with the exact commands where it can't install something,
 * InputError where the state folder is somebody else's.
 */
export async function setup(options: SetupOptions): Promise<void> {
	const startedMs = performance.now();
	const log = (line: string) => options.log(`[${formatMs(performance.now() - startedMs).padStart(8)}] ${line}`);
	const choice = options.engine ?? 'auto';
	checkNode();
	checkState();
	const found = await findForeignBase(choice);
	if (found) log(usingText(found));
	for (const name of found ? [] : basesFor(choice)) {
		const { own } = baseNamed(name);
		if (!own) continue;
		// The record spares starting an engine only to see that its images are all there.
		if (isRecorded(name, own, choice) && own.hasData() && (await own.canStart())) {
			log(`nothing to do: the ${name} engine and the lab images are set up`);
			return;
		}
		await installFor(own, log);
	}
	// Installing docker.io starts an engine on a machine with systemd, so this looks anew.
	const engine = await openBaseEngine(choice);
	try {
		if (!found) log(usingText(engine));
		const { ID: id } = (await engine.docker.info()) as { ID: string };
		await withLock(setupLock(id, log, options.signal), () => setUpOn(engine, choice, log, options.signal));
	} finally {
		await engine.release();
	}
	log('set up');
}

const usingText = ({ provider, dockerHost }: BaseEngine) => `using ${KINDS[provider].called} at ${dockerHost}`;

async function setUpOn(engine: BaseEngine, choice: EngineChoice, log: Log, signal?: AbortSignal): Promise<void> {
	await buildMissing(engine, log, signal);
	const { disk } = providers.guest;
	const guest = {
		hasDisk: () => disk.isOn(engine),
		obstacles: () => disk.obstacles(engine),
		failures: () => disk.failures(engine),
		bake: async () => {
			log('making a User-Mode Linux guest, whose kernel has the ip_vs that the routing mesh needs (about 100 s, once)');
			await buildImages(engine.docker, ['engine'], log, { signal, proxy: engine.proxy });
			await disk.bake(engine, log, signal);
		},
	};
	const ipVs = choice === 'auto' ? await hasIpVs(engine) : null;
	const found = await setUpGuest(choice, ipVs, guest, log);
	ensureState();
	if (baseNamed(engine.provider).own) await rememberKernel(engine);
	const record: z.infer<typeof recordSchema> = {
		provider: engine.provider,
		images: currentTags(),
		disk: found === 'disk' ? disk.name() : found,
		kernel: release(),
	};
	writeFileSync(recordFile, `${JSON.stringify(record, null, '\t')}\n`);
}

/**
 * Builds what is missing of the lab images on engines that their user named, one after the other, and nothing else there. Throws as `setup`, and
 * where one is not to be had, before anything is built.
 */
export async function setupNamed(
	names: readonly string[],
	{ log, signal }: SetupOptions,
	from: Providers = providers,
): Promise<void> {
	checkNode();
	const engines = await from.named.open(endpointsOf(names));
	try {
		for (const engine of engines) {
			const say = (line: string) => log(`${engine.name}: ${line}`);
			await withLock(setupLock(engine.id, say, signal), () => buildMissing(engine, say, signal));
		}
	} finally {
		await Promise.all(engines.map((engine) => engine.release()));
	}
	log('set up');
}

/** Of a set-up of one engine: one at a time. */
const setupLock = (id: string, log: Log, signal: AbortSignal | undefined) => ({
	name: `set-up/${id}`,
	doing: 'setting the lab up',
	timeoutMs: WAIT_FOR_OTHER_MS,
	onWait: (holder: string) => log(`another vipdrill sets this engine up (${holder}); waiting for it`),
	signal,
});

async function buildMissing(engine: Engine, log: Log, signal: AbortSignal | undefined): Promise<void> {
	const missing = await missingImages(engine.docker);
	if (missing.length === 0) {
		log('the lab images are up to date');
		return;
	}
	log(`lab images to build: ${missing.join(', ')}`);
	await buildImages(engine.docker, labImages, log, {
		signal,
		proxy: engine.proxy,
		installBootstrapper: () => install(['mmdebstrap', 'debian-archive-keyring'], log),
	});
}

/** What a run on this engine lacks, each as a sentence that ends with how to get it; empty where nothing is missing. */
export async function setupProblems(engine: Engine): Promise<string[]> {
	const node = nodeProblem(process.versions.node);
	const missing = await missingImages(engine.docker);
	const which = engine.name === undefined ? `the ${engine.provider} engine` : `engine ${engine.name}`;
	const command = setupCommandLine(...(engine.name === undefined ? [] : ['--engines', shellWord(engine.name)]));
	const images =
		missing.length > 0 &&
		`${which} lacks the lab image${missing.length > 1 ? 's' : ''} ${missing.join(', ')} in the current version; run \`${command}\``;
	return [node, images].filter((problem) => typeof problem === 'string');
}

/** What is wrong with a Node version, or null. */
export function nodeProblem(version: string): string | null {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return null;
	return `Node ${version} is too old; install Node ${oldestNode.major}.${oldestNode.minor} or newer`;
}

function checkNode(): void {
	const problem = nodeProblem(process.versions.node);
	if (problem) throw new VipdrillError('SETUP_NEEDED', problem);
}

/** The guest's among them: where it failed, another one is tried. */
const currentTags = (): string[] => [...labImages, 'engine' as const].map(imageTag);

/** What the record of set-up says of an engine of vipdrill's own that does not run: the lab images that it lacks, or null where it says nothing. */
export function recordedMissing(name: BaseName): string[] | null {
	try {
		const { provider, images } = recordSchema.parse(JSON.parse(readFileSync(recordFile, 'utf8')));
		if (provider !== name || !baseNamed(name).own?.hasData()) return null;
		return labImages.filter((name) => !images.includes(imageTag(name)));
	} catch {
		return null;
	}
}

/** Whether the record says that nothing is missing, for these images and this kernel. */
function isRecorded(provider: BaseName, own: OwnEngine, choice: EngineChoice): boolean {
	try {
		const record = recordSchema.parse(JSON.parse(readFileSync(recordFile, 'utf8')));
		const disk = providers.guest.disk.name();
		const guestIsSet =
			(record.disk === disk && own.hasVolume(disk)) ||
			(choice === 'auto' && record.disk === 'none' && record.kernel === release());
		const isNamed = BASES.some((name) => name === choice);
		return record.provider === provider && record.images.join() === currentTags().join() && (isNamed || guestIsSet);
	} catch {
		return false;
	}
}

async function installFor(own: OwnEngine, log: (line: string) => void): Promise<void> {
	const packages = await own.packages();
	if (!(await hasMmdebstrap())) packages.push('mmdebstrap', 'debian-archive-keyring');
	if (packages.length > 0) await install(packages, log);
}

/** Installs Debian packages. Throws SETUP_NEEDED with the commands where this isn't root on Debian or Ubuntu, or where they fail. */
async function install(packages: string[], log: (line: string) => void): Promise<void> {
	const distribution = readDistribution();
	const commands = [['update'], ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages]];
	const asRoot = commands.map((command) => `  sudo apt-get ${command.join(' ')}`).join('\n');
	if (!distribution.some((id) => id === 'debian' || id === 'ubuntu')) {
		throw new VipdrillError('SETUP_NEEDED', foreignAdvice(distribution[0]));
	}
	if (process.getuid?.() !== 0) {
		throw new VipdrillError(
			'SETUP_NEEDED',
			`missing: ${packages.join(', ')}; installing needs root. Run these, then \`${setupCommandLine()}\` (as root, or with a Docker engine that answers to you):\n${asRoot}`,
		);
	}
	for (const command of commands) {
		log(`apt-get ${command.join(' ')}`);
		const done = await execa('apt-get', command, {
			env: { DEBIAN_FRONTEND: 'noninteractive' },
			stdin: 'ignore',
			all: true,
			reject: false,
		});
		// A failed update may still leave lists to install from, so only the installation decides.
		if (!done.failed || command[0] === 'update') continue;
		const tail = done.all.split('\n').slice(-15).join('\n');
		throw new VipdrillError(
			'SETUP_NEEDED',
			`${tail}\ninstalling failed. Mend that, run these, then \`${setupCommandLine()}\`:\n${asRoot}`,
		);
	}
}

/** This machine's distribution and those it derives from, nearest first; empty where it is not Linux. */
function readDistribution(): string[] {
	try {
		const release = readFileSync('/etc/os-release', 'utf8');
		const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
		return `${field('ID')} ${field('ID_LIKE')}`.split(' ').filter((id) => id !== '');
	} catch {
		return [];
	}
}

const otherInstallers: Record<string, string> = {
	fedora: 'sudo dnf install -y moby-engine && sudo systemctl enable --now docker',
	arch: 'sudo pacman -S --noconfirm docker && sudo systemctl enable --now docker',
	alpine: 'doas apk add docker && doas rc-service docker start',
};

function foreignAdvice(id: string | undefined): string {
	const command = otherInstallers[id ?? ''] ?? 'see https://docs.docker.com/engine/install/';
	return `no Docker engine answers, and vipdrill installs packages only on Debian and Ubuntu. Start a Docker engine:\n  ${command}\n  ${setupCommandLine()}`;
}
