import { ruleOf } from './lint.ts';
import type { Example, Rule } from './rule.ts';

/** A rule for a terminal; null where there is none of the name. */
export function explainRule(name: string): string | null {
	const rule = ruleOf(name);
	return rule && textOf(rule);
}

function textOf({ id, name, severity, since, about, says, fix, drill, proof, bad, good }: Rule): string {
	const looks = { file: 'one file', hosts: 'files of several hosts', cluster: 'a cluster folder' }[about];
	return [
		`${id} ${name} (${severity}, since vipdrill ${since}, looks at ${looks})`,
		'',
		`  ${says}`,
		`  Fix: ${fix}.`,
		`  Drill that shows it: ${drill === null ? 'none' : `vipdrill run ${drill}`}`,
		`  Proved in the lab: ${proof === null ? 'not by this project; it is from keepalived’s or Docker’s source, or from their issues' : `${proof.where}: “${proof.quote}”`}`,
		'',
		`  Found in:`,
		...exampleLines(bad, true),
		'',
		`  Not found in:`,
		...exampleLines(good, false),
	].join('\n');
}

function exampleLines({ files, at = [] }: Example, isMarked: boolean): string[] {
	const many = Object.keys(files).length > 1;
	return Object.entries(files).flatMap(([file, text]) => [
		...(many ? [`    ${file}:`] : []),
		...text
			.replace(/\n$/, '')
			.split('\n')
			.map((line, index) => `    ${isMarked && at.includes(`${file}:${index + 1}`) ? '> ' : '  '}${line}`.trimEnd()),
	]);
}
