import { setupCommandLine } from '../../base/hints.ts';
import {
	baseOf,
	basesFor,
	chooseEngine,
	type EngineChoice,
	type EngineFacts,
	engineChoices,
} from '../../labs/docker/engine/choose.ts';
import { BASES, type BaseName, GUEST } from '../../labs/docker/engine/providers/kinds.ts';
import type { Provider } from '../../timeline/environment.ts';
import type { NamedOutlook } from './named.ts';

/** What a look at an engine showed. */
export interface EngineLook extends EngineFacts {
	/** As in DOCKER_HOST. */
	dockerHost: string;
	/** Whether it does not run, so that this is what set-up or an earlier look found. */
	recalled: boolean;
	version: string;
	kernel: string;
	missingImages: readonly string[];
	/** Whether its kernel has netem; null where that can't be tried before set-up. */
	netem: boolean | null;
	/** Whether its kernel has tap devices; null as above. */
	tun: boolean | null;
}

/** Why there was nothing to look at, each a sentence that ends with the remedy. */
export interface NoEngine {
	problems: readonly string[];
}

/** What was found on this machine and its engines. */
export interface Findings {
	vipdrillVersion: string;
	node: { version: string; problem: string | null };
	/** Version of the docker command; null without one. */
	dockerCommand: string | null;
	root: boolean;
	engines: Record<BaseName, EngineLook | NoEngine>;
}

/** One thing looked at. Where it is missing, `detail` ends with the remedy. */
export interface Check {
	/** Whose it is: this machine's, or an engine's. */
	of: 'machine' | BaseName;
	name: string;
	/** `unknown` is what can't be tried before set-up. */
	state: 'ok' | 'missing' | 'unknown';
	detail: string;
}

/** What `--engine` would give. */
export interface ChoiceOutlook {
	choice: EngineChoice;
	/** The engine that it would be; null where none can run. */
	provider: Provider | null;
	/** How a service would be published; null while there are problems. */
	publishMode: 'ingress' | 'host' | null;
	/** Why it would be this engine; empty where there is none. */
	reason: string;
	/** Why there would be no routing mesh; null where there would be. */
	publishModeReason: string | null;
	/** What keeps it from working, each a sentence that ends with the remedy. */
	problems: string[];
}

/** The content of `doctor --json`. */
export interface Diagnosis {
	schemaVersion: 1;
	vipdrillVersion: string;
	/** Whether `--engine auto`, the default, would work. */
	ok: boolean;
	choices: ChoiceOutlook[];
	checks: Check[];
	/** The engines that were named by `--engines`; absent where none were. */
	engines?: NamedOutlook[];
}

/** What each engine choice would be on this machine, and what is missing for it. */
export function diagnose(findings: Findings): Diagnosis {
	const choices = engineChoices.map((choice) => outlookOf(choice, findings));
	const ok = choices.some(({ choice, problems }) => choice === 'auto' && problems.length === 0);
	const engines = BASES.map((name) => findings.engines[name]).filter((engine) => 'provider' in engine);
	const checks = [...machineChecks(findings), ...engines.flatMap(engineChecks)];
	return { schemaVersion: 1, vipdrillVersion: findings.vipdrillVersion, ok, choices, checks };
}

function outlookOf(choice: EngineChoice, { node, engines }: Findings): ChoiceOutlook {
	const base = engines[baseOf(choice, (name) => 'provider' in engines[name])];
	const none = { choice, provider: null, publishMode: null, reason: '', publishModeReason: null };
	const own = node.problem === null ? [] : [node.problem];
	if ('problems' in base) {
		// Any of them would do.
		const problems = basesFor(choice).flatMap((name) => ('problems' in engines[name] ? engines[name].problems : []));
		return { ...none, problems: [...own, ...problems] };
	}
	// The guest has images of its own on its disk.
	if (base.missingImages.length > 0 && choice !== GUEST) own.push(`the ${base.provider} engine ${imagesMissing(base)}`);
	const decision = chooseEngine(choice, base);
	if ('problems' in decision) return { ...none, problems: [...own, ...decision.problems] };
	const { provider, reason, publishMode, publishModeReason } = decision;
	if (own.length > 0) return { ...none, provider, reason, problems: own };
	return { choice, provider, publishMode, reason, publishModeReason, problems: [] };
}

function machineChecks({ node, dockerCommand, root, engines }: Findings): Check[] {
	const check = (name: string, problem: string | null, found: string): Check =>
		problem === null
			? { of: 'machine', name, state: 'ok', detail: found }
			: { of: 'machine', name, state: 'missing', detail: problem };
	return [
		check('Node', node.problem, node.version),
		check('docker command', dockerCommand === null ? NO_COMMAND : null, dockerCommand ?? ''),
		check('root', root ? null : NO_ROOT, 'yes'),
		...BASES.map((name) => check(`${name} engine`, problemOf(engines[name]), placeOf(engines[name]))),
	];
}

const problemOf = (engine: EngineLook | NoEngine) => ('problems' in engine ? engine.problems.join('; ') : null);
const placeOf = (engine: EngineLook | NoEngine) =>
	'problems' in engine
		? ''
		: engine.recalled
			? `Docker ${engine.version} can start, kernel ${engine.kernel}; it does not run, so its images and kernel are as set-up found them`
			: `Docker ${engine.version} at ${engine.dockerHost}, kernel ${engine.kernel}`;

function engineChecks(engine: EngineLook): Check[] {
	const of = engine.provider;
	const has = (name: string, answer: boolean | null, remedy: string): Check =>
		answer === null
			? { of, name, state: 'unknown', detail: `shows after \`${setupCommandLine()}\`` }
			: { of, name, state: answer ? 'ok' : 'missing', detail: answer ? 'its kernel has it' : `its kernel has none; ${remedy}` };
	const guest = engine.guestProblems.map((detail): Check => ({ of, name: GUEST_CHECK, state: 'missing', detail }));
	const imagesLack = engine.missingImages.length > 0;
	return [
		{
			of,
			name: 'lab images',
			state: imagesLack ? 'missing' : 'ok',
			detail: imagesLack ? imagesMissing(engine) : 'in the current version',
		},
		has('ip_vs', engine.ipVs, NO_IP_VS),
		has('netem', engine.netem, NO_NETEM),
		has('tun', engine.tun, NO_TUN),
		...(guest.length > 0 ? guest : [{ of, name: GUEST_CHECK, state: 'ok', detail: 'can run on it' } as const]),
	];
}

const imagesMissing = ({ missingImages }: EngineLook) =>
	`lacks ${missingImages.join(', ')} in the current version; run \`${setupCommandLine()}\``;

const GUEST_CHECK = `${GUEST} guest`;
const NO_COMMAND = "`vipdrill shell` and Docker's contexts need it; install docker-cli";
const NO_ROOT = 'only a private engine needs it; run vipdrill as root for one';
const NO_IP_VS = `for the routing mesh \`modprobe ip_vs\` on its machine, or use \`--engine ${GUEST}\``;
const NO_TUN = `for the ${GUEST_CHECK} \`modprobe tun\` on its machine`;
const NO_NETEM = `packets are lost by iptables' statistic match instead, and can't be delayed; \`modprobe sch_netem\` on its machine, or \`--engine ${GUEST}\``;
