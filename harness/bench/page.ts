import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startBrowser } from '../report/testing-browser.ts';
import { renderPage } from '../run/render-page.ts';
import { median, timed } from './timing.ts';

/** What a stored run's page costs; medians over the rounds, in milliseconds. */
interface PageBench {
	bytes: number;
	/** To make it, once, from the run's folder. */
	renderedMs: number;
	rounds: number;
	/** From the navigation to the load event, with the first screen to be seen. */
	openedMs: number;
	/** From the click that draws every drill to the last of them drawn, all tables opened. */
	allDrawnMs: number;
}

/** Renders a stored run and opens it in Chromium, afresh each round. Throws where there is no Chromium. */
export async function benchPage(run: string, rounds: number): Promise<PageBench> {
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-bench-'));
	const browser = await startBrowser();
	if (!browser) throw new Error('this needs Chromium');
	try {
		const startedMs = performance.now();
		const html = await renderPage([run]);
		const renderedMs = Math.round(performance.now() - startedMs);
		const file = join(dir, 'index.html');
		writeFileSync(file, html);
		const opened: number[] = [];
		const drawn: number[] = [];
		for (let round = 0; round < rounds; round += 1) {
			const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
			await page.goto(pathToFileURL(file).href);
			opened.push(await page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"));
			drawn.push(
				await timed(async () => {
					await page.click('#draw-all');
					await page.waitForSelector('body[data-all-drawn]', { state: 'attached' });
				}),
			);
			await page.close();
		}
		return {
			bytes: Buffer.byteLength(html),
			renderedMs,
			rounds,
			openedMs: Math.round(median(opened)),
			allDrawnMs: Math.round(median(drawn)),
		};
	} finally {
		await browser.close();
		rmSync(dir, { recursive: true });
	}
}
