import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Lines that are shown around a change. */
const CONTEXT = 2;

/** A unified diff of two texts; empty where they are alike. Lines are compared without their line ends' form. */
export function unifiedDiff(file: string, before: string, after: string): string {
	const options = { context: CONTEXT, stripTrailingCr: true, headerOptions: FILE_HEADERS_ONLY };
	const patch = createTwoFilesPatch(file, file, before, after, undefined, undefined, options);
	return patch.includes('\n@@ ') ? patch : '';
}
