import { InputError, type InputProblem } from '../../base/errors.ts';
import { type Duration, parseDurationMs } from '../../base/units.ts';
import { checkConf, confOf, readConf, withSettings } from '../../cluster/host-keepalived.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { blocksOf } from '../../keepalived/model.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { durationProblems } from '../../scenario/ranges.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import { DRILL, FIELDS, LAN } from './field-names.ts';

/** A cluster in a simulated world, with some fields set. */
export interface Varied {
	spec: ClusterSpec;
	tuning: Tuning;
}

/** Sets fields to values, one after the other, and reads the result anew. Throws InputError where a field is unknown or keepalived would not take a value. */
export function setFields({ spec, tuning }: Varied, values: Readonly<Record<string, string>>): Varied {
	let varied: Varied = { spec, tuning };
	for (const [field, value] of Object.entries(values)) varied = setField(varied, field, value);
	// Only now: a value may need another one's, as advert_int 0.5 needs version 3.
	const hosts = varied.spec.hosts.map((host) => readAnew(host, varied.spec.versions.keepalived));
	return { ...varied, spec: { ...varied.spec, hosts } };
}

/** A drill with its own fields set to a point's values. Throws InputError where a value is no duration, or no fault of the drill has an end. */
export function setDrillFields(drill: DrillSpec, { lasts }: Readonly<Record<string, string>>): DrillSpec {
	if (lasts === undefined) return drill;
	const [problem] = durationProblems('lasts', lasts as Duration, { above: true });
	if (problem) throw refused('lasts', lasts, problem.problem, problem.fix);
	if (!drill.faults.some((step) => step.lasts !== undefined))
		throw refused('lasts', lasts, `no fault of the drill ${drill.name} has an end`, 'Sweep another drill, or another field');
	const faults = drill.faults.map((step) => (step.lasts === undefined ? step : { ...step, lasts: lasts as Duration }));
	return { ...drill, faults };
}

/** Throws InputError for a name that is none of FIELDS, or of a host that the cluster does not have. */
export function checkField(field: string, spec: ClusterSpec): void {
	const [name = '', host] = field.split('@');
	if (!FIELDS.includes(name)) throw refused(field, undefined, 'there is no such field', `Use one of ${FIELDS.join(', ')}`);
	if (host === undefined) return;
	const names = spec.hosts.map((one) => one.name);
	if (LAN.includes(name)) throw refused(field, undefined, 'it is of the whole segment', `Write ${name}`);
	if (DRILL.includes(name)) throw refused(field, undefined, 'it is of the drill', `Write ${name}`);
	if (!names.includes(host)) throw refused(field, undefined, 'the cluster has no such host', `Use one of ${names.join(', ')}`);
}

function setField({ spec, tuning }: Varied, field: string, value: string): Varied {
	checkField(field, spec);
	const [name = '', only] = field.split('@');
	if (DRILL.includes(name)) return { spec, tuning };
	if (name === 'lan.loss') return { spec, tuning: { ...tuning, lanLoss: percent(field, value) / 100 } };
	if (name === 'lan.latency') return { spec, tuning: { ...tuning, lan: later(tuning.lan, field, value) } };
	const [block, keyword] = name.startsWith('script.') ? ['vrrp_script', name.slice('script.'.length)] : ['vrrp_instance', name];
	if (!spec.hosts.some((host) => blocksOf(confOf(host)?.model, block).length > 0))
		throw refused(field, value, `the cluster has no ${block}`, 'Vary another field');
	const hosts = spec.hosts.map((host) => {
		if (!host.keepalived || (only !== undefined && host.name !== only)) return host;
		return withSettings(host, block, { [keyword]: value });
	});
	return { spec: { ...spec, hosts }, tuning };
}

function readAnew(host: HostSpec, version: string | null): HostSpec {
	if (!host.keepalived) return host;
	const { instances, problems } = checkConf(readConf(host, host.keepalived, version));
	const [first, ...others]: InputProblem[] = problems;
	if (first) throw new InputError([first, ...others]);
	return { ...host, keepalived: { ...host.keepalived, instances: instances.map(({ spec }) => spec) } };
}

function percent(field: string, value: string): number {
	const number = Number(value.replace(/\s*%$/, ''));
	if (!(number >= 0 && number <= 100)) throw refused(field, value, 'no percentage', 'Write a number from 0 to 100');
	return number;
}

/** A one-way delay on top of what the segment takes by itself. */
function later(lan: Tuning['lan'], field: string, value: string): Tuning['lan'] {
	try {
		const us = Math.round(parseDurationMs(value) * 1000);
		return { minUs: lan.minUs + us, meanUs: lan.meanUs + us, maxUs: lan.maxUs + us };
	} catch {
		throw refused(field, value, 'no duration', 'Write a number with a unit, for instance 5ms');
	}
}

function refused(field: string, value: string | undefined, problem: string, fix: string): InputError {
	return new InputError([
		{ file: 'command line', field: `--vary ${field}`, ...(value === undefined ? {} : { value }), problem, fix },
	]);
}
