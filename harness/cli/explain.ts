import { InputError } from '../base/errors.ts';
import { explain, formatExplanations, nearestKeyword } from '../keepalived/explain.ts';

/** Prints what a keyword of keepalived.conf, or a rule of lint, is for. Throws InputError for a word that is no keyword. */
export async function run(keyword: string, { json }: { json?: boolean }): Promise<void> {
	if (/^[klsx]\d+$/i.test(keyword)) {
		const { explainRule } = await import('../lint/explain.ts');
		const text = explainRule(keyword);
		if (text !== null) return console.log(text);
	}
	const explanations = explain(keyword);
	if (explanations.length === 0) throw noKeyword(keyword);
	console.log(json ? JSON.stringify(explanations, null, 2) : formatExplanations(explanations));
}

function noKeyword(keyword: string): InputError {
	const near = nearestKeyword(keyword);
	const fix = near === null ? 'docs/keepalived.md lists them all' : `Did you mean ${near}? docs/keepalived.md lists them all`;
	const problem = 'keepalived has no such keyword';
	return new InputError([{ file: 'command line', field: 'explain', value: keyword, problem, fix }]);
}
