import { expect } from 'chai';
import { guaranteeCard } from '../guarantee/card.ts';
import { guaranteeOf, type Simulated } from '../guarantee/guarantee.ts';
import type { Guarantee, Simulation } from '../guarantee/shape.ts';
import { fixture, two } from '../guarantee/testing.ts';
import { guaranteeMarkdown } from './guarantee-markdown.ts';
import { guaranteeText } from './guarantee-text.ts';
import { elementsOf } from './testing.ts';

const ABOUT = { vipdrillVersion: '0.1.0', clusterArgument: './mine', notModelled: ['There is no disk.'] };
const FIGURES = { n: 9, minMs: 2710, medianMs: 3200, maxMs: 3710 };
const STOPPED: Simulation = {
	...{ trials: 9, lastsMs: 25_000, failed: 1, takesOver: { '-': 9 }, detection: null, takeover: null, twoOwners: null },
	outage: { n: 9, minMs: 25_000.001, medianMs: 25_000.001, maxMs: 25_000.001 },
	...{ problems: { nobody: 0, 'deaf-owner': 9, 'two-owners': 0 }, verdict: 'fail', because: 'x' },
};
const KILLED: Simulation = {
	...{
		...STOPPED,
		takesOver: { docker2: 8, docker3: 1 },
		detection: FIGURES,
		takeover: FIGURES,
		outage: FIGURES,
		verdict: 'pass',
	},
	problems: { nobody: 0, 'deaf-owner': 0, 'two-owners': 0 },
};
const SIMULATED: Simulated = {
	about: { trials: 10, seed: 's', calibration: 'c.json', noiseMs: 166 },
	noise: { noiseMs: 166, gapMs: 20 },
	byDrill: new Map([
		['kill-master', KILLED],
		['dockerd-stop-master', STOPPED],
	]),
};
const seed = async (simulated: Simulated | null = SIMULATED): Promise<Guarantee> =>
	guaranteeOf(await fixture('seed'), simulated, ABOUT);

describe('a guarantee for a terminal', () => {
	it('has theory and simulation side by side', async () => {
		const lines = guaranteeText(await seed(), { color: false }).split('\n');
		const lineOf = (start: string) => lines.findIndex((line) => line.startsWith(start));
		const power = lineOf('power loss ');
		expect(lines[power]?.split(/ {2,}/)).to.deep.equal([
			'power loss',
			'docker2',
			'theory',
			'2.71–3.71 s',
			'2.71–3.71 s',
			'2.71–3.71 s',
		]);
		expect(lines[power + 1]?.trim().split(/ {2,}/)).to.deep.equal([
			'docker2 8×, docker3 1×',
			'simulated',
			...Array(3).fill('2.71 / 3.20 / 3.71 s'),
		]);
		const stop = lineOf('dockerd stops in order ');
		expect(lines[stop]?.split(/ {2,}/)).to.deep.equal(['dockerd stops in order', 'NEVER', 'theory', '—', '—', 'no bound known']);
		expect(lines[stop + 1]?.trim().split(/ {2,}/).at(-1), 'it may have lasted longer').to.equal('all 25.00 s');
	});
	it('says what mends a never once, what is open, what was lost, and how to run it on real hosts', async () => {
		const text = guaranteeText(await seed(), { color: false });
		expect(text.split('vrrp_script check_docker {').length).to.equal(2);
		expect(text).to.include('script "/etc/keepalived/check-web 10.0.0.11 80"');
		expect(text).to.include('dockerd stops in order, time without service: it lasts until somebody starts dockerd');
		expect(text).to.include('power loss: 1 of 10 trials ended with an error and are in no figure');
		expect(text).to.include('vipdrill run kill-master --cluster ./mine');
		expect(text).to.include('There is no disk.');
		expect(text).to.include('10 trials each, seed s');
	});
	it('prints no figure of a simulation that there was not', async () => {
		const text = guaranteeText(await seed(null), { color: false });
		expect(text)
			.to.include('Nothing was simulated.')
			.and.not.to.match(/^.* simulated {2}/m);
		expect(text).not.to.include('There is no disk.');
	});
	it('has no escape sequences without colour, and NEVER in red with it', async () => {
		const ESC = String.fromCharCode(27);
		expect(guaranteeText(await seed(), { color: false })).not.to.include(ESC);
		expect(guaranteeText(await seed(), { color: true })).to.include(`${ESC}[31m`);
	});
	it('names classes in which theory and simulation disagree', async () => {
		const byDrill = new Map([['kill-master', { ...KILLED, takeover: { ...FIGURES, maxMs: 9000 } }]]);
		const text = guaranteeText(await seed({ ...SIMULATED, byDrill }), { color: false });
		expect(text).to.include('power loss: takeover 9.00 s, by theory not above 3.71 s');
	});
});

describe('a guarantee as markdown', () => {
	it('is a table with a sentence', async () => {
		const lines = guaranteeMarkdown(await seed()).split('\n');
		expect(lines[2]?.split('|').map((cell) => cell.trim())).to.deep.equal([
			'',
			'power loss',
			'docker2',
			'2.71–3.71 s',
			'2.71–3.71 s',
			'2.71 / 3.20 / 3.71 s',
			'2.71 / 3.20 / 3.71 s',
			'',
		]);
		expect(lines[4]).to.include('**NEVER**').and.to.include('all 25.00 s');
		expect(lines.at(-2)).to.match(/^seed, floating IP 10\.0\.0\.200: .*seed s, c\.json/);
	});
	it('has two columns less without a simulation', async () => {
		expect(
			guaranteeMarkdown(await seed(null))
				.split('\n')[0]
				?.split('|').length,
		).to.equal(6);
	});
	it('lets no name be markup', () => {
		const spec = two({});
		spec.name = '[x](y)|z';
		expect(guaranteeMarkdown(guaranteeOf(spec, null, ABOUT))).to.include('\\[x\\](y)\\|z');
	});
});

describe('a guarantee as a card', () => {
	it('is an SVG that tells its rows to who cannot see, for light and dark', async () => {
		const card = guaranteeCard(await seed());
		expect(elementsOf(card)).to.include.members(['svg', 'title', 'desc', 'style', 'text', 'rect']);
		expect(card).to.include('role="img" aria-labelledby="t d"');
		expect(card).to.include('power loss: docker2; nobody is served for 2.71–3.71 s, simulated 2.71 / 3.20 / 3.71 s.');
		expect(card).to.include('dockerd stops in order: NEVER; nobody is served for no bound known, simulated all 25.00 s.');
		expect(card).to.include('@media (prefers-color-scheme: dark)');
		expect(card.length, 'small').to.be.below(12_000);
	});
	it('draws the bounds in their place: 0 to 10 s over 116 pixels from 478', async () => {
		// 2707.031 and 3707.031 ms: 478 + 31.4 and 43.0.
		expect(guaranteeCard(await seed())).to.include('<rect class="band" x="509.4" y="74" width="11.6"');
	});
	it('lets no name be markup', () => {
		const spec = two({});
		spec.name = '<script>&';
		expect(guaranteeCard(guaranteeOf(spec, null, ABOUT)))
			.to.include('&lt;script&gt;&amp;')
			.and.not.to.include('<script>');
	});
});
