import { Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
An editor starts it, and speaks with it over standard input and output; see docs/editors.md.`;

/** `vipdrill lsp`. */
export const lspCommand = () =>
	new Command('lsp')
		.description('language server for keepalived.conf: findings as you type, explanations, completion, quick fixes')
		.option('--stdio', 'over standard input and output; the only way, which some editors ask for')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../lsp.ts')));
