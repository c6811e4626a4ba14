import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { until } from '../base/until.ts';
import { playgroundPage } from '../build/playground.ts';
import { startBrowser } from '../report/testing-browser.ts';
import { median, timed } from './timing.ts';

/** What the playground costs, in milliseconds; medians over the rounds where there are several. */
interface PlaygroundBench {
	bytes: number;
	/** From the navigation to the first guarantee of the example. */
	firstResultMs: number;
	/** A thousand trials of kill-master, from the click to the verdict. */
	thousandTrialsMs: number;
	/** Every strain's edges with the trials and budget that the page begins with; null where they were not asked for. */
	edgesMs: number | null;
	/** Edits that were typed, and the longest and median time until one was judged, typing's own pause included. */
	edits: { n: number; medianMs: number; greatestMs: number };
	memory: Memory[];
}

/** Memory while somebody types: the page's own heap after a collection, and all that its process holds, with its workers'. MB. */
interface Memory {
	afterMinutes: number;
	heapMB: number;
	processMB: number;
}

const MINUTE_MS = 60_000;
const MB = 1_048_576;
/** Between two looks at memory. */
const LOOK_EVERY = 0.1;
/** Between two edits: a quick typist's line. */
const EDIT_EVERY_MS = 500;

/** Opens the playground in Chromium, simulates, and types into it for so many minutes. Throws where there is no Chromium. */
export async function benchPlayground(rounds: number, typeForMinutes: number, withEdges: boolean): Promise<PlaygroundBench> {
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-bench-'));
	const browser = await startBrowser();
	if (!browser) throw new Error('this needs Chromium');
	try {
		const html = await playgroundPage();
		const file = join(dir, 'index.html');
		writeFileSync(file, html);
		const url = pathToFileURL(file).href;
		const first: number[] = [];
		const trials: number[] = [];
		for (let round = 0; round < rounds; round += 1) {
			const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
			first.push(
				await timed(async () => {
					await page.goto(url);
					await judged(page, -1);
				}),
			);
			await page.fill('#trials', '1000');
			trials.push(
				await timed(async () => {
					await page.getByRole('button', { name: 'Simulate', exact: true }).click();
					await page.locator('.simulate .badge').waitFor({ timeout: MINUTE_MS });
				}),
			);
			await page.close();
		}
		const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
		await page.goto(url);
		await judged(page, -1);
		const edgesMs = withEdges ? await timed(() => findEdges(page)) : null;
		const typed = await type(browser, page, typeForMinutes);
		return {
			bytes: Buffer.byteLength(html),
			firstResultMs: Math.round(median(first)),
			thousandTrialsMs: Math.round(median(trials)),
			edgesMs,
			...typed,
		};
	} finally {
		await browser.close();
		rmSync(dir, { recursive: true });
	}
}

/** Types for so long: values that change, mistakes and their mending, and now and then some trials. */
async function type(browser: Browser, page: Page, minutes: number): Promise<Pick<PlaygroundBench, 'edits' | 'memory'>> {
	const memory: Memory[] = [];
	const waits: number[] = [];
	const beganMs = performance.now();
	const passed = () => (performance.now() - beganMs) / MINUTE_MS;
	for (let i = 0; passed() < minutes || i < 20; i += 1) {
		const before = await judgedBy(page);
		await page.locator('.cm-content').click();
		await page.keyboard.press(i % 2 === 0 ? 'Control+Home' : 'Control+End');
		waits.push(
			await timed(async () => {
				await page.keyboard.type(i % 5 === 4 ? 'priorty 7\n' : `# ${i}\n`);
				await judged(page, before);
			}),
		);
		for (let undo = 0; undo < 3; undo += 1) await page.keyboard.press('Control+z');
		if (i % 200 === 100) await someTrials(page);
		if (passed() >= memory.length * minutes * LOOK_EVERY) {
			memory.push({ afterMinutes: Math.round(passed() * 10) / 10, ...(await memoryOf(browser, page)) });
			console.log(memory.at(-1));
		}
		await sleep(EDIT_EVERY_MS);
	}
	return { edits: { n: waits.length, medianMs: Math.round(median(waits)), greatestMs: Math.round(Math.max(...waits)) }, memory };
}

async function someTrials(page: Page): Promise<void> {
	await page.fill('#trials', '50');
	const start = page.getByRole('button', { name: 'Simulate', exact: true });
	if (!(await start.isEnabled())) return;
	await start.click();
	await page.locator('.simulate .badge').waitFor({ timeout: MINUTE_MS });
	await page.getByRole('button', { name: 'Open', exact: true }).click();
	await page.locator('.trial .board svg').waitFor();
}

async function findEdges(page: Page): Promise<void> {
	const survive = page.locator('.survive');
	const start = survive.getByRole('button', { name: 'Find the edges' });
	await start.click();
	await survive.getByRole('button', { name: 'Stop' }).waitFor();
	await start.waitFor({ timeout: 30 * MINUTE_MS });
}

async function memoryOf(browser: Browser, page: Page): Promise<Omit<Memory, 'afterMinutes'>> {
	const session = await page.context().newCDPSession(page);
	await session.send('HeapProfiler.collectGarbage');
	const { usedSize } = await session.send('Runtime.getHeapUsage');
	await session.detach();
	const whole = await browser.newBrowserCDPSession();
	const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
	await whole.detach();
	const kB = processInfo
		.filter(({ type }) => type === 'renderer')
		.map(({ id }) => Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? Number.NaN));
	return { heapMB: Math.round((usedSize / MB) * 10) / 10, processMB: Math.round(Math.max(...kB) / 1024) };
}

const judgedBy = async (page: Page) => Number((await page.locator('body').getAttribute('data-judged')) ?? -1);
const judged = (page: Page, after: number) =>
	until('the files are judged', async () => ((await judgedBy(page)) > after ? true : undefined), {
		timeoutMs: MINUTE_MS,
		intervalMs: 10,
	});
