import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../base/errors.ts';
import { ENGINES, type StormEngine } from './subjects.ts';

/** What a storm is asked for. */
export interface StormOptions {
	seed: string;
	kills: number;
	/** No kill begins later. */
	minutes: number;
	engines: StormEngine[];
	/** These kills of the plan alone; all where it is empty. */
	only: number[];
	/** Only commands that need no image. */
	cheap: boolean;
	/** Two commands at once, in all pairs, in place of kills. */
	pairs: boolean;
	/** Leaves things on purpose, to see that they are found. */
	plant: boolean;
	/** Where the storm's state folders and disks are. */
	home: string;
	/** Where the report's folder is made. */
	out: string;
}

/** Reads the flags of `npm run storm`. `fresh` is the seed where none is given. Throws InputError. */
export function readOptions(args: readonly string[], fresh: string): StormOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			seed: { type: 'string', default: fresh },
			kills: { type: 'string', default: '300' },
			minutes: { type: 'string', default: '60' },
			engines: { type: 'string', default: ENGINES.join(',') },
			only: { type: 'string', default: '' },
			cheap: { type: 'boolean', default: false },
			pairs: { type: 'boolean', default: false },
			plant: { type: 'boolean', default: false },
			home: { type: 'string', default: join(tmpdir(), 'vipdrill-storm') },
			out: { type: 'string', default: 'reports' },
		},
	});
	const { seed, cheap, pairs, plant, home, out } = values;
	const engines = words(values.engines).map(asEngine);
	const only = words(values.only).map((word) => whole('--only', word));
	return {
		...{ seed, cheap, pairs, plant, home, out, engines, only },
		kills: whole('--kills', values.kills),
		minutes: whole('--minutes', values.minutes),
	};
}

const words = (text: string) => text.split(',').filter((word) => word !== '');

function whole(field: string, value: string): number {
	if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
	throw refuse(field, value, `${value} is no whole number of at least 1`, 'Use one such as 30');
}

function asEngine(value: string): StormEngine {
	const found = ENGINES.find((engine) => engine === value);
	if (found) return found;
	throw refuse('--engines', value, `there is no engine ${value}`, `Use some of ${ENGINES.join(', ')}`);
}

const refuse = (field: string, value: string, problem: string, fix: string) =>
	new InputError([{ file: 'command line', field, value, problem, fix }]);
