import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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
