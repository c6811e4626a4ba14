import { EXIT } from '../base/errors.ts';
import { version } from '../base/version.ts';
import { difference } from '../guarantee/diff/diff.ts';
import { type Difference, renderDifference } from '../guarantee/diff/shape.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { diffMarkdown } from '../report/diff-markdown.ts';
import { diffText } from '../report/diff-text.ts';
import { withoutSecrets } from '../results/redact.ts';
import { usesColor } from './color.ts';

interface DiffFlags {
	format: 'text' | 'json' | 'markdown';
	json?: boolean;
}

/** Prints how two cluster folders differ, and what that does to the guarantee. */
export async function run(before: string, after: string, flags: DiffFlags): Promise<void> {
	const specs = [await loadCluster(before), await loadCluster(after)] as const;
	const found = withoutSecrets(difference(...specs, { vipdrillVersion: version, before, after }));
	process.stdout.write(render(found, flags.json ? 'json' : flags.format));
	if (found.verdict === 'worse') process.exitCode = EXIT.failed;
}

function render(found: Difference, format: DiffFlags['format']): string {
	if (format === 'json') return renderDifference(found);
	if (format === 'markdown') return diffMarkdown(found);
	return diffText(found, { color: usesColor() });
}
