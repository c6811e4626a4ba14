import type { InputProblem } from '../base/errors.ts';
import type { YamlPath } from '../base/yaml-source.ts';
import type { ReferencedFiles } from './cluster-files.ts';
import { parseKeepalivedConf } from './keepalived-conf.ts';
import type { KeepalivedSpec } from './spec.ts';
import { type ReadInstance, readVrrpInstances } from './vrrp-instance.ts';

/** What a host's keepalived.conf must agree with; null where cluster.yaml does not say. */
export interface HostFacts {
	name: string | null;
	interface: string | null;
	vip: string | null;
}

/** Reads a host's keepalived.conf and holds it against the host. Null without the file or with a file that cannot be read; `files` collects the problems. */
export function readHostKeepalived(
	file: string,
	namedAt: YamlPath,
	facts: HostFacts,
	files: ReferencedFiles,
): KeepalivedSpec | null {
	const text = files.read(file, namedAt);
	if (text === null) return null;
	const shown = files.shown(file);
	const conf = parseKeepalivedConf(shown, text);
	if (conf.problems.length > 0) {
		// What follows from a misread tree would only hide the cause.
		files.problems.push(...conf.problems);
		return null;
	}
	const { instances, problems } = readVrrpInstances(conf);
	files.problems.push(...problems, ...checkInstances(shown, instances, facts));
	return { file, text, instances: instances.map(({ spec }) => spec) };
}

function checkInstances(file: string, instances: readonly ReadInstance[], facts: HostFacts): InputProblem[] {
	const problems = instances.flatMap((instance) => checkInterface(file, instance, facts));
	const [first] = instances;
	const held = instances.some(({ spec }) => facts.vip === null || spec.virtualIpAddresses.includes(facts.vip));
	if (!first || held) return problems;
	const problem = `the floating IP ${facts.vip} of cluster.yaml is not among the addresses`;
	const field = `vrrp_instance ${first.spec.name} virtual_ipaddress`;
	const got = first.spec.virtualIpAddresses.length === 0 ? {} : { value: first.spec.virtualIpAddresses.join(' ') };
	const fix = `Write ${facts.vip} here, or correct vip in cluster.yaml`;
	return [...problems, { file, line: first.lines.addresses, field, ...got, problem, fix }];
}

function checkInterface(file: string, { spec, lines }: ReadInstance, facts: HostFacts): InputProblem[] {
	if (facts.interface === null || spec.interface === facts.interface) return [];
	const host = facts.name === null ? 'the host' : `host ${facts.name}`;
	const problem = `an interface that the host does not have: the NIC of ${host} is ${facts.interface}`;
	const fix = `Write interface ${facts.interface}, or correct network.interface or hosts[].interface in cluster.yaml`;
	return [{ file, line: lines.interface, field: `vrrp_instance ${spec.name} interface`, value: spec.interface, problem, fix }];
}
