import type { RunReport } from '../results/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { type RunFolder, removeIfEmpty, writeReports } from './run-folder.ts';

/** Writes the reports of a run that was ended before its time, and says where they are; a folder without any trial goes. Never throws: what ended the run is what is told. */
export async function keepWhatThereIs(
	folder: RunFolder,
	report: RunReport | null,
	timelines: Map<string, TimelineEvent[]>,
	tell: (text: string) => void,
): Promise<void> {
	if (!report) return removeIfEmpty(folder);
	try {
		await writeReports(folder.dir, report, timelines);
		const { interrupted } = report;
		if (interrupted) tell(`after ${interrupted.done} of ${interrupted.of} trials; what they showed is in ${folder.dir}`);
	} catch (error) {
		tell(`not all reports could be written into ${folder.dir}: ${(error as Error).message}`);
	}
}
