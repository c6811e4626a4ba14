import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { at, killMasterTimeline, VIP } from '../../measure/testing.ts';
import { startBrowser } from '../../report/testing-browser.ts';
import { LiveServer } from './live-server.ts';

/** The status of a GET, with headers of one's own. */
const statusOf = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
	new Promise<number | undefined>((resolve, reject) => {
		const sent = request(url, { headers, method }, (response) => {
			response.destroy();
			resolve(response.statusCode);
		});
		sent.on('error', reject).end();
	});

describe('LiveServer', function () {
	this.timeout(30_000);

	it('answers on loopback, and to its own name only', async () => {
		await using live = await LiveServer.start(0);
		expect(live.url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/);
		expect(await statusOf(live.url)).to.equal(200);
		expect(await statusOf(live.url, { host: 'evil.example' })).to.equal(403);
		expect(await statusOf(live.url, {}, 'POST')).to.equal(405);
		expect(await statusOf(`${live.url}other`)).to.equal(404);
		const port = new URL(live.url).port;
		const others = Object.values(networkInterfaces()).flatMap((all) =>
			(all ?? []).filter((a) => a.family === 'IPv4' && !a.internal),
		);
		for (const { address } of others) {
			const error = await statusOf(`http://${address}:${port}/`).catch((e: NodeJS.ErrnoException) => e.code);
			expect(error).to.equal('ECONNREFUSED');
		}
	});
	it('says which port is taken', async () => {
		await using live = await LiveServer.start(0);
		const port = Number(new URL(live.url).port);
		const error = await LiveServer.start(port).catch((e: unknown) => e as Error);
		expect((error as Error).message).to.match(/--serve: it cannot listen there: .*EADDRINUSE/);
	});
	it('tells a late reader what it has missed, without secrets, then what comes, then that it is over', async () => {
		const live = await LiveServer.start(0);
		live.cluster('seed', ['docker1'], VIP);
		live.trialBegins('gone', 1);
		live.event(at.down(1, 'docker1'));
		live.trialBegins('kill-master', 2);
		live.event(at.fault(2500, ['docker1'], { detail: 'auth_pass geheim' }));
		const response = await fetch(`${live.url}events`);
		live.event(at.up(9000, 'docker1'));
		live.say('trial 2: done, auth_pass geheim');
		await live[Symbol.asyncDispose]();
		const text = await response.text();
		const messages = text
			.trim()
			.split('\n\n')
			.map((line) => JSON.parse(line.replace(/^data: /, '')));
		expect(messages.map(({ kind }) => kind)).to.deep.equal(['reset', 'cluster', 'trial', 'events', 'events', 'line', 'end']);
		expect(messages[2]).to.deep.equal({ kind: 'trial', drill: 'kill-master', trial: 2 });
		expect(messages[3].events.map(({ type }: { type: string }) => type)).to.deep.equal(['fault.injected']);
		expect(messages[4].events.map(({ type }: { type: string }) => type)).to.deep.equal(['host.up']);
		expect(text).not.to.include('geheim');
	});

	describe('in Chromium', () => {
		let browser: Browser | null = null;
		before(async function () {
			browser = await startBrowser();
			if (!browser) this.skip();
		});
		after(() => browser?.close());

		it('shows a trial as it comes in, without error, and that the run is over', async () => {
			const live = await LiveServer.start(0);
			const page = await (browser ?? expect.fail()).newPage();
			const noise: string[] = [];
			page.on('console', (message) => noise.push(message.text()));
			page.on('pageerror', (error) => noise.push(error.message));
			page.on('request', (asked) => asked.url().startsWith(live.url) || noise.push(asked.url()));
			await page.goto(live.url);
			await page.getByText('connected').waitFor();
			live.cluster('seed', ['docker1', 'docker2', 'docker3'], VIP);
			live.trialBegins('kill-master', 1);
			const events = killMasterTimeline();
			for (const event of events.filter(({ atMs }) => atMs < 2000)) live.event(event);
			await page.getByText('kill-master on seed, trial 1').waitFor();
			await page.getByText(/machine up · .*VIP holds the VIP/).waitFor();
			await page.locator('#drawing svg').first().waitFor();
			for (const event of events.filter(({ atMs }) => atMs >= 2000 && atMs < 8000)) live.event(event);
			await page.getByText('power-loss on docker1').first().waitFor();
			await page.getByText(/machine down/).waitFor();
			live.say('<b>trial 1</b>: done');
			await page.getByText('<b>trial 1</b>: done').waitFor();
			await live[Symbol.asyncDispose]();
			await page.getByText('the run is over').waitFor();
			expect(noise).to.deep.equal([]);
		});
	});
});
