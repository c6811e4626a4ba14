import type { InputProblem } from '../base/errors.ts';
import { confOf } from '../cluster/host-keepalived.ts';
import type { ClusterSpec, HostSpec } from '../cluster/spec.ts';
import { coveredFile, scriptBlocks } from '../keepalived/scripts.ts';
import type { DrillSpec } from './spec.ts';

/** Every `checkFails` of a drill whose vrrp_script some host lacks, or whose command no file stands for that could be made to fail. */
export function scriptProblems({ name, faults }: DrillSpec, { hosts }: ClusterSpec): InputProblem[] {
	return faults.flatMap(({ inject }, index) => {
		if (inject.kind !== 'check-fails') return [];
		const place = { file: `drill ${name}`, field: `faults[${index}].inject.script`, value: inject.script };
		return hosts.flatMap((host) => {
			const script = scriptsOf(host).find((one) => one.name === inject.script);
			const known = scriptsOf(host).map((one) => one.name);
			if (!host.keepalived) return [];
			if (!script) {
				const fix = known.length > 0 ? `Name one of ${known.join(', ')}` : 'Name a vrrp_script that every host has';
				return [{ ...place, problem: `${host.keepalived.file} has no vrrp_script of this name`, fix }];
			}
			if (coveredFile(script.command) !== null) return [];
			const problem = `its command in ${host.keepalived.file}, line ${script.line}, names no program but a shell, so it cannot be made to fail alone`;
			return [{ ...place, problem, fix: 'Put the command into a file of its own and name that file in the vrrp_script' }];
		});
	});
}

function scriptsOf(host: HostSpec) {
	const conf = confOf(host);
	return conf ? scriptBlocks(conf.model) : [];
}
