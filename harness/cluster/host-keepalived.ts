import type { InputProblem } from '../base/errors.ts';
import type { YamlPath } from '../base/yaml-source.ts';
import { type ReadInstance, readInstances } from '../keepalived/instances.ts';
import type { Block } from '../keepalived/model.ts';
import type { Diagnostic } from '../keepalived/place.ts';
import { asProblem } from '../keepalived/problem.ts';
import { type KeepalivedConf, readKeepalived } from '../keepalived/read.ts';
import { type Settings, setInBlocks } from '../keepalived/set-in-blocks.ts';
import type { ReferencedFiles } from './cluster-files.ts';
import type { HostFileSpec, HostSpec, KeepalivedSpec } from './spec.ts';
import { heldBy } from './theory.ts';

/** What a host's keepalived.conf must agree with; null where cluster.yaml does not say. */
export interface HostFacts {
	name: string | null;
	/** The names of its NICs, that of the customers' segment first. */
	interfaces: readonly string[] | null;
	/** Floating IPs that one of the instances should hold. */
	vips: readonly string[] | null;
	/** What else is on the machine's disk, which the file may include. */
	files: readonly HostFileSpec[];
	/** keepalived's version, or its beginning; null for any. */
	version: string | null;
}

/** Where a host has its keepalived.conf. */
const MAIN = '/etc/keepalived/keepalived.conf';

/** A host's configuration as its keepalived reads it: the file, and those of the host's other files that it includes. */
export function readConf(
	{ name, files }: { name: string | null; files: readonly HostFileSpec[] },
	{ file, text }: Pick<KeepalivedSpec, 'file' | 'text'>,
	version: string | null = null,
): KeepalivedConf {
	const all = textsOf(files, text);
	const shown = (path: string) => (path === MAIN ? file : (files.find(({ target }) => target === path)?.source ?? path));
	return readKeepalived({ files: all, main: MAIN, host: name, version, shown });
}

const textsOf = (files: readonly HostFileSpec[], text: string) =>
	new Map([...files.map((one) => [one.target, one.text] as const), [MAIN, text]]);

/** Every file of a host's keepalived that has other contents once keywords of its blocks are set to other values (`setInBlocks`), by path on the machine. */
export function changedFiles(
	{ name, files, keepalived }: HostSpec,
	block: string,
	set: Settings,
): Map<string, { before: string; after: string }> {
	if (!keepalived) return new Map();
	const texts = textsOf(files, keepalived.text);
	const changed = setInBlocks({ files: texts, main: MAIN, host: name }, block, set);
	return new Map([...changed].map(([path, after]) => [path, { before: texts.get(path) ?? '', after }]));
}

/** A host with keywords of its keepalived's blocks set to other values. Its instances are as they were, for whoever wants them reads it anew. */
export function withSettings(host: HostSpec, block: string, set: Settings): HostSpec {
	const changed = changedFiles(host, block, set);
	const { keepalived } = host;
	return {
		...host,
		keepalived: keepalived && { ...keepalived, text: changed.get(MAIN)?.after ?? keepalived.text },
		files: host.files.map((file) => ({ ...file, text: changed.get(file.target)?.after ?? file.text })),
	};
}

/** What keepalived makes of a host's file; null for a host without. */
export const confOf = (host: HostSpec, version: string | null = null): KeepalivedConf | null =>
	host.keepalived && readConf(host, host.keepalived, version);

/** Reads a host's keepalived.conf and holds it against the host. Null without the file or with a file that cannot be read; `files` collects the problems. */
export function readHostKeepalived(
	file: string,
	namedAt: YamlPath,
	facts: HostFacts,
	files: ReferencedFiles,
): KeepalivedSpec | null {
	const text = files.read(file, namedAt);
	if (text === null) return null;
	const others = facts.files.map((one) => ({ ...one, source: files.shown(one.source) }));
	const conf = readConf({ name: facts.name, files: others }, { file: files.shown(file), text }, facts.version);
	const broken = conf.diagnostics.filter(isBroken).map(asProblem);
	if (broken.length > 0) {
		// What follows from a misread tree would only hide the cause.
		files.problems.push(...broken);
		return null;
	}
	const { instances, problems } = checkConf(conf);
	files.problems.push(...problems, ...checkInstances(instances, facts));
	return { file, text, instances: instances.map(({ spec }) => spec) };
}

/** The instances of a configuration that the harness can work with, and why it cannot where that is so. */
export function checkConf(conf: KeepalivedConf): { instances: ReadInstance[]; problems: InputProblem[] } {
	const { instances, incomplete } = readInstances(conf.model);
	const problems = [
		...conf.diagnostics.filter((one) => isBroken(one) || isWrong(one)).map(asProblem),
		...incomplete.flatMap(({ block, lacks }) => lacks.map((keyword) => lacking(block, keyword, conf))),
	].filter((one, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index);
	if (instances.length === 0 && problems.length === 0) problems.push(noInstance(conf.file));
	return { instances, problems };
}

/** Mistakes that leave a tree nobody meant. */
const BROKEN = new Set<Diagnostic['code']>([
	...([
		'block-unclosed',
		'brace-extra',
		'brace-missing',
		'brace-unexpected',
		'quote-unclosed',
		'line-too-long',
		'nul-byte',
	] as const),
	...(['definition-loop', 'include-loop', 'sequence-invalid', 'too-large', 'byte-order-mark', 'include-missing'] as const),
]);
const isBroken = ({ code, severity }: Diagnostic) =>
	BROKEN.has(code) && severity !== 'note' && !(code === 'byte-order-mark' && severity === 'warning');

/** Mistakes in what the harness acts on; what it does not model, keepalived may complain of. */
const isWrong = ({ code, keepalived, isModelled }: Diagnostic) =>
	keepalived === 'refuses' ||
	code === 'not-defined' ||
	(isModelled === true && /^(bad-value|missing-argument|version|duplicate-block|block-refused)$/.test(code));

function lacking(
	{ names, at }: Block,
	keyword: 'virtual_router_id' | 'interface',
	{ diagnostics }: KeepalivedConf,
): InputProblem {
	const field = `vrrp_instance ${names[0] ?? ''} ${keyword}`;
	const told = diagnostics.find((one) => one.field === field && isWrong(one));
	if (told) return asProblem(told);
	const fix =
		keyword === 'interface'
			? "Add interface with the name of the host's NIC"
			: 'Add virtual_router_id with a number from 1 to 255, the same on every node';
	return { file: at.file, line: at.line, field, problem: 'is missing', fix };
}

function noInstance(file: string): InputProblem {
	const fix = "Add a vrrp_instance block, or leave this host's keepalived out of cluster.yaml";
	return { file, line: 1, field: 'vrrp_instance', problem: 'there is none, so keepalived would hold no address', fix };
}

function checkInstances(instances: readonly ReadInstance[], facts: HostFacts): InputProblem[] {
	const problems = instances.flatMap((instance) => checkInterfaces(instance, facts));
	const [first] = instances;
	const held = instances.some(({ spec }) => facts.vips === null || heldBy(spec).some((one) => facts.vips?.includes(one)));
	if (!first || held) return problems;
	const vips = facts.vips?.join(' or ') ?? '';
	const problem = `the floating IP ${vips} of cluster.yaml is not among the addresses`;
	const field = `vrrp_instance ${first.spec.name} virtual_ipaddress`;
	const got = first.spec.virtualIpAddresses.length === 0 ? {} : { value: first.spec.virtualIpAddresses.join(' ') };
	const fix = `Write ${vips} here, or correct vip in cluster.yaml`;
	return [...problems, { ...at(first.places.addresses), field, ...got, problem, fix }];
}

/** What every host has beside its NICs, or a node of the swarm. */
export const OF_ANY_HOST = ['lo', 'docker0', 'docker_gwbridge'];

/** The NIC of an instance, and those that its addresses are put on or that it tracks. */
function checkInterfaces({ spec, places }: ReadInstance, facts: HostFacts): InputProblem[] {
	const { interfaces } = facts;
	if (interfaces === null) return [];
	const host = facts.name === null ? 'the host' : `host ${facts.name}`;
	const [one = '', ...more] = interfaces;
	const has = more.length === 0 ? `the NIC of ${host} is ${one}` : `the NICs of ${host} are ${interfaces.join(', ')}`;
	const problem = `an interface that the host does not have: ${has}`;
	const names = interfaces.length === 1 ? one : `one of ${interfaces.join(', ')}`;
	const fix = `Write ${names}, correct network.interface or hosts[].interface in cluster.yaml, or list the NIC in hosts[].nics`;
	const field = `vrrp_instance ${spec.name}`;
	if (!interfaces.includes(spec.interface))
		return [{ ...at(places.interface), field: `${field} interface`, value: spec.interface, problem, fix }];
	const stray = spec.addressInterfaces.filter((nic) => !interfaces.includes(nic));
	// keepalived leaves an instance in FAULT for as long as a NIC that it tracks is not there.
	const tracked = spec.tracks.filter(({ kind, name }) => kind === 'interface' && ![...interfaces, ...OF_ANY_HOST].includes(name));
	return [
		...stray.map((value) => ({ ...at(places.addresses), field: `${field} virtual_ipaddress dev`, value, problem, fix })),
		...tracked
			.filter(({ name }) => !stray.includes(name))
			.map(({ name: value }) => ({ ...at(places.interface), field: `${field} track_interface`, value, problem, fix })),
	];
}

const at = ({ file, line }: { file: string; line: number }) => ({ file, line });
