import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { renderTerminal } from '../report/terminal.ts';
import { keepalivedReload } from '../scenario/fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import { holdAgainst } from './baselines.ts';
import { FORMATS } from './format-names.ts';
import { mergeFolders } from './merge-folders.ts';
import type { Shard } from './options.ts';
import { renderRun } from './render-run.ts';
import { runSimulated } from './run-simulated.ts';

/** In fixtures/seed's keepalived.conf files, and two that only the drill knows. */
const PASSWORD = 'passw123';
const NEW_PASSWORD = 'zx81zx81';
const TOKEN = 'SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c';

/** What looks like a secret of this cluster, or of any other: a join token, a password behind its keyword or under it. */
const PATTERNS = [
	new RegExp(PASSWORD),
	new RegExp(NEW_PASSWORD),
	/SWMTKN-/,
	/auth_pass(?:&quot;|\\"|["':=\s])+(?!\(hidden\))[^\s"'&\\:=,}]/,
];

describe('a whole run folder of a cluster with a password', function () {
	this.timeout(60_000);
	const root = mkdtempSync(join(tmpdir(), 'vipdrill-secrets-'));
	after(() => rmSync(root, { recursive: true }));

	/** A drill whose fault sets a password, and whose author quotes secrets wherever there is text. */
	async function leaky(): Promise<DrillSpec> {
		const drill = structuredClone((await shippedWithoutSuites()).get('kill-backup') ?? expect.fail());
		drill.name = 'leaky';
		drill.event = `Somebody runs docker swarm join --token ${TOKEN}.`;
		drill.hypothesis = `auth_pass ${NEW_PASSWORD} is taken.`;
		drill.faults = [{ at: '0s', inject: keepalivedReload(master(), { auth_pass: NEW_PASSWORD }), lasts: '3s' }];
		drill.remedy = { why: `auth_pass: "${NEW_PASSWORD}"`, lines: [`auth_pass ${NEW_PASSWORD}`] };
		for (const expectation of drill.expect) expectation.title += ` with ${TOKEN}`;
		return drill;
	}

	it('has no secret in any file: timelines, reports, parts, the merge, the baseline, every format', async () => {
		const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
		spec.deviations.push(`auth_pass ${PASSWORD} is the published one`);
		const drills = [await leaky()];
		// The secrets are there to be leaked, or this shows nothing.
		for (const secret of [PASSWORD, NEW_PASSWORD, TOKEN]) expect(JSON.stringify([spec, drills])).to.include(secret);
		const { signal } = new AbortController();
		const rest = { trials: 2, seed: 'a', rerun: `x ${TOKEN}`, renderer: 'silent' as const, signal, progress: () => {} };
		const how = { jobs: 1, timelines: 'all' as const, tuning: MEASURED };
		const run = (folder: string, shard?: Shard) =>
			runSimulated({ spec, drills, reportsDir: root, folder, ...rest, ...how, ...(shard ? { shard } : {}) });
		const whole = await run('whole');
		const parts = [await run('part-1', { index: 1, of: 2 }), await run('part-2', { index: 2, of: 2 })];
		const out = join(root, 'merged');
		const merged = await mergeFolders(
			parts.map(({ dir }) => dir),
			out,
		);
		await holdAgainst(whole.report, { report: merged.report, dir: out });
		for (const format of FORMATS) {
			const { text, picture } = await renderRun(out, format, 'x.svg');
			writeFileSync(join(out, `rendered.${format}`), text);
			if (picture) writeFileSync(join(out, 'x.svg'), picture);
		}
		writeFileSync(join(out, 'terminal.txt'), renderTerminal(merged.report, { color: false }));
		const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
		expect(files.length).to.be.greaterThan(20);
		for (const { parentPath, name } of files) {
			const text = readFileSync(join(parentPath, name), 'latin1');
			for (const pattern of PATTERNS)
				expect(pattern.exec(text)?.[0], `${join(parentPath, name)}: ${pattern}`).to.equal(undefined);
		}
		// And what was hidden was there.
		expect(readFileSync(join(out, 'run.json'), 'utf8'))
			.to.include('"auth_pass": "(hidden)"')
			.and.to.include('--token (hidden)');
	});
	for (const leak of ['auth_pass geheim', '"auth_pass": "geheim"', 'auth_pass&quot;: &quot;geheim', 'auth_pass=geheim', TOKEN])
		it(`would be found out by ${leak.slice(0, 30)}`, () => expect(PATTERNS.some((pattern) => pattern.test(leak))).to.equal(true));
});
