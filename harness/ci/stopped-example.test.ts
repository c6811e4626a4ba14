import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { CI_DOC, stoppedPullRequest, withExample } from './stopped-example.ts';

describe('a pull request that removes the tracking', function () {
	this.timeout(60_000);
	let stopped: Awaited<ReturnType<typeof stoppedPullRequest>>;
	before(async () => {
		stopped = await stoppedPullRequest((await shippedWithoutSuites()).get('dockerd-stop-master') ?? expect.fail());
	});

	it('is stopped', () => expect(stopped.verdict).to.equal('fail'));
	it('is told what customers would notice, likely why, and what mends it', () => {
		for (const text of [
			'customers are cut off for at most five seconds',
			'Likely why: Nothing tells keepalived that its host can no longer serve. Mended by:',
			'track_script { check_docker }',
			'**regression**',
		])
			expect(stopped.summary).to.include(text);
	});
	it('is annotated with what it made worse', () => {
		const titles = stopped.annotations.split('\n').map((line) => /^::error title=(.*?)::/.exec(line)?.[1]);
		expect(titles).to.include('dockerd-stop-master%3A customers are cut off for at most five seconds');
		expect(titles).to.include('dockerd-stop-master%3A http.outageMs is worse than in the baseline');
	});
	it('gets the very message that docs/ci.md shows (npm run ci-example)', () => {
		const document = readFileSync(CI_DOC, 'utf8');
		expect(document).to.equal(withExample(document, stopped.summary));
	});
});
