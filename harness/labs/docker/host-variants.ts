import { createHash } from 'node:crypto';
import { DEFAULT_SUITE, hostImageHash } from './images.ts';

/** What a Debian suite has; docker-cli was split from docker.io in trixie. */
interface SuiteFacts {
	docker: string;
	keepalived: string;
	dockerPackages: readonly string[];
}

/** The suites that host images can be made of, oldest first, with their versions (packages.debian.org: docker.io and keepalived). */
export const SUITES = {
	bookworm: { docker: '20.10.24', keepalived: '2.2.7', dockerPackages: ['docker.io'] },
	trixie: { docker: '26.1.5', keepalived: '2.3.3', dockerPackages: ['docker.io', 'docker-cli'] },
	// It moves on: these are of November 2026, and a lab whose hosts have others than were asked for is refused.
	sid: { docker: '28.5.2', keepalived: '2.3.4', dockerPackages: ['docker.io', 'docker-cli'] },
} as const satisfies Record<string, SuiteFacts>;
export type Suite = keyof typeof SUITES;
const NAMES = Object.keys(SUITES) as Suite[];

/** Which daemon's version is varied. */
export const DAEMONS = ['docker', 'keepalived'] as const;
export type Daemon = (typeof DAEMONS)[number];

/** A host's image: of Debian's packages, each from a suite, or one that the user names. */
export type HostVariant = { docker: Suite; keepalived: Suite } | { image: string };

/** The suite that has a version (`20.10` is that of `20.10.24`), or bears that name; null where none does. */
export function suiteOf(daemon: Daemon, version: string): Suite | null {
	const has = (suite: Suite) => SUITES[suite][daemon] === version || SUITES[suite][daemon].startsWith(`${version}.`);
	return NAMES.find((suite) => suite === version || has(suite)) ?? null;
}

/** The arguments of the host image's build: on the newer of the two suites, with what the other has taken from there. */
export function buildArgsOf({ docker, keepalived }: { docker: Suite; keepalived: Suite }): {
	base: Suite;
	args: Record<string, string>;
} {
	const base = NAMES.indexOf(docker) > NAMES.indexOf(keepalived) ? docker : keepalived;
	const also = [docker, keepalived].find((suite) => suite !== base) ?? '';
	const from = (suite: Suite) => (suite === base ? '' : `/${suite}`);
	const packages = SUITES[docker].dockerPackages.map((name) => `${name}${from(docker)}`);
	return { base, args: { DOCKER: packages.join(' '), KEEPALIVED: `keepalived${from(keepalived)}`, ALSO: also } };
}

/** The tag of a variant's image, by the content of the host image's folder (its hash) and what it is built of; the ordinary host image is the variant of its own suite. */
export function variantTag(variant: HostVariant, folder = hostImageHash()): string {
	if ('image' in variant) return variant.image;
	const { base, args } = buildArgsOf(variant);
	const hash = createHash('sha256').update(JSON.stringify([folder, base, args]));
	return `vipdrill/variant:${hash.digest('hex').slice(0, 12)}`;
}

/** Whether it is what the ordinary host image is. */
export const isOrdinary = (variant: HostVariant): boolean =>
	!('image' in variant) && variant.docker === DEFAULT_SUITE && variant.keepalived === DEFAULT_SUITE;
