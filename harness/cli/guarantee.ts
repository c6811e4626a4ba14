import { didYouMean } from '../base/did-you-mean.ts';
import { EXIT, InputError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { version } from '../base/version.ts';
import { writeAtomically } from '../base/write-file.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { guaranteeCard } from '../guarantee/card.ts';
import { CLASSES } from '../guarantee/classes/index.ts';
import { guaranteeOf } from '../guarantee/guarantee.ts';
import { type Guarantee, renderGuarantee } from '../guarantee/shape.ts';
import { NOT_MODELLED } from '../labs/sim/unmodelled.ts';
import { unreadStatements } from '../labs/sim/unread.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { guaranteeMarkdown } from '../report/guarantee-markdown.ts';
import { guaranteeText } from '../report/guarantee-text.ts';
import { withoutSecrets } from '../results/redact.ts';
import { SimPool } from '../simulate/pool.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { simulateClasses } from '../study/guarantee/simulate-classes.ts';
import { usesColor } from './color.ts';
import { calibrationName } from './options.ts';
import { SimProgress } from './sim-progress.ts';
import { interruptible } from './ways-out.ts';

type Format = 'text' | 'json' | 'markdown' | 'card-svg';

interface GuaranteeFlags {
	trials: number;
	seed: string;
	theory?: boolean;
	require?: string;
	format: Format;
	json?: boolean;
	out?: string;
	calibration?: string;
	jobs: number;
}

/** Prints what a cluster's design promises for each class of failures. */
export async function run(folder: string, flags: GuaranteeFlags): Promise<void> {
	const required = requiredIds(flags.require);
	const spec = await loadCluster(folder);
	const guarantee = await guaranteeFor(spec, folder, flags);
	const text = render(guarantee, flags.json ? 'json' : flags.format, flags.out !== undefined);
	if (flags.out === undefined) process.stdout.write(text);
	else {
		await writeAtomically(flags.out, text);
		console.error(`wrote ${flags.out}`);
	}
	const missed = guarantee.classes.filter(
		({ id, theory }) => required.includes(id) && (theory.outcome === 'never' || theory.outcome === 'unknown'),
	);
	for (const { failure, theory } of missed) console.error(`required, but ${theory.outcome}: ${failure}`);
	if (missed.length > 0) process.exitCode = EXIT.failed;
}

/** The guarantee of a cluster, simulated unless only theory is asked for. */
export async function guaranteeFor(
	spec: ClusterSpec,
	folder: string,
	flags: Pick<GuaranteeFlags, 'trials' | 'seed' | 'theory' | 'calibration' | 'jobs'>,
): Promise<Guarantee> {
	const about = {
		vipdrillVersion: version,
		clusterArgument: shellWord(folder),
		notModelled: [...NOT_MODELLED, ...unreadStatements(spec)],
	};
	if (flags.theory) return withoutSecrets(guaranteeOf(spec, null, about));
	const drills = await findAllDrills(
		CLASSES.map(({ drill }) => drill),
		false,
	);
	const tuning = tuningOf(await loadCalibration(flags.calibration));
	await using pool = new SimPool(flags.jobs, interruptible(null));
	const progress = process.stderr.isTTY ? new SimProgress(process.stderr) : null;
	const how = { trials: flags.trials, seed: flags.seed, tuning, calibration: calibrationName(flags.calibration) };
	const onDone = (done: number, of: number) => progress?.show('classes', done, of);
	return withoutSecrets(guaranteeOf(spec, await simulateClasses(spec, drills, how, pool, { onDone }), about));
}

function render(guarantee: Guarantee, format: Format, isFile: boolean): string {
	switch (format) {
		case 'json':
			return renderGuarantee(guarantee);
		case 'markdown':
			return guaranteeMarkdown(guarantee);
		case 'card-svg':
			return guaranteeCard(guarantee);
		default:
			return guaranteeText(guarantee, { color: !isFile && usesColor() });
	}
}

/** Throws InputError for a class that there is not. */
function requiredIds(text: string | undefined): string[] {
	const ids = CLASSES.map(({ id }) => id);
	if (text === undefined) return [];
	if (text === 'all') return ids;
	const asked = text.split(',').map((one) => one.trim());
	const problems = asked
		.filter((one) => !ids.includes(one))
		.map((value) => {
			const meant = didYouMean(value, ids);
			const fix = meant === null ? `Write all, or some of ${ids.join(', ')}` : `Did you mean ${meant}`;
			return { file: 'command line', field: '--require', value, problem: 'no such class of failures', fix };
		});
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return asked;
}
