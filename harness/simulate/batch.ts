import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventWithoutSecrets } from '../results/redact.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import type { Recording } from '../timeline/recording.ts';
import { type SimOutcome, type SimTrials, simulateTrials } from './trials.ts';

/** Trials, and where what they recorded is kept. */
export interface SimBatch extends SimTrials {
	/** Run folder in which each trial's timeline is written; null: they are measured and thrown away. */
	keepIn: string | null;
}

/** Path of a trial's timeline, relative to the run folder. */
const timelinePath = (drill: string, trial: number) => `trials/${drill}-${String(trial).padStart(3, '0')}.ndjson`;

/** Simulates and measures a batch's trials, in order, and writes their timelines where they are to be kept. */
export function simulate({ keepIn, ...trials }: SimBatch): SimOutcome[] {
	if (keepIn === null) return simulateTrials(trials);
	return simulateTrials(trials, (trial, recording) => {
		const path = timelinePath(trials.drill.name, trial);
		write(join(keepIn, path), recording);
		return path;
	});
}

function write(file: string, recording: Recording): void {
	mkdirSync(dirname(file), { recursive: true });
	const lines = recording.events().map((event) => formatEvent(eventWithoutSecrets(event)));
	writeFileSync(file, `${lines.join('\n')}\n`);
}
