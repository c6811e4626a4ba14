import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { at, killMasterMeshTimeline } from '../../measure/testing.ts';
import type { RunReport } from '../../results/run-report.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { HOSTILE, hostileReport, meshReport, sampleReport, TIMELINE } from '../testing.ts';
import { seriousFindings, startBrowser } from '../testing-browser.ts';
import { renderHtml } from './html.ts';

describe('the page in Chromium', function () {
	this.timeout(60_000);
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-page-'));
	let browser: Browser | null = null;
	/** What went wrong or was asked for on the page that is open. */
	let noise: string[] = [];

	before(async function () {
		browser = await startBrowser();
		if (!browser) this.skip();
		// One line each half second on every host, and one that would like to be markup.
		const logs = Array.from({ length: 60 }, (_, i): TimelineEvent => {
			const text = i === 20 ? `<img src=x onerror="alert(1)">` : `line ${i}`;
			return { type: 'host.log', atMs: i * 250, host: `docker${(i % 3) + 1}`, unit: i % 2 ? 'docker' : 'keepalived', text };
		});
		const timelines = new Map([[TIMELINE, [...killMasterMeshTimeline(), ...logs]]]);
		const write = async (file: string, ...reports: RunReport[]) => {
			const runs = reports.map((report, i) => ({
				label: reports.length > 1 ? `${report.cluster.name} ${i}` : '',
				report,
				timelines,
			}));
			const besideTrials = file === 'run.html';
			writeFileSync(join(dir, file), await renderHtml({ runs, baseline: null, simulated: null, besideTrials }));
		};
		await write('run.html', meshReport());
		await write('two.html', meshReport(), sampleReport());
		await write('many.html', manyDrills());
		await write('same.html', sampleReport(), sampleReport());
		const hostile = hostileReport();
		hostile.cluster.vip = sampleReport().cluster.vip;
		timelines.set(TIMELINE, [...killMasterMeshTimeline(), at.fault(2500, [HOSTILE], { fault: HOSTILE, target: HOSTILE })]);
		await write('hostile.html', hostile);
	});
	after(async () => {
		await browser?.close();
		rmSync(dir, { recursive: true });
	});

	/** As long a page as a whole catalogue makes: 27 drills of three trials, every fourth failed. */
	function manyDrills(): RunReport {
		const report = meshReport();
		const [drill] = report.drills;
		const [trial] = drill?.trials ?? [];
		if (!drill || !trial) return report;
		const trials = [1, 2, 3].map((number) => ({ ...trial, trial: number }));
		report.drills = Array.from({ length: 27 }, (_, i) => ({
			...drill,
			name: `${i % 2 ? 'a-drill-whose-name-is-quite-long' : 'drill'}-${i}`,
			verdict: i % 4 === 0 ? ('fail' as const) : ('pass' as const),
			trials,
		}));
		return report;
	}

	async function openUndrawn(file: string, width: number, hash = ''): Promise<Page> {
		const page = await (browser ?? expect.fail()).newPage({ viewport: { width, height: 900 } });
		noise = [];
		page.on('pageerror', (error) => noise.push(error.message));
		await page.goto(pathToFileURL(join(dir, file)).href + hash);
		return page;
	}
	/** How far below the top of the view a drill's heading is, once nothing moves any more. */
	async function topOf(page: Page, id: string): Promise<number> {
		await page.waitForSelector(`body[data-at="${id}"]`);
		await page.waitForTimeout(120);
		return page.evaluate(`document.getElementById(${JSON.stringify(id)}).getBoundingClientRect().top`);
	}

	for (const width of [1400, 800, 390])
		it(`every link leads to its drill, ${width} px wide`, async () => {
			const page = await openUndrawn('many.html', width);
			const tables = page.locator('.overview a');
			expect(await tables.count()).to.equal(27);
			// Down and up, so that a drill above is drawn after one below.
			const order = [...Array.from({ length: 27 }, (_, i) => i)].sort((a, b) => ((a * 10) % 27) - ((b * 10) % 27));
			for (const index of order) {
				await tables.nth(index).click();
				expect(await topOf(page, `drill-${index}`), `drill-${index}`).to.be.within(0, 60);
			}
			expect(noise).to.deep.equal([]);
			await page.close();
		});
	it('the list of drills stays in view and leads to them', async () => {
		for (const width of [1400, 390]) {
			const page = await openUndrawn('many.html', width, '#drill-26');
			expect(await topOf(page, 'drill-26')).to.be.within(0, 60);
			if (width < 1100) await page.locator('.contents summary').click();
			await page.locator('.contents a').nth(3).click();
			expect(await topOf(page, 'drill-3'), `${width} px`).to.be.within(0, 60);
			expect(await page.locator('.contents summary').isVisible()).to.equal(true);
			await page.close();
		}
	});
	it('folds what passed, narrows the list down, and opens and folds all', async () => {
		const page = await openUndrawn('many.html', 1400);
		const opened = () => page.locator('details.drill[open]').count();
		const shown = () => page.locator('details.drill:visible').count();
		expect(await opened()).to.equal(7);
		await page.selectOption('#filter-verdict', 'fail');
		expect([await shown(), await page.locator('.contents li:visible').count()]).to.deep.equal([7, 7]);
		await page.fill('#filter-text', 'drill-4');
		expect(await shown()).to.equal(1);
		expect(await page.locator('#filter-said').textContent()).to.equal('1 of 27 drills are shown');
		await page.fill('#filter-text', 'nothing has this name');
		expect(await page.locator('#none-shown').isVisible()).to.equal(true);
		await page.fill('#filter-text', '');
		await page.selectOption('#filter-verdict', '');
		await page.click('#open-all');
		expect(await opened()).to.equal(27);
		await page.click('#fold-all');
		expect(await opened()).to.equal(0);
		await page.close();
	});
	it('opens all on paper, and folds it again afterwards', async () => {
		const page = await openUndrawn('many.html', 1400);
		const opened = () => page.locator('details.drill[open]').count();
		await page.evaluate("dispatchEvent(new Event('beforeprint'))");
		expect(await opened()).to.equal(27);
		await page.evaluate("dispatchEvent(new Event('afterprint'))");
		expect(await opened()).to.equal(7);
		await page.close();
	});
	it('prints a note that two runs share only once', async () => {
		const page = await openUndrawn('same.html', 1400);
		expect(await page.locator('.notice').count()).to.equal(1);
		expect(await page.locator('.notice b').first().innerText()).to.equal('All runs');
		await page.close();
	});

	async function open(file: string, options: { colorScheme?: 'light' | 'dark'; width?: number } = {}): Promise<Page> {
		const { colorScheme = 'light', width = 1400 } = options;
		const page = await (browser ?? expect.fail()).newPage({ colorScheme, viewport: { width, height: 900 } });
		noise = [];
		const url = pathToFileURL(join(dir, file)).href;
		page.on('console', (message) => noise.push(message.text()));
		page.on('pageerror', (error) => noise.push(error.message));
		page.on('request', (request) => request.url() !== url && noise.push(request.url()));
		await page.goto(url);
		if (width < 1100) await page.locator('.contents summary').click();
		await page.click('#draw-all');
		await page.waitForSelector('body[data-all-drawn] .board svg');
		return page;
	}

	for (const colorScheme of ['light', 'dark'] as const)
		for (const width of [1400, 390])
			it(`opens without error, request or serious finding of axe: ${colorScheme}, ${width} px`, async () => {
				const page = await open('run.html', { colorScheme, width });
				expect(await seriousFindings(page)).to.deep.equal([]);
				expect(noise).to.deep.equal([]);
				const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
				expect(overflow, 'pixels beside the page').to.be.at.most(0);
				await page.close();
			});

	it('says at the pointer what was going on then', async () => {
		const page = await open('run.html');
		await page
			.locator('.board')
			.first()
			.hover({ position: { x: 300, y: 150 } });
		const card = await page.locator('.card-at-cursor').first().innerText();
		expect(card)
			.to.match(/^\+\d\.\d{3} s/)
			.and.to.match(/faults\s+power-loss on docker1/);
		expect(card).to.match(/docker1\s+machine\s+down/);
		await page.mouse.move(5, 5);
		expect(await page.locator('.card-at-cursor').first().isVisible()).to.equal(false);
		await page.close();
	});

	const labels = (page: Page) => page.locator('.board svg text').allTextContents();
	const isClock = (text: string) => / s$/.test(text);
	it('zooms by button, wheel and key, and back', async () => {
		const page = await open('run.html');
		const clocks = async () => (await labels(page)).filter(isClock).join();
		const begin = await clocks();
		const seen = [begin];
		const changes = async (act: () => Promise<unknown>) => {
			await act();
			await page.waitForTimeout(150);
			const now = await clocks();
			expect(seen).not.to.include(now);
			seen.push(now);
		};
		await changes(() => page.click('[aria-label="Zoom in"]'));
		await changes(async () => {
			await page
				.locator('.board')
				.first()
				.hover({ position: { x: 500, y: 100 } });
			await page.keyboard.down('Control');
			await page.mouse.wheel(0, -300);
			await page.keyboard.up('Control');
		});
		await page.locator('.board').first().focus();
		await changes(() => page.keyboard.press('0'));
		await page.keyboard.press('f');
		await page.waitForTimeout(150);
		expect(await clocks()).to.equal(begin);
		await page.close();
	});
	it('tells a reader without a pointer where the cursor is, and shows the events there', async () => {
		const page = await open('run.html');
		await page.locator('.board').first().focus();
		await page.keyboard.press('Home');
		for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+ArrowRight');
		expect(await page.locator('.timeline [aria-live]').first().textContent()).to.match(
			/^\+\d\.\d{3} s: faults .*power-loss on docker1; docker1 machine down/,
		);
		await page.keyboard.press('Home');
		await page.keyboard.press('Enter');
		expect(await page.locator('.events table').first().innerText()).to.include('"type":"vrrp.advert"');
		expect(await page.locator('.events table').first().innerText()).to.match(/request \(fresh\): timeout after \d+ ms/);
		await page.close();
	});
	it('shows under a timeline what the hosts logged at the cursor, and leads to the whole logs', async () => {
		const page = await open('run.html');
		const marked = async () => (await page.locator('.journal li.near').first().innerText()).replaceAll(/\s+/g, ' ');
		// The fault is at 2.5 s.
		expect(await marked()).to.equal('+0.000 s docker2 keepalived line 10');
		expect(await page.locator('.journal li').count()).to.equal(12);
		await page.locator('.board').first().focus();
		await page.keyboard.press('0');
		await page.keyboard.press('Home');
		for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+ArrowRight');
		const [cursor] = await page.locator('.card-at-cursor b').allInnerTexts();
		const cursorMs = Number(cursor?.replace('−', '-').replace(' s', '')) * 1000;
		expect(await marked()).to.include(` line ${Math.floor((cursorMs + 2500) / 250)}`);
		expect(await page.locator('.journal').first().innerText()).not.to.include('lines are in this page');
		expect(await page.locator('.journal a').first().getAttribute('href')).to.equal('kill-master/trial-1.docker1.log');
		const elsewhere = await open('two.html');
		expect(await elsewhere.locator('.journal a').count(), 'a page that stands elsewhere leads to none').to.equal(0);
		expect(await elsewhere.locator('.journal').first().innerText()).to.include('kill-master/trial-1.docker1.log');
		await page.close();
		await elsewhere.close();
	});
	it('moves the cursors of two runs together, and their windows', async () => {
		const page = await open('two.html');
		const boards = page.locator('.board');
		expect(await boards.count()).to.equal(2);
		await boards.first().focus();
		await page.keyboard.press('End');
		const cards = await page.locator('.card-at-cursor b').allInnerTexts();
		expect(cards[1]).to.equal(cards[0]);
		await page.keyboard.press('0');
		await page.waitForTimeout(200);
		await page.keyboard.press('End');
		const [first, second] = await page.locator('.card-at-cursor b').allInnerTexts();
		expect(second).to.equal(first).and.not.to.equal(cards[0]);
		await page.close();
	});
	it('shows another trial’s timeline no text as markup', async () => {
		const page = await open('hostile.html');
		await page.locator('.board').first().focus();
		await page.keyboard.press('End');
		await page.keyboard.press('Enter');
		expect(await page.locator('body').innerText()).to.include('<script>alert("x")</script>');
		expect(await page.locator('script').count()).to.equal(2);
		expect(noise).to.deep.equal([]);
		await page.close();
	});
});
