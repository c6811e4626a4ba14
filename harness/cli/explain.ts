import { Command } from 'commander';
import { InputError } from '../errors.ts';
import { explain, formatExplanations, nearestKeyword } from '../keepalived/explain.ts';

/** `vipdrill explain`. Throws InputError for a word that is no keyword. */
export const explainCommand = () =>
	new Command('explain')
		.description('Say what a keyword of keepalived.conf is for: its place, values, default, versions, and what models it')
		.argument('<keyword>', 'for instance advert_int')
		.option('--json', 'as JSON, one entry for each block that the keyword belongs to')
		.addHelpText(
			'after',
			`
Examples:
  vipdrill explain garp_master_refresh       what it does, and what a bad value does
  vipdrill explain weight --json             every block that has it`,
		)
		.action((keyword: string, { json }: { json?: boolean }) => {
			const explanations = explain(keyword);
			if (explanations.length === 0) throw noKeyword(keyword);
			console.log(json ? JSON.stringify(explanations, null, 2) : formatExplanations(explanations));
		});

function noKeyword(keyword: string): InputError {
	const near = nearestKeyword(keyword);
	const fix = near === null ? 'docs/keepalived.md lists them all' : `Did you mean ${near}? docs/keepalived.md lists them all`;
	const problem = 'keepalived has no such keyword';
	return new InputError([{ file: 'command line', field: 'explain', value: keyword, problem, fix }]);
}
