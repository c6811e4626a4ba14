import type { LintResult } from '../result.ts';
import type { LintFormat } from '../settings.ts';
import { renderGithub } from './github.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

/** Every way in which findings are printed. */
export const FORMATS: Readonly<Record<LintFormat, (result: LintResult, options: { color?: boolean }) => string>> = {
	text: renderText,
	json: renderJson,
	sarif: renderSarif,
	github: renderGithub,
	junit: renderJunit,
	markdown: renderMarkdown,
};
