import { appendFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../base/errors.ts';
import type { Format } from '../run/format-names.ts';
import { renderPage } from '../run/render-page.ts';
import { renderRun } from '../run/render-run.ts';

interface ReportFlags {
	format: Format;
	output?: string;
	simulated?: string;
}

/** Renders a stored run in a format. */
export async function run(dir: string, { format, output, simulated }: ReportFlags): Promise<void> {
	if (simulated !== undefined && format !== 'html') throw htmlOnly(format);
	const pictureFile = output === undefined ? null : output.replace(/(\.[^./\\]+)?$/, '.svg');
	const page = format === 'html' ? await renderPage([dir], simulated ?? null) : null;
	const { text, picture } =
		page === null ? await renderRun(dir, format, pictureFile && basename(pictureFile)) : { text: page, picture: null };
	if (output === undefined) process.stdout.write(text);
	else await writeFile(output, text);
	if (picture !== null && pictureFile !== null) await writeFile(pictureFile, picture);
	const summary = process.env.GITHUB_STEP_SUMMARY;
	if (format === 'github' && summary) await appendFile(summary, (await renderRun(dir, 'markdown')).text);
}

const htmlOnly = (format: string) =>
	new InputError([
		{ file: 'command line', field: '--simulated', problem: `${format} has no place for it`, fix: 'Use it with --format html' },
	]);
