import { expect } from 'chai';
import { execa } from 'execa';
import { InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import type { Edge, StrainResult, Survival } from '../study/survive/shape.ts';
import type { Engine } from './engine.ts';
import { drawn, guessText, type InParts, OFFERED, survivalOf, valueAt } from './survival.ts';
import { fixtureFolder, shippedEngine } from './testing.ts';

const pauseOf = () => OFFERED.find(({ id }) => id === 'pause') ?? expect.fail('no pause');

describe('what a design survives, in the playground', function () {
	this.timeout(60_000);
	let engine: Engine;
	before(async () => {
		engine = await shippedEngine();
	});
	/** Answers in another order than asked, as workers do. */
	const backwards: InParts = async (parts, take) => {
		for (const [index, part] of [...parts.entries()].reverse()) take(await engine.ask('part', part), index);
	};

	it('has the edges that vipdrill survive prints of the same seed, to the byte, also where a value takes several parts', async () => {
		const flags = ['--only', 'pause', '-n', '26', '--budget', '260', '--seed', 'x', '--json'];
		const { stdout } = await execa('node', ['bin/vipdrill.js', 'survive', 'fixtures/seed', ...flags], { cwd: packageRoot });
		const theirs: Survival = JSON.parse(stdout);
		const world = await engine.ask('world', { folder: fixtureFolder('seed'), strains: ['pause'] });
		const told: string[] = [];
		const onTrials = (round: string, done: number, of: number) => told.push(`${round} ${done}/${of}`);
		const ours = await survivalOf(world, { strains: ['pause'], trials: 26, budget: 260, seed: 'x', onTrials }, backwards);
		expect(JSON.stringify(ours.strains[0]?.edges)).to.equal(JSON.stringify(theirs.strains[0]?.edges));
		expect(ours).to.deep.equal({ strains: theirs.strains, budget: theirs.budget });
		const [move] = ours.strains[0]?.edges ?? [];
		// A backup waits 2.71 to 3.71 s for advertisements, so one such pause harms and 2 s do not.
		expect([move?.borne, move?.breaksAt].every((ms) => (ms ?? 0) >= 2000 && (ms ?? 0) <= 4000)).to.equal(true);
		// Nine values of the ladder, of 25 and 1 trials each.
		expect([told[0], told[17]]).to.deep.equal(['first values 1/234', 'first values 234/234']);
	});
	it('refuses a folder that is not right', async () => {
		const error = await engine.ask('world', { folder: {}, strains: ['pause'] }).catch((e: unknown) => e);
		expect(error).to.be.instanceOf(InputError);
	});
	it('is offered with the strains that a cluster can be under: a slow Docker not where there is none', async () => {
		const of = async (fixture: string) => (await engine.ask('judge', { folder: fixtureFolder(fixture) })).cluster?.strains;
		expect(await of('seed')).to.deep.equal(['pause', 'loss', 'jitter', 'boot', 'cpu']);
		expect(await of('haproxy')).to.deep.equal(['pause', 'loss', 'jitter', 'cpu']);
	});

	describe('a guess', () => {
		const edge = (some: Partial<Edge>): Edge => ({
			...{ harm: 'move', borne: 1000, failureBound: 0.05, breaksAt: 1050, there: { k: 2, n: 59, low: 0.004, high: 0.117 } },
			...{ monotone: null, ...some },
		});
		const result = (...edges: Edge[]): StrainResult => ({
			...{ id: 'pause', title: 'pause of the owner', what: '', caveat: 'the model is one', confirmed: null, edges },
			probes: [100, 1000, 1050, 10_000].map((value) => ({ value, shown: `${value}`, trials: 59, failed: 0, harmed: {} })),
			cannotTell: { outage: 'nobody asked' },
		});
		const said = (guess: number, ...edges: Edge[]) => guessText(result(...edges), pauseOf(), guess);

		it('is on a logarithmic scale from the least value to the greatest, in whole steps', () => {
			// 100 ms to 30 s: the middle is their geometric mean, 1732 ms.
			expect([0, 0.5, 1].map((place) => valueAt(pauseOf(), place))).to.deep.equal([100, 1730, 30_000]);
		});
		it('is too high, too low, or right within a tenth, by the first harm of all', () => {
			const later = edge({ harm: 'outage', borne: 5000, breaksAt: 5100 });
			expect(said(1200, later, edge({}))).to.equal(
				'Your guess, 1.20 s, is too high: already 1.05 s harms (the floating IP moves without need).',
			);
			expect(said(800, later, edge({}))).to.include('is too low: 1.00 s is borne, and only 1.05 s harms');
			expect(said(950, later, edge({}))).to.include('is right, within a tenth: 1.05 s harms');
			expect(said(1100, later, edge({}))).to.include('is right');
		});
		it('is too high where the least value harms already, and too low where none does', () => {
			expect(said(100, edge({ borne: null, breaksAt: 100 }))).to.include('is too high');
			const none = edge({ borne: 10_000, breaksAt: null, there: null });
			expect(said(2000, none)).to.equal('Your guess, 2.00 s, is too low: 10.00 s harms nothing yet.');
			expect(said(9500, none)).to.include('is right');
		});
		it('stands above a bar on the same scale, with the command’s words, and what cannot be told', () => {
			const { edges, notes, axis } = drawn(result(edge({})));
			expect(axis).to.deep.equal({ floor: 100, greatest: 10_000 });
			// log10(1000 / 100) of the two decades.
			expect(edges[0]).to.deep.include({ harm: 'the floating IP moves without need', borne: 0.5 });
			expect(edges[0]?.says).to.equal('1.00 s is borne (≤ 5.0 %); 1.05 s harms 2 of 59 (0.4–11.7 %)');
			expect(notes).to.deep.equal(['nobody is served: not told, because nobody asked', 'mind: the model is one']);
		});
	});
});
