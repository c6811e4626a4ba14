import { relative } from 'node:path';
import { VipdrillError } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { formatTrialLine } from '../report/trial-line.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { DrillSpec } from '../scenario/spec.ts';

interface RealOptions {
	trials: number;
	seed: string;
	engine: EngineChoice;
	reportsDir: string;
	signal: AbortSignal;
	/** What is said then goes to standard error. */
	json: boolean;
}

/** What real hosts showed: trials by the drill's name, on which engine, and where the last run is. */
interface RealRuns {
	trials: Map<string, TrialMeasurements[]>;
	engine: string;
	run: string;
}

/** Runs drills on real hosts, those of one cluster in one lab, one lab after the other. Rejects where a lab could not be had to the end, or be removed. */
export async function runForReal(
	cells: readonly { spec: ClusterSpec; drill: DrillSpec }[],
	{ json, ...options }: RealOptions,
): Promise<RealRuns> {
	const { runDrills } = await import('../run/run-drills.ts');
	const say = (text: string) => (json ? console.error : console.log)(withoutSecrets(text));
	const real: RealRuns = { trials: new Map(), engine: 'none', run: '' };
	for (const spec of new Set(cells.map((cell) => cell.spec))) {
		const drills = cells.filter((cell) => cell.spec === spec).map(({ drill }) => drill);
		const finished = await runDrills({
			...options,
			spec,
			drills,
			rerun: 'vipdrill',
			renderer: json ? 'silent' : 'simple',
			progress: (text) => say(`  ${text}`),
			onTrial: (...trial) => say(formatTrialLine(...trial)),
		});
		const trouble = finished.stopped ?? finished.notRemoved;
		if (trouble) throw new VipdrillError('LAB_FAILED', trouble.message);
		const { report, dir } = finished;
		for (const { name, trials } of report.drills)
			real.trials.set(
				name,
				trials.map(({ measurements }) => measurements),
			);
		real.engine = `${report.environment.engine.provider}, keepalived ${report.environment.hosts.keepalivedVersion}`;
		real.run = relative(process.cwd(), dir) || '.';
	}
	return real;
}
