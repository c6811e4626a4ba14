import { InputError } from '../base/errors.ts';
import { formatList } from '../gate/wording.ts';
import { DAEMONS, type Daemon, type HostVariant, SUITES, type Suite, suiteOf } from '../labs/docker/host-variants.ts';

/** Hosts of one make, and what they are called. */
export interface MatrixCell {
	/** `docker 20.10, keepalived 2.2.7`. */
	label: string;
	variant: HostVariant;
	/** The versions that its hosts must turn out to have; null where any will do. */
	versions: Record<Daemon, string | null>;
}

/** What may be varied: a daemon's version, or the whole image of the hosts. */
const AXES = [...DAEMONS, 'image'] as const;
type Axis = (typeof AXES)[number];
const MOST_CELLS = 16;

const refuse = (value: string, problem: string, fix: string) => ({
	file: 'command line',
	field: '--matrix',
	value,
	problem,
	fix,
});

/**
 * Every combination of what is to be varied, as in `docker=20.10,26.1`; the first is what the others are held against. Throws InputError, before
 * anything starts, for what can't be had.
 */
export function matrixCells(asked: readonly string[]): MatrixCell[] {
	const axes = asked.map(readAxis);
	const [first, ...others] = axes.flatMap(({ problems }) => problems);
	if (first) throw new InputError([first, ...others]);
	const twice = axes.find(({ axis }, i) => axes.findIndex((other) => other.axis === axis) !== i);
	if (twice)
		throw new InputError([refuse(twice.text, `${twice.axis} is given twice`, 'Give all its values at once, with commas')]);
	if (axes.length > 1 && axes.some(({ axis }) => axis === 'image')) {
		const problem = 'an image has both daemons, so nothing can be varied beside it';
		throw new InputError([refuse(asked.join(' '), problem, 'Vary the image alone, or docker and keepalived')]);
	}
	const combinations = axes.reduce<{ axis: Axis; value: string }[][]>(
		(before, { axis, values }) => before.flatMap((some) => values.map((value) => [...some, { axis, value }])),
		[[]],
	);
	if (combinations.length < 2)
		throw new InputError([refuse(asked.join(' '), 'there is nothing to compare', 'Name two versions at least, with a comma')]);
	if (combinations.length > MOST_CELLS)
		throw new InputError([refuse(asked.join(' '), `${combinations.length} combinations`, `Ask for ${MOST_CELLS} at most`)]);
	return combinations.map(cellOf);
}

function readAxis(text: string) {
	const [, name = '', list = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
	const values = list.split(',').filter((value) => value !== '');
	const axis = AXES.find((one) => one === name);
	if (!axis || values.length === 0) {
		const problem = 'not something to vary, with its values';
		return {
			text,
			axis: 'image' as Axis,
			values,
			problems: [refuse(text, problem, `Write ${formatList(AXES.map((a) => `${a}=…,…`))}`)],
		};
	}
	const repeated = values.find((value, i) => values.indexOf(value) !== i);
	const problems = [
		...(repeated === undefined ? [] : [refuse(text, `${repeated} is named twice`, 'Name each value once')]),
		...values.flatMap((value) => (axis === 'image' || suiteOf(axis, value) ? [] : [unknownVersion(axis, value)])),
	];
	return { text, axis, values, problems };
}

function unknownVersion(daemon: Daemon, value: string) {
	const had = Object.entries(SUITES).map(([suite, facts]) => `${facts[daemon]} (${suite})`);
	const fix = `Name one of ${formatList(had)}, or images that have yours: --matrix image=…,…`;
	return refuse(`${daemon}=${value}`, `no suite of Debian that vipdrill builds hosts of has ${daemon} ${value}`, fix);
}

function cellOf(values: readonly { axis: Axis; value: string }[]): MatrixCell {
	const label = values.map(({ axis, value }) => `${axis} ${value}`).join(', ');
	const of = (axis: Axis) => values.find((one) => one.axis === axis)?.value;
	const image = of('image');
	const version = (daemon: Daemon) => {
		const value = of(daemon);
		return value === undefined || value in SUITES ? null : value;
	};
	const versions = { docker: version('docker'), keepalived: version('keepalived') };
	if (image !== undefined) return { label, variant: { image }, versions };
	const asked = (daemon: Daemon): Suite | null => suiteOf(daemon, of(daemon) ?? '');
	// What is not varied is of the ordinary host's suite, so that one thing changes at a time.
	const [docker, keepalived] = [asked('docker') ?? ORDINARY, asked('keepalived') ?? ORDINARY];
	return { label, variant: { docker, keepalived }, versions };
}

const ORDINARY: Suite = 'trixie';
