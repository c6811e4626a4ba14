import { expect } from 'chai';
import { compareDrills } from './compare-drills.ts';
import { seededRandom } from './random.ts';
import { isDecided, levelPerLook, looksUpTo } from './sequential.ts';
import { type Synthetic, syntheticRun } from './testing.ts';

describe('looksUpTo', () => {
	it('looks at half as many trials more each time, and at the last', () => {
		expect(looksUpTo(30)).to.deep.equal([8, 12, 18, 27, 30]);
		expect(looksUpTo(8)).to.deep.equal([8]);
		expect(looksUpTo(3)).to.deep.equal([3]);
	});
});

describe('a run that goes on until it has decided', function () {
	this.timeout(120_000);
	const MAX = 27;
	const looks = looksUpTo(MAX);
	const level = levelPerLook(looks.length);
	/** Runs until it has decided, or is over; what became of it, and after how many trials. */
	function sequential(draw: ReturnType<typeof seededRandom>, what: Synthetic) {
		const before = syntheticRun(draw, 20);
		const after = syntheticRun(draw, MAX, what);
		for (const n of looks) {
			const changes = compareDrills([{ drill: 'd', before, after: after.slice(0, n) }], {
				level,
				resamples: 400,
				sensitivity: false,
			});
			if (isDecided(changes) || n === MAX) return { n, changes };
		}
		throw new Error('there is a last look');
	}
	const times = (count: number, what: Synthetic) => {
		const draw = seededRandom('sequential', JSON.stringify(what));
		return Array.from({ length: count }, () => sequential(draw, what));
	};
	it('raises a false alarm in at most 5 % of runs, however often it has looked', () => {
		const alarmed = times(300, {}).filter(({ changes }) => changes.some(({ outcome }) => outcome === 'regression'));
		expect(alarmed.length / 300).to.be.at.most(0.05);
	});
	it('calls a takeover that is slower by just what matters the same in at most 5 % of runs', () => {
		const wrong = times(300, { slowerMs: 100 }).filter(({ changes }) =>
			changes.some(({ metric, outcome }) => metric === 'takeoverMs' && outcome === 'same'),
		);
		expect(wrong.length / 300).to.be.at.most(0.05);
	});
	it('decides early where the difference is great, and where there is none', () => {
		const slow = times(40, { slowerMs: 600 });
		expect(
			slow.every(({ changes }) => changes.some(({ metric, outcome }) => metric === 'takeoverMs' && outcome === 'regression')),
		).to.equal(true);
		expect(slow.filter(({ n }) => n <= 12).length).to.be.above(30);
		expect(times(40, {}).filter(({ n }) => n < MAX).length).to.be.above(20);
	});
	it('has not decided where nothing deciding was compared', () => expect(isDecided([])).to.equal(false));
});
