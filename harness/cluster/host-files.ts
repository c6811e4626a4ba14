import type { YamlPath } from '../base/yaml-source.ts';
import type { ReferencedFiles } from './cluster-files.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { yamlProblem } from './cluster-yaml.ts';
import type { HostFileSpec } from './spec.ts';

const KEEPALIVED_CONF = '/etc/keepalived/keepalived.conf';

/** Reads the files that one list of cluster.yaml names; `files` collects the problems. */
export function readHostFiles(listed: ClusterYaml['files'], path: YamlPath, files: ReferencedFiles): HostFileSpec[] {
	const problem = (index: number, text: string, fix: string) =>
		files.problems.push(yamlProblem(files.source, [...path, index, 'to'], text, fix));
	return listed.flatMap(({ from, to, mode }, index) => {
		if (to === KEEPALIVED_CONF) problem(index, 'is the place of hosts[].keepalived', 'Name the file there');
		if (listed.findIndex((other) => other.to === to) !== index)
			problem(index, 'is the target of another file of this list', 'Give every file a target of its own');
		const text = files.read(from, [...path, index, 'from']);
		return text === null ? [] : [{ source: from, target: to, text, mode: Number.parseInt(mode, 8) }];
	});
}

/** A host's files: those of all hosts, with its own in their place where the target is the same. */
export function overlay(common: readonly HostFileSpec[], own: readonly HostFileSpec[]): HostFileSpec[] {
	return [...common.filter(({ target }) => !own.some((file) => file.target === target)), ...own];
}
