import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian puts it. */
const CHROMIUM = '/usr/bin/chromium';

/** Starts a headless Chromium; null where there is none. Throws in CI, where a test must not be passed over. */
export async function startBrowser(): Promise<Browser | null> {
	if (!existsSync(CHROMIUM)) {
		if (process.env.CI) throw new Error(`${CHROMIUM} is missing; install it with apt-get install chromium`);
		console.log(`      skipped: there is no ${CHROMIUM}; install it with apt-get install chromium`);
		return null;
	}
	// Root may start it only without its own sandbox; it opens nothing but our pages.
	return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** What axe finds on a page that keeps people from using it: its serious and critical findings, each with the markup that it is about. */
export async function seriousFindings(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	return page.evaluate(async () => {
		const { axe: inPage } = globalThis as unknown as {
			axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
		};
		const { violations } = await inPage.run();
		return violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
	});
}
