import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { until } from '../base/until.ts';
import { playgroundPage } from '../build/playground.ts';
import { seriousFindings, startBrowser } from '../report/testing-browser.ts';
import type { Engine } from './engine.ts';
import { packShared } from './share.ts';
import { startingWith } from './start.ts';
import { confsOf, fixtureFolder, shippedEngine } from './testing.ts';

const CONF = (priority: number) =>
	`vrrp_instance VI_1 {\n    state BACKUP\n    interface eth0\n    virtual_router_id 7\n    priority ${priority}\n    virtual_ipaddress {\n        10.1.0.9/24\n    }\n}\n`;

describe('the playground in Chromium', function () {
	this.timeout(60_000);
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-playground-'));
	let browser: Browser | null = null;
	let built = '';
	let engine: Engine;
	let page: Page;
	/** What went wrong or was asked for on the page that is open. */
	let noise: string[] = [];

	before(async function () {
		browser = await startBrowser();
		if (!browser) this.skip();
		built = await playgroundPage();
		engine = await shippedEngine();
		writeFileSync(join(dir, 'index.html'), built);
	});
	after(async () => {
		await browser?.close();
		rmSync(dir, { recursive: true });
	});
	afterEach(async () => {
		await page?.context().close();
	});

	async function open(options: BrowserContextOptions = {}, file = 'index.html', hash = ''): Promise<void> {
		const context = await (browser ?? expect.fail()).newContext({ viewport: { width: 1440, height: 900 }, ...options });
		context.setDefaultTimeout(15_000);
		page = await context.newPage();
		noise = [];
		const url = pathToFileURL(join(dir, file)).href;
		page.on('console', (message) => noise.push(message.text()));
		page.on('pageerror', (error) => noise.push(error.message));
		// A worker's script is in the page: its address is one that the page made itself.
		context.on('request', (request) => {
			if (request.url() !== url && !request.url().startsWith('blob:')) noise.push(request.url());
		});
		await page.goto(url + hash);
		await judged();
	}
	/** Waits until what was typed is judged. */
	const judged = (after = -1) =>
		until('the files are judged', async () => ((await lastJudged()) > after ? true : undefined), {
			timeoutMs: 15_000,
			intervalMs: 20,
		});
	const lastJudged = async () => Number((await page.locator('body').getAttribute('data-judged')) ?? -1);
	const edited = async (act: () => Promise<unknown>) => {
		const before = await lastJudged();
		await act();
		await judged(before);
	};
	const type = (text: string) =>
		edited(async () => {
			await page.locator('.cm-content').click();
			await page.keyboard.press('Control+a');
			await page.keyboard.insertText(text);
		});
	const row = (failure: string) =>
		page.locator('.guarantee tr', { has: page.getByRole('rowheader', { name: failure, exact: true }) });
	const cells = async (failure: string) =>
		(await row(failure).locator('td').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
	const tabs = () => page.getByRole('tab').allInnerTexts();
	const simulate = async (trials: number) => {
		await page.fill('#trials', String(trials));
		await page.getByRole('button', { name: 'Simulate', exact: true }).click();
		await page.locator('.simulate .badge').waitFor();
	};

	it('is one file below 2 MB that allows no script but its own, no request, and workers of its own alone', () => {
		expect(Buffer.byteLength(built)).to.be.within(500_000, 2_000_000);
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(built)?.[1];
		expect(policy?.replace(/'sha256-[^']*'/, 'HASH')).to.equal(
			"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src HASH; worker-src blob:; base-uri 'none'; form-action 'none'",
		);
	});

	for (const [colorScheme, width] of [
		['light', 1440],
		['dark', 390],
	] as const)
		it(`judges, simulates and shows a trial without error, request or serious finding of axe: ${colorScheme}, ${width} px`, async () => {
			await open({ colorScheme, viewport: { width, height: 900 } });
			expect(await cells('power loss')).to.deep.equal(['docker2', '2.71–3.71 s', '2.71–3.71 s', '2.71–3.71 s']);
			expect((await cells('dockerd stops in order'))[0]).to.equal('NEVER');
			await simulate(8);
			expect(await page.locator('.simulate .badge').innerText()).to.equal('pass');
			await page.getByRole('button', { name: 'Open', exact: true }).click();
			await page.locator('.trial .board svg').waitFor();
			for (const details of await page.locator('details.remedy').all()) await details.locator('summary').click();
			expect(await seriousFindings(page)).to.deep.equal([]);
			expect(noise).to.deep.equal([]);
			const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
			expect(overflow, 'pixels beside the page').to.be.at.most(0);
		});

	it('simulates what the command line simulates, to the byte, on several fixtures', async () => {
		await open();
		for (const [fixture, drill] of [
			['seed', 'kill-master'],
			['hardened', 'dockerd-crash-master'],
			['haproxy', 'proxy-stops'],
		] as const) {
			const ask = { folder: fixtureFolder(fixture), drill, seed: 'browser', from: 1, count: 3 };
			const theirs = JSON.stringify(await engine.ask('trials', ask));
			// The very script that the page makes its workers of.
			const ours = await page.evaluate(`(async () => {
				const bytes = Uint8Array.from(atob(JSON.parse(document.getElementById('data').textContent)), (one) => one.charCodeAt(0));
				const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
				const { engine, ...data } = await new Response(stream).json();
				const worker = new Worker(URL.createObjectURL(new Blob([engine])));
				worker.postMessage(data);
				worker.postMessage({ id: 1, what: 'trials', ask: ${JSON.stringify(ask)} });
				const answer = await new Promise((resolve) => { worker.onmessage = (event) => resolve(event.data.answer); });
				worker.terminate();
				return JSON.stringify(answer);
			})()`);
			expect(ours, fixture).to.equal(theirs);
		}
	});
	/** What this script makes, as a clipboard holds it. */
	const pasteMade = (script: string) =>
		page.evaluate(`(() => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', ${script});
			const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
			document.querySelector('.cm-content').dispatchEvent(paste);
		})()`);
	const paste = (text: string) => pasteMade(JSON.stringify(text));
	it('lets what is pasted over an example take its place, and over an example that somebody edited only what was marked', async () => {
		await open();
		await edited(() => paste(CONF(100)));
		expect((await tabs()).map((tab) => tab.split(/\s/)[0]))
			.to.include('host1')
			.and.not.to.include('docker1');
		expect((await cells('power loss'))[0]).to.equal('host2');
		await edited(() => page.selectOption('#fixture', 'hardened'));
		await edited(() => paste('# a line\n'));
		await edited(() => paste(CONF(100)));
		expect((await tabs()).map((tab) => tab.split(/\s/)[0]))
			.to.include('docker1')
			.and.not.to.include('host1');
		expect(noise).to.deep.equal([]);
	});
	it('takes a pasted keepalived.conf alone, and shows what it made up; an edit of that is the user’s', async () => {
		await open();
		await edited(() => page.selectOption('#fixture', 'empty'));
		expect(await page.locator('.guarantee').innerText()).to.include('there is nothing to simulate');
		await type(CONF(100));
		expect(await tabs()).to.deep.equal(['host1', 'host2 derived', 'cluster.yaml derived']);
		expect((await cells('power loss'))[0]).to.equal('host2');
		await page.getByRole('tab', { name: 'cluster.yaml' }).click();
		expect(await page.locator('.cm-content').innerText()).to.include('# Made up: The address of host1 is 10.1.0.11.');
		await edited(async () => {
			await page.locator('.cm-content').click();
			await page.keyboard.press('Control+End');
			await page.keyboard.insertText('deviations: [mine]\n');
		});
		expect(await tabs()).to.include('cluster.yaml');
		expect(noise).to.deep.equal([]);
	});
	it('underlines a mistake where it is, keeps the last good result greyed, and mends it', async () => {
		await open(
			{},
			'index.html',
			`#f=${await packShared({ name: 'x', folder: { 'keepalived/a.conf': CONF(100), 'keepalived/b.conf': CONF(90) }, before: null })}`,
		);
		expect((await cells('power loss'))[0]).to.equal('b');
		await type(CONF(100).replace('priority', 'priorty'));
		expect(await page.locator('.cm-lintRange').count()).to.be.above(0);
		expect(await page.locator('.findings li').first().innerText()).to.include('a:5 keepalived knows no such');
		await type(CONF(100).replace('10.1.0.9/24', '10.1.0.9/24 {'));
		expect(await page.locator('.guarantee.stale').count()).to.equal(1);
		expect((await cells('power loss'))[0], 'the last good result').to.equal('b');
		await type(CONF(100));
		expect(await page.locator('.guarantee.stale').count()).to.equal(0);
		const refresh = page.locator('.findings li', { hasText: 'says where the floating IP is only when' });
		const before = await refresh.count();
		await edited(() => refresh.first().getByRole('button', { name: 'Mend it' }).click());
		expect(before).to.be.above(0);
		expect(await refresh.count()).to.be.below(before);
		expect(await page.locator('.cm-content').innerText()).to.include('vrrp_garp_master_refresh');
	});
	it('offers keywords and explains them', async () => {
		await open();
		await page.locator('.cm-content').click();
		await page.keyboard.press('Control+Home');
		await page.keyboard.press('End');
		await page.keyboard.press('Enter');
		await page.keyboard.type('prio');
		await page.locator('.cm-tooltip-autocomplete', { hasText: 'priority' }).waitFor();
		await page.keyboard.press('Escape');
		await page.locator('.cm-line span', { hasText: 'advert_int' }).last().hover();
		await page.locator('.explained', { hasText: 'advert_int <' }).waitFor();
		expect(noise).to.deep.equal([]);
	});
	it('shows before and after side by side as an edit is typed', async () => {
		await open({}, 'index.html', `#f=${await packShared({ name: 'x', folder: confsOf('seed'), before: null })}`);
		await edited(() => page.getByRole('button', { name: 'Keep as “before”' }).click());
		for (const host of ['docker1', 'docker2', 'docker3']) {
			await page.getByRole('tab', { name: host }).click();
			await type((confsOf('seed')[`keepalived/${host}.conf`] ?? '').replace('advert_int 1', 'advert_int 3'));
		}
		const [, takeover, outage, verdict] = await cells('power loss');
		// 3 × 3 s + 181/256 × 1 s by RFC 3768, and one interval less for the phase.
		expect([takeover, verdict]).to.deep.equal(['2.71–3.71 s before, after 6.71–9.71 s', 'worse']);
		expect(outage).to.include('6.71–9.71 s');
		expect(await page.locator('.guarantee .notice').innerText()).to.include('advert_int');
	});
	it('opens a trial from a dot by keyboard, and steps through it', async () => {
		await open();
		await simulate(5);
		const dots = page.getByRole('slider', { name: 'Takeover' });
		await dots.focus();
		await page.keyboard.press('End');
		expect(await dots.getAttribute('aria-valuetext')).to.match(/^trial \d: \d\.\d\d s$/);
		await page.keyboard.press('Enter');
		await page.locator('.trial .now', { hasText: 'The fault: power-loss hits docker1.' }).waitFor();
		const now = () => page.locator('.trial .now').innerText();
		for (let i = 0; i < 40 && !(await now()).includes('becomes MASTER'); i += 1)
			await page.getByRole('button', { name: 'Next', exact: true }).click();
		expect(await now()).to.match(
			/^\+\d\.\d{3} s docker2 has heard nobody for 3\.7\d\d s: it becomes MASTER of VI_1\. \d+ of \d+$/,
		);
		expect(await page.locator('.trial .card-at-cursor').first().innerText()).to.match(/docker2/);
		await edited(async () => {
			await page.locator('.cm-content').click();
			await page.keyboard.press('Control+End');
			await page.keyboard.insertText('# mine\n');
		});
		await page.getByRole('button', { name: 'From the beginning with the files as they are now' }).click();
		await page.locator('.trial .board').nth(1).waitFor();
		await page.getByRole('button', { name: 'From this moment on with the files as they are now' }).click();
		await page.locator('.trial .now', { hasText: 'On docker1 keepalived is told to read its changed file.' }).waitFor();
		expect(await page.locator('.trial h3').innerText()).to.match(/trial \d, its files changed on the way$/);
		expect(await page.locator('.trial h4.fork').innerText()).to.match(/^Trial \d without this change$/);
		expect(await page.locator('.trial .board').count()).to.equal(2);
		for (let i = 0; i < 5; i += 1) await page.getByRole('button', { name: 'Next', exact: true }).click();
		await page.getByRole('button', { name: 'From this moment on with the files as they are now' }).click();
		await page.locator('.simulate .fail', { hasText: 'Edit a keepalived.conf first' }).waitFor();
		expect(noise).to.deep.equal([]);
	});
	it('finds up to which pause a design bears it, beside the guess, and greys that after an edit', async () => {
		await open({}, 'index.html', `#f=${await packShared({ name: 'x', folder: fixtureFolder('seed'), before: null })}`);
		const survive = page.locator('.survive');
		for (const name of ['packets lost', 'jitter of packets', 'Docker later at a boot', "owner's processors taken away"])
			await survive.getByRole('checkbox', { name }).uncheck();
		await survive.getByRole('button', { name: 'Find the edges' }).click();
		await survive.getByRole('button', { name: 'Stop' }).click();
		expect(await survive.getByRole('status').first().innerText()).to.equal('Stopped.');
		await page.fill('#survive-trials', '4');
		await page.fill('#survive-budget', '44');
		const guess = survive.getByRole('slider', { name: 'Your guess: pause of the owner' });
		await guess.focus();
		await page.keyboard.press('Home');
		expect(await guess.getAttribute('aria-valuetext')).to.equal('100 ms');
		await survive.getByRole('button', { name: 'Find the edges' }).click();
		await survive.locator('.edge').first().waitFor();
		expect(await survive.innerText()).to.include('vipdrill survive --only pause -n 4 --budget 44 --seed survive');
		const said = survive.locator('[data-strain="pause"] .said');
		expect(await said.innerText()).to.match(/^Your guess, 100 ms, is too low: [23]\.\d\d s is borne/);
		await guess.press('End');
		expect(await said.innerText()).to.match(/^Your guess, 30\.00 s, is too high/);
		expect(await survive.locator('.edge .says').first().innerText()).to.match(/is borne \(≤ 52\.7 %\); .* harms \d of 4/);
		await page.evaluate(axe.source);
		const found = await page.evaluate('axe.run(".survive").then(({ violations }) => violations.map(({ id }) => id))');
		expect(found).to.deep.equal([]);
		await edited(async () => {
			await page.locator('.cm-content').click();
			await page.keyboard.press('Control+End');
			await page.keyboard.insertText('# mine\n');
		});
		expect(await survive.locator('.stale').count()).to.be.above(0);
		expect(noise).to.deep.equal([]);
	});
	it('simulates every class as the command line’s guarantee does', async () => {
		await open({}, 'index.html', `#f=${await packShared({ name: 'x', folder: fixtureFolder('haproxy'), before: null })}`);
		await page.getByRole('button', { name: /^Simulate each class/ }).click();
		await page.locator('.guarantee tr.simulated').first().waitFor();
		expect(await page.locator('.guarantee tr.differs').count()).to.equal(0);
		expect(await page.locator('.guarantee').innerText()).to.include(
			'least / median / greatest of 50 trials each, seed guarantee',
		);
	});
	it('shares all input in a link, and exports a folder that is whole', async () => {
		await open({ acceptDownloads: true });
		await edited(() => page.selectOption('#fixture', 'empty'));
		await type(CONF(100));
		await page.getByRole('button', { name: 'Share as a link' }).click();
		await page.getByText('passwords too').waitFor();
		const hash = String(await page.evaluate('location.hash'));
		expect(hash).to.match(/^#f=/);
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Export/ }).click()]);
		const files = unzipSync(readFileSync(await download.path()));
		expect(Object.keys(files).sort()).to.deep.equal([
			'mine/cluster.yaml',
			'mine/keepalived/host1.conf',
			'mine/keepalived/host2.conf',
		]);
		const [picture] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'as PNG' }).click()]);
		expect(
			readFileSync(await picture.path())
				.subarray(1, 4)
				.toString(),
		).to.equal('PNG');
		expect(noise).to.deep.equal([]);
		await page.context().close();
		await open({}, 'index.html', hash);
		expect(await page.locator('.cm-content').innerText()).to.include('10.1.0.9/24');
	});
	it('begins with the folder that vipdrill playground hands it, whatever is written in it', async () => {
		const hostile = '</script><script>document.title = "bad"</script><img src=x onerror="document.title = 1">';
		const folder = {
			[`keepalived/${hostile}.conf`]: `# ${hostile}\n`,
			'keepalived/b.conf': CONF(90),
			'keepalived/c.conf': CONF(80),
		};
		writeFileSync(join(dir, 'start.html'), startingWith(built, hostile, folder));
		await open({}, 'start.html');
		expect(await page.locator('body').innerText()).to.include('img');
		expect(await page.title()).to.equal('Playground — vipdrill');
		expect(await page.locator('img').count()).to.equal(0);
		expect(noise).to.deep.equal([]);
	});
	it('stays alive under a paste of 10 MB, and says what is wrong', async () => {
		await open();
		await page.locator('.cm-content').click();
		await edited(() => pasteMade("'priority 100 {\\n'.repeat(700_000)"));
		expect(await page.locator('.findings').innerText()).to.include('it has more than 256 kB');
		await edited(() => page.selectOption('#fixture', 'hardened'));
		expect((await cells('power loss'))[0]).to.equal('docker2');
	});
});
