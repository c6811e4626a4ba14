import { InputError } from '../base/errors.ts';
import { knownSecrets } from '../base/known-secrets.ts';
import { withoutSecrets } from '../base/without-secrets.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { guaranteeCard } from '../guarantee/card.ts';
import type { Difference } from '../guarantee/diff/shape.ts';
import type { Simulated } from '../guarantee/guarantee.ts';
import type { Guarantee } from '../guarantee/shape.ts';
import { type Explanation, usageOf } from '../keepalived/explain.ts';
import { allKeywords } from '../keepalived/nearest.ts';
import { DEFAULT_KEEPALIVED } from '../keepalived/versions.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { explanationsAt, isBlock, keywordsAt } from '../lsp/place.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { DrillReport } from '../results/run-report.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { type SimOutcome, simulateTrials } from '../simulate/trials.ts';
import { type Calibration, tuningOf } from '../study/calibrate/calibration.ts';
import type { Folder } from './folder.ts';
import { differenceOf, findingsOf, guaranteeFor, type Judgement, judge, specOf } from './judge.ts';
import type { CellPart, World } from './survival.ts';
import { reportOf, type ShownTrial, shownTrial, simulatedClass, simulatedPart, together, trialsOf, worldOf } from './trials.ts';

/** What an engine is handed before all else. */
export interface EngineData {
	version: string;
	drills: DrillSpec[];
	calibration: Calibration;
}

/** A keyword that may stand at a cursor. */
export interface OfferedKeyword {
	name: string;
	usage: string;
	says: string;
	/** Whether it opens a block, and whether that has a name. */
	isBlock: boolean;
	isNamed: boolean;
}

/** The files as they are from a moment of a trial on, milliseconds since its origin. */
export interface FolderChange {
	atMs: number;
	folder: Folder;
}

/** What a page may ask, and what it is answered. */
export interface Asks {
	keywords: { ask: object; answer: { names: string[]; blocks: string[] } };
	judge: { ask: { folder: Folder }; answer: Judgement };
	findings: { ask: { folder: Folder }; answer: Judgement['findings'] };
	difference: { ask: { before: Folder; after: Folder }; answer: Difference };
	explain: { ask: { text: string; line: number; character: number }; answer: Explanation[] };
	complete: { ask: { text: string; line: number; character: number }; answer: OfferedKeyword[] };
	trials: { ask: { folder: Folder; drill: string; seed: string; from: number; count: number }; answer: SimOutcome[] };
	report: { ask: { folder: Folder; drill: string; outcomes: SimOutcome[] }; answer: DrillReport };
	trial: { ask: { folder: Folder; drill: string; seed: string; trial: number; changes: FolderChange[] }; answer: ShownTrial };
	world: { ask: { folder: Folder; strains: string[] }; answer: World };
	part: { ask: CellPart; answer: (TrialMeasurements | null)[] };
	class: { ask: { folder: Folder; id: string; seed: string; trials: number }; answer: Simulated };
	guarantee: { ask: { folder: Folder; parts: Simulated[] }; answer: { guarantee: Guarantee; card: string } };
}

type Answers = { [K in keyof Asks]: (ask: Asks[K]['ask']) => Asks[K]['answer'] | Promise<Asks[K]['answer']> };

/** All that the playground works out, without a page. It is handed everything, and what is asked twice is answered alike. */
export class Engine {
	readonly #tuning: Tuning;
	#last: { key: string; spec: ClusterSpec } | null = null;

	constructor(private readonly data: EngineData) {
		this.#tuning = tuningOf(data.calibration);
	}

	/** Rejects with InputError where the folder is not right, or the drill cannot be simulated on it. */
	async ask<K extends keyof Asks>(what: K, ask: Asks[K]['ask']): Promise<Asks[K]['answer']> {
		return this.#answers[what](ask);
	}

	readonly #answers: Answers = {
		keywords: () => ({
			names: [...new Set(allKeywords.map(({ keyword }) => keyword.name))],
			blocks: [...new Set(allKeywords.flatMap(({ keyword }) => (isBlock(keyword) ? [keyword.name] : [])))],
		}),
		judge: ({ folder }) => {
			this.#forgetSecrets();
			return judge(folder, this.data.drills, this.data.version);
		},
		findings: async ({ folder }) => withoutSecrets(await findingsOf(folder)),
		difference: ({ before, after }) => differenceOf(before, after, this.data.version),
		explain: ({ text, line, character }) => explanationsAt(text, line, character),
		complete: ({ text, line, character }) =>
			keywordsAt(text, line, character, DEFAULT_KEEPALIVED).map((one) => ({
				...{ name: one.name, usage: usageOf(one), says: one.says, isBlock: isBlock(one), isNamed: one.args !== '' },
			})),
		trials: ({ folder, drill, seed, from, count }) => {
			const how = { seed, from, count, tuning: this.#tuning };
			return simulateTrials(trialsOf(this.#spec(folder), this.#drill(drill), how));
		},
		report: ({ folder, drill, outcomes }) => reportOf(this.#spec(folder), this.#drill(drill), outcomes),
		trial: ({ folder, drill, seed, trial, changes: asked }) => {
			const changes = asked.map((one) => ({ atMs: one.atMs, spec: this.#spec(one.folder) }));
			return shownTrial(this.#spec(folder), this.#drill(drill), { seed, trial, tuning: this.#tuning, changes });
		},
		world: ({ folder, strains }) => worldOf(this.#spec(folder), this.#tuning, strains),
		part: (part) => simulatedPart(part),
		class: ({ folder, id, seed, trials }) =>
			simulatedClass(this.#spec(folder), this.data.drills, { id, seed, trials, tuning: this.#tuning }),
		guarantee: ({ folder, parts }) => {
			const guarantee = guaranteeFor(this.#spec(folder), together(parts), this.data.version);
			return { guarantee, card: guaranteeCard(guarantee) };
		},
	};

	/** The same folder is asked for again and again. */
	#spec(folder: Folder): ClusterSpec {
		const key = JSON.stringify(folder);
		if (this.#last?.key !== key) {
			this.#forgetSecrets();
			this.#last = { key, spec: specOf(folder) };
		}
		return this.#last.spec;
	}

	/** What somebody typed on the way to a password is no secret any more, and would only make gaps in words. */
	#forgetSecrets(): void {
		this.#last = null;
		knownSecrets.clear();
	}

	#drill(name: string): DrillSpec {
		const drill = this.data.drills.find((one) => one.name === name);
		if (drill) return drill;
		throw new InputError([{ file: 'page', field: 'drill', value: name, problem: 'no such drill', fix: 'Choose another one' }]);
	}
}
