import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { shippedWithoutSuites } from '../../labs/sim/testing.ts';
import { MEASURED } from '../../labs/sim/tuning.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { SimPool } from '../../simulate/pool.ts';
import { onPool } from '../on-pool.ts';
import type { SimulateCells, TrialCell } from '../trial-cell.ts';
import { DEFAULT_MIX, type MixEntry, parseMix } from './mix.ts';
import { lostSeconds, score, total } from './score.ts';
import { scoreBadge, scoreText, secondsText, trendSentence } from './score-text.ts';
import { parseScore, renderScore, SCORE_SCHEMA_VERSION, type Score } from './shape.ts';

const seed = await loadCluster('fixtures/seed');
const drills = await shippedWithoutSuites();
const world = { spec: seed, tuning: MEASURED, trials: 4, seed: 's' };

/** A trial in which so many seconds were lost while the fault was in effect. */
const trial = (seconds: number) =>
	({ http: { lostMs: 1000 * seconds, outages: [] }, failback: null }) as unknown as TrialMeasurements;
/** Trials of each cell as a function of it. */
const losing =
	(seconds: (cell: TrialCell) => number[], asked: TrialCell[] = []): SimulateCells =>
	async (cells) => {
		asked.push(...cells);
		return cells.map((cell) => ({ measured: seconds(cell).map(trial), failed: 0 }));
	};
const mixOf = (some: Partial<MixEntry>): MixEntry[] => [
	{ failure: 'f', drill: 'kill-master', perYear: 2, of: 'host', lastsMs: null, source: 'x', ...some },
];
const lastsOf = ({ drill }: TrialCell) => drill.faults[0]?.lasts;
const targetOf = ({ drill }: TrialCell) => {
	const inject = drill.faults[0]?.inject;
	return inject && 'target' in inject ? inject.target : null;
};

describe('what failures cost in a year', () => {
	it('is rate times mean loss, of the owner and of each other host', async () => {
		const asked: TrialCell[] = [];
		const simulate = losing((cell) => (targetOf(cell)?.kind === 'master' ? [1, 2, 3, 4] : [0.5, 0.5, 0.5, 0.5]), asked);
		const parts = await score(mixOf({}), drills, world, simulate);
		expect(asked.map(targetOf)).to.deep.equal([{ kind: 'master' }, { kind: 'backup', rank: 1 }]);
		// 2 a year × 2.5 s; two other hosts × 2 a year × 0.5 s.
		expect(parts.map(({ where, perYear, secondsPerYear }) => [where, perYear, secondsPerYear])).to.deep.equal([
			['owner', 2, 5],
			['another', 4, 2],
		]);
		// Deviation of 1 to 4 is 1.291, by √4 0.645, × 1.96 = 1.265.
		expect(parts[0]?.loss.low).to.be.closeTo(2.5 - 1.265, 0.001);
		const all = total(parts);
		expect(all.seconds).to.equal(7);
		expect([all.low, all.high].map((x) => Number(x.toFixed(2)))).to.deep.equal([4.47, 9.53]);
	});
	it('of the cluster as a whole comes once', async () => {
		const parts = await score(
			mixOf({ drill: 'rolling-reboot', of: 'cluster' }),
			drills,
			world,
			losing(() => [3, 3]),
		);
		expect(parts.map(({ where, secondsPerYear }) => [where, secondsPerYear])).to.deep.equal([['cluster', 6]]);
	});
	it('lasts as long as the mix says: simulated whole up to a minute', async () => {
		const asked: TrialCell[] = [];
		await score(
			mixOf({ lastsMs: 30_000 }),
			drills,
			world,
			losing(() => [1], asked),
		);
		expect(asked.map(lastsOf)).to.deep.equal(['30000ms', '30000ms']);
	});
	it('of a longer failure goes on at what a further second costs, where that is certain', async () => {
		// kill-master's own 20 s, and a minute more: all of it is lost.
		const all = losing((cell) => (lastsOf(cell) === '20000ms' ? [20, 20] : [80, 80]));
		const [owner] = await score(mixOf({ lastsMs: 600_000 }), drills, world, all);
		expect(owner?.loss.secondsPerSecond).to.equal(1);
		expect(owner?.loss.seconds).to.equal(600);
		const noise = losing((cell) => (lastsOf(cell) === '20000ms' ? [3, 4, 5] : [3, 4, 6]));
		const [healed] = await score(mixOf({ lastsMs: 600_000 }), drills, world, noise);
		expect(healed?.loss.secondsPerSecond).to.equal(0);
		expect(healed?.loss.seconds).to.equal(4);
	});
	it('leaves out what never comes, and what has no drill', async () => {
		const none = losing(() => [1]);
		expect(await score(mixOf({ perYear: 0 }), drills, world, none)).to.deep.equal([]);
		expect(await score(mixOf({ drill: 'no-such' }), drills, world, none)).to.deep.equal([]);
	});
	it('counts an outage once that spans the end of its fault', () => {
		const http = { lostMs: 25_000, outages: [{ lastGoodMs: 2990, firstGoodMs: null, durationMs: 25_000, failed: 9 }] };
		const after = { lostMs: 29_000, outages: [{ lastGoodMs: 2990, firstGoodMs: 31_990, durationMs: 29_000, failed: 9 }] };
		const other = { lostMs: 2000, outages: [{ lastGoodMs: 40_000, firstGoodMs: 42_000, durationMs: 2000, failed: 9 }] };
		const lost = (failback: unknown) => lostSeconds({ http, failback: { http: failback } } as unknown as TrialMeasurements);
		expect(lost(after)).to.equal(29);
		expect(lost(other)).to.equal(27);
	});
	it('is as long as Docker is stopped, on the published recipe, whose owner keeps the floating IP', async () => {
		const pool = new SimPool(1, new AbortController().signal);
		const mix = mixOf({ drill: 'dockerd-stop-master', lastsMs: 40_000 });
		const parts = await score(
			mix,
			drills,
			{ ...world, trials: 5 },
			onPool(pool, () => {}),
		);
		const owner = parts.find(({ where }) => where === 'owner') ?? expect.fail();
		// And a few seconds until its task runs again.
		expect(owner.loss.seconds).to.be.within(38, 55);
		expect(parts.find(({ where }) => where === 'another')?.loss.seconds).to.be.below(3);
	});
});

describe('a mix of failures', () => {
	const names = [...drills.keys()];
	it('has a drill that ships for each failure of the default, and a source', () => {
		for (const { drill, source, perYear } of DEFAULT_MIX) {
			expect(names).to.include(drill);
			expect(source).not.to.equal('');
			expect(perYear).to.be.above(0);
		}
	});
	it('changes what it says, and adds', () => {
		const mix = parseMix(
			'm.yaml',
			'power-loss: { perYear: 3, lasts: 20m }\nswitch: { drill: partition-heal, perYear: 2, of: cluster }\n',
			names,
		);
		const of = (name: string) => mix.find(({ failure }) => failure === name);
		expect(of('power-loss')).to.deep.equal({
			...{ failure: 'power-loss', drill: 'kill-master', perYear: 3, of: 'host', lastsMs: 1_200_000, source: 'yours, of m.yaml' },
		});
		expect(of('switch')).to.include({ drill: 'partition-heal', of: 'cluster', perYear: 2, lastsMs: null });
		expect(mix).to.have.length(DEFAULT_MIX.length + 1);
	});
	it('is refused with every problem at its line', () => {
		const text = [
			'power-loss: { perYear: -1 }',
			'own: { perYear: 1 }',
			'link-down: { lasts: 5 }',
			'task-dies: { drill: kill-mastr, of: rack, often: 1 }',
			'short-freeze: 3',
		].join('\n');
		const refuse = () => parseMix('m.yaml', text, names);
		expect(refuse).to.throw(InputError);
		try {
			refuse();
		} catch (error) {
			const { problems } = error as InputError;
			expect(problems.map(({ line, field }) => `${line} ${field}`)).to.deep.equal([
				'1 power-loss.perYear',
				'2 own',
				'3 link-down.lasts',
				'4 task-dies.often',
				'4 task-dies.of',
				'4 task-dies.drill',
				'5 short-freeze',
			]);
			expect(problems[5]?.fix).to.include('kill-master');
		}
		expect(() => parseMix('m.yaml', '', names)).to.throw(InputError, 'no failures');
	});
});

describe('a score', () => {
	const part = {
		...{
			failure: 'power-loss',
			drill: 'kill-master',
			where: 'owner' as const,
			perYear: 2,
			lastsMs: 600_000,
			source: 'Dean 2008',
		},
		loss: { seconds: 30, low: 29, high: 31, trials: 100, failed: 0, secondsPerSecond: 0.05 },
		...{ secondsPerYear: 60, low: 58, high: 62 },
	};
	const made = (seconds: number, low: number, high: number): Score => ({
		...{
			schemaVersion: SCORE_SCHEMA_VERSION,
			vipdrillVersion: '1',
			cluster: 'a<b',
			vip: '10.0.0.1',
			calibration: 'c',
			seed: 's',
		},
		...{ customers: 1, customerSecondsPerYear: seconds, low, high, availability: 0.999998, parts: [part] },
		...{ leftOut: [{ failure: 'x', why: 'it has none' }], notModelled: [] },
	});
	it('is told with its breakdown, sources and what a further second costs', () => {
		const text = scoreText(made(60, 58, 62), { color: false, before: null });
		expect(text).to.include('1 min 00 s a year (58 s to 1 min 02 s)').and.to.include('99.99980 %');
		expect(text).to.match(/power-loss {2}on the owner +2 +30 s +1 min 00 s +█{20} +for all of 10 min 00 s, 5 % of it/);
		expect(text).to.include('power-loss: Dean 2008.').and.to.include('Left out: x: it has none.');
	});
	it('is worse or better than before only where intervals have nothing in common', () => {
		const before = made(60, 58, 62);
		expect(trendSentence(made(70, 63, 77), before)).to.equal('Last time: 1 min 00 s, so +10 s: worse.');
		expect(trendSentence(made(50, 45, 57), before)).to.equal('Last time: 1 min 00 s, so −10 s: better.');
		expect(trendSentence(made(63, 61, 65), before)).to.equal('Last time: 1 min 00 s, so +3.00 s: no certain change.');
	});
	it('is read again from a line of a trend, and from nothing else', () => {
		const one = made(60, 58, 62);
		expect(parseScore(JSON.stringify({ at: 'now', ...JSON.parse(renderScore(one)) }))).to.deep.equal(one);
		expect(parseScore('{}')).to.equal(null);
		expect(parseScore('')).to.equal(null);
	});
	it('has a badge with the seconds, escaped', () => {
		const svg = scoreBadge(made(59.6, 58, 62));
		expect(svg).to.include('>1 min 00 s a year<').and.to.include('a&lt;b').and.not.to.include('a<b');
	});
	it('writes seconds as people read them', () => {
		expect([0.123, 41.4, 59.7, 185, 7560].map(secondsText)).to.deep.equal([
			'0.12 s',
			'41 s',
			'1 min 00 s',
			'3 min 05 s',
			'2.1 h',
		]);
	});
});
