import { InputError, type InputProblem } from '../base/errors.ts';
import { knownSecrets } from '../base/known-secrets.ts';
import { withoutSecrets } from '../base/without-secrets.ts';
import { buildClusterSpec } from '../cluster/cluster-spec.ts';
import { secretsIn } from '../cluster/secrets.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { guaranteeCard } from '../guarantee/card.ts';
import { difference } from '../guarantee/diff/diff.ts';
import type { Difference } from '../guarantee/diff/shape.ts';
import { guaranteeOf, type Simulated } from '../guarantee/guarantee.ts';
import type { Guarantee } from '../guarantee/shape.ts';
import { NOT_MODELLED, SIM_KIND } from '../labs/sim/unmodelled.ts';
import { unreadStatements } from '../labs/sim/unread.ts';
import { checkedCluster } from '../lint/checked-cluster.ts';
import type { Finding } from '../lint/finding.ts';
import { inputOfConfs } from '../lint/input-of-confs.ts';
import { lint } from '../lint/lint.ts';
import { noteCluster } from '../results/redact.ts';
import { drillProblems } from '../scenario/check-drill.ts';
import { hostProblems } from '../scenario/check-hosts.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { strainsOf } from '../study/survive/strains.ts';
import { derive } from './derive.ts';
import { confPaths, type Folder, LONGEST } from './folder.ts';

/** All that is said of a folder as soon as it is there. */
export interface Judgement {
	/** What was made of the keepalived.confs where there is no cluster.yaml: that, and a second host's file where there was one alone. */
	derived: Folder;
	/** What of it no file says. */
	madeUp: string[];
	findings: Finding[];
	/** What keeps the cluster from being simulated, beside the findings. */
	problems: InputProblem[];
	/** Null where the files are not right yet. */
	cluster: JudgedCluster | null;
}

/** A cluster that is right. */
export interface JudgedCluster {
	name: string;
	hosts: string[];
	vip: string;
	guarantee: Guarantee;
	/** The guarantee as a picture. */
	card: string;
	/** The drills that can be simulated on it, by name, and why the others cannot. */
	drills: { name: string; event: string; refused: string | null }[];
	/** The strains that it can be under, by their ids. */
	strains: string[];
}

/** Reads a folder as a cluster. Throws InputError with all that is wrong in it; notes what is secret. */
export function specOf(given: Folder): ClusterSpec {
	const { folder, why } = derive(given);
	for (const text of Object.values(folder)) knownSecrets.add(...secretsIn(text));
	const text = folder['cluster.yaml'];
	if (text === undefined) {
		const fix = 'Paste a keepalived.conf with a vrrp_instance, or write a cluster.yaml';
		throw new InputError([{ file: 'cluster.yaml', field: 'cluster.yaml', problem: why ?? 'there is none', fix }]);
	}
	const own = (path: string) => (Object.hasOwn(folder, path) ? (folder[path] ?? null) : null);
	const files = (path: string) => own(path.replace(/^\.\//, ''));
	const spec = buildClusterSpec({ dir: '/', clusterYaml: { path: 'cluster.yaml', text }, files });
	noteCluster(spec);
	return spec;
}

/** Lints a folder, and works its guarantee out by theory. Never throws for what stands in it. */
export async function judge(given: Folder, drills: readonly DrillSpec[], vipdrillVersion: string): Promise<Judgement> {
	const tooLong = Object.keys(given).filter((path) => (given[path] ?? '').length > LONGEST);
	if (tooLong.length > 0) return { derived: {}, madeUp: [], findings: [], problems: tooLong.map(longProblem), cluster: null };
	const { folder, madeUp } = derive(given);
	const derived = Object.fromEntries(Object.entries(folder).filter(([path]) => given[path] === undefined));
	const findings = withoutSecrets(await findingsOf(given));
	try {
		const spec = specOf(given);
		const guarantee = guaranteeFor(spec, null, vipdrillVersion);
		const { name, vip, hosts } = spec;
		const judged = { name, vip, hosts: hosts.map((host) => host.name), guarantee, card: guaranteeCard(guarantee) };
		const can = drills.map((drill) => ({ name: drill.name, event: drill.event, refused: refusal(drill, spec) }));
		return {
			derived,
			madeUp,
			findings,
			problems: [],
			cluster: { ...judged, drills: can, strains: strainsOf(spec).map(({ id }) => id) },
		};
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return { derived, madeUp, findings, problems: withoutSecrets([...error.problems]), cluster: null };
	}
}

function longProblem(file: string): InputProblem {
	const fix = 'Paste the configuration itself';
	return { file, field: 'file', problem: `it has more than ${LONGEST / 1024} kB, more than any configuration`, fix };
}

/** As `vipdrill lint` tells them of the folder; of keepalived.confs alone, as it tells them of single files. */
export async function findingsOf(given: Folder): Promise<Finding[]> {
	for (const text of Object.values(given)) knownSecrets.add(...secretsIn(text));
	const yaml = given['cluster.yaml'];
	const own = (path: string) => (Object.hasOwn(given, path) ? (given[path] ?? null) : null);
	if (yaml !== undefined) return lint(await checkedCluster('cluster.yaml', yaml, own));
	const confs = confPaths(given);
	const others = Object.entries(given).filter(([path]) => !confs.includes(path) && path.endsWith('.conf'));
	return lint(inputOfConfs(new Map(confs.map((path) => [path, given[path] ?? ''])), { others: new Map(others) }));
}

/** The guarantee as `vipdrill guarantee` prints it of this folder. */
export function guaranteeFor(spec: ClusterSpec, simulated: Simulated | null, vipdrillVersion: string): Guarantee {
	const notModelled = [...NOT_MODELLED, ...unreadStatements(spec)];
	return withoutSecrets(guaranteeOf(spec, simulated, { vipdrillVersion, clusterArgument: '.', notModelled }));
}

/** How two folders differ, and what that does to the guarantee. Throws InputError where one of them is not right. */
export function differenceOf(before: Folder, after: Folder, vipdrillVersion: string): Difference {
	const about = { vipdrillVersion, before: 'before', after: 'after' };
	return withoutSecrets(difference(specOf(before), specOf(after), about));
}

/** Why a drill cannot be simulated on a cluster; null where it can. */
function refusal(drill: DrillSpec, spec: ClusterSpec): string | null {
	const [first] = [...drillProblems(drill), ...hostProblems(drill, spec), ...SIM_KIND.refuses(drill, spec)];
	return first ? `${first.problem}` : null;
}
