import { InputError, type InputProblem } from '../../base/errors.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { proxyModel } from './proxy/proxy-model.ts';
import { instanceModels } from './vrrp/model.ts';
import { unitPolicy } from './vrrp/unit-file.ts';

/** From a moment of a trial on, keepalived's files are those of another spec of the same cluster. */
export interface FilesChange {
	/** Milliseconds since the trial's origin, 0 or more. */
	atMs: number;
	spec: ClusterSpec;
}

/** A host's files as a reload reads them. */
const read = ({ keepalived, files }: HostSpec) => JSON.stringify([keepalived, files]);

/** The names of the hosts whose keepalived reads other files after a change from one spec to the other. */
export const reloadedHosts = (before: ClusterSpec, after: ClusterSpec): string[] =>
	after.hosts.filter((host, i) => read(host) !== read(before.hosts[i] ?? host)).map(({ name }) => name);

/** What a reload of keepalived leaves as it is; nothing else may differ in the middle of a trial. */
const fixedParts = (spec: ClusterSpec) =>
	JSON.stringify({
		...spec,
		dir: null,
		hosts: spec.hosts.map((host) => ({
			...host,
			keepalived: host.keepalived !== null,
			files: [unitPolicy(host), proxyModel(host, spec)],
		})),
	});

/** Why the files cannot change from one spec to the other in the middle of a trial; null where they can. */
export function changeProblem(before: ClusterSpec, after: ClusterSpec): InputProblem | null {
	if (fixedParts(before) === fixedParts(after)) return null;
	return {
		file: 'cluster.yaml',
		field: 'the files as they are now',
		problem: 'more differs than a reload of keepalived changes: hosts, networks, floating IPs, units or services',
		fix: 'Begin the trial anew with these files, or change keepalived.conf alone',
	};
}

/**
 * Reloads keepalived with the changed files at their moments (SIGHUP, as `systemctl reload keepalived` sends it); where it does not run, it reads them at its next
 * start. Up to the first moment the trial is the same to the byte. Throws InputError where a change cannot be made in the middle.
 */
export function scheduleChanges(world: ClusterWorld, changes: readonly FilesChange[]): void {
	let before = world.model.spec;
	for (const { atMs, spec } of changes) {
		const problem = changeProblem(before, spec);
		if (problem) throw new InputError([problem]);
		const names = reloadedHosts(before, spec);
		const reload = () => {
			for (const host of spec.hosts.filter(({ name }) => names.includes(name))) {
				const instances = host.keepalived ? instanceModels(host, host.keepalived, spec.versions.keepalived) : [];
				world.machine(host.name).keepalived?.reload(instances);
			}
		};
		world.kernel.set(world.kernel.timer({ fire: reload }, 0), Math.round(atMs * 1000));
		before = spec;
	}
}
