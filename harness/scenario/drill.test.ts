import { expect } from 'chai';
import { drill, drillsIn } from './drill.ts';

describe('drill', () => {
	const spec = { event: '', hypothesis: '', steady: '1s', settle: '1s', faults: [], expect: [] } as const;
	const load = { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' } as const;
	const make = (name: string) => drill(name, { ...spec, faults: [], expect: [], load });

	it('gives plain data and nothing else, also of a name that whoever reads it refuses', () => {
		const expected = { name: 'Kill Master', ...spec, load };
		expect(make('Kill Master')).to.deep.equal(expected);
		expect(JSON.parse(JSON.stringify(make('Kill Master')))).to.deep.equal(expected);
		expect(Object.keys(make('x'))).to.deep.equal(['name', ...Object.keys(spec), 'load']);
	});
	it('registers nothing with mocha', () => {
		const before = globalThis.describe;
		let called = 0;
		globalThis.describe = Object.assign(() => called++, before) as unknown as typeof describe;
		try {
			make('x');
		} finally {
			globalThis.describe = before;
		}
		expect(called).to.equal(0);
	});
});

describe('drillsIn', () => {
	const load = { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' } as const;
	const make = (name: string) =>
		drill(name, { event: '', hypothesis: '', steady: '1s', settle: '1s', faults: [], expect: [], load });
	const [a, b, c] = [make('a'), make('b'), make('c')];

	it('takes the default export whatever it is, lists of drills, and what drill() made under other names, each once', () => {
		const wrong = { name: 'wrong' };
		expect(drillsIn({ a, default: wrong, rest: [b, 7], again: b, c, helper: () => 1, limit: { ms: 5 } })).to.deep.equal([
			wrong,
			a,
			b,
			c,
		]);
		expect(drillsIn({ default: [a, b], a })).to.deep.equal([a, b]);
	});
	it('finds none where nothing of the kind is exported', () => {
		expect(drillsIn({})).to.deep.equal([]);
		expect(drillsIn({ copy: { ...a }, count: 3, nothing: null })).to.deep.equal([]);
		expect(drillsIn(undefined)).to.deep.equal([]);
		// What an empty file is in a package of CommonJS.
		expect(drillsIn({ default: {}, 'module.exports': {} })).to.deep.equal([]);
	});
	it('looks into what a CommonJS file exports', () => {
		const whole = { __esModule: true, default: a, other: b };
		expect(drillsIn({ default: whole, 'module.exports': whole })).to.deep.equal([a, b]);
		expect(drillsIn({ default: { a, b, limit: 5 } })).to.deep.equal([a, b]);
		expect(drillsIn({ default: whole, other: b, __esModule: true, 'module.exports': whole })).to.deep.equal([a, b]);
	});
});
