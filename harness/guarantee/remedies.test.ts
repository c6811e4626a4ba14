import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { SimPool } from '../simulate/pool.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { simulateClasses } from '../study/guarantee/simulate-classes.ts';
import { CLASSES } from './classes/index.ts';
import { guaranteeOf } from './guarantee.ts';
import type { Remedy } from './shape.ts';
import { dockerCheck, theoryById, two } from './testing.ts';

/** Puts the lines that mend something where they say, on every host; checks of ports ask each host's own address. */
function mended(dir: string, spec: ClusterSpec, remedies: readonly Remedy[]): void {
	const parts = [...new Set(remedies.flatMap((remedy) => remedy.parts).map((part) => JSON.stringify(part)))].map(
		(text) => JSON.parse(text) as Remedy['parts'][number],
	);
	const files: string[] = [];
	for (const { where, lines } of parts) {
		const text = lines.join('\n');
		const path = /^(\/\S+?),?( |$)/.exec(where)?.[1];
		if (path) {
			const name = path.split('/').at(-1) ?? '';
			writeFileSync(join(dir, name), `${text}\n`);
			files.push(`  - from: ${name}\n    to: ${path}${where.includes('0755') ? '\n    mode: "0755"' : ''}`);
			continue;
		}
		for (const host of spec.hosts) {
			const file = join(dir, host.keepalived?.file ?? '');
			const before = readFileSync(file, 'utf8');
			const own = text.replaceAll(spec.hosts[0]?.address ?? '', host.address);
			const isInside = where.includes(', in vrrp_instance');
			// What is there already is replaced, as a person would.
			const rest = own.startsWith('state ') ? before.replace(/^\s*state .*$/m, '') : before;
			writeFileSync(
				file,
				isInside ? rest.replace(/(vrrp_instance \S+ \{)/, `$1\n${own}`) : rest.replace(/^(?=vrrp_instance)/m, `${own}\n`),
			);
		}
	}
	writeFileSync(join(dir, 'cluster.yaml'), `${readFileSync(join(dir, 'cluster.yaml'), 'utf8')}files:\n${files.join('\n')}\n`);
}

describe('the lines that mend a never', function () {
	this.timeout(120_000);
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-mend-'));
		cpSync(join(packageRoot, 'fixtures/seed'), dir, { recursive: true });
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	it('mend it on fixtures/seed, by theory and simulated', async () => {
		const before = await loadCluster(dir);
		const remedies = ['dockerd-stops', 'dockerd-crashes', 'keepalived-dies'].map((id) => theoryById(before)[id]?.remedy);
		mended(
			dir,
			before,
			remedies.filter((remedy) => remedy !== null && remedy !== undefined),
		);
		const spec = await loadCluster(dir);
		const classes = CLASSES.filter(({ id }) => ['dockerd-stops', 'dockerd-crashes', 'keepalived-dies'].includes(id));
		await using pool = new SimPool(1, new AbortController().signal);
		const drills = await findAllDrills(
			classes.map(({ drill }) => drill),
			false,
		);
		const how = { trials: 30, seed: 'mended', tuning: tuningOf(await loadCalibration()), calibration: 'x' };
		const simulated = await simulateClasses(spec, drills, how, pool, { classes });
		const about = { vipdrillVersion: '1', clusterArgument: 'x', notModelled: [] };
		for (const { id, theory, simulation, disagreements } of guaranteeOf(spec, simulated, about, classes).classes) {
			expect([theory.outcome, simulation?.verdict, disagreements], id).to.deep.equal(['moves', 'pass', []]);
			expect(simulation?.problems, id).to.deep.equal({ nobody: 0, 'deaf-owner': 0, 'two-owners': 0 });
		}
	});
	it('let a host return only once it serves', async () => {
		const before = await loadCluster(dir);
		const remedy = theoryById(before).return?.remedy;
		mended(dir, before, remedy ? [remedy] : []);
		const back = theoryById(await loadCluster(dir)).return;
		// preempt_delay 15 s + 3609.375 − 1000 ms.
		expect([back?.takeover?.minMs, back?.outage, back?.remedy]).to.deep.equal([
			17_609.375,
			{ minMs: 0, maxMs: 0, unbounded: null },
			null,
		]);
	});
	it('take no name that is taken', () => {
		const check = dockerCheck(-1);
		const above = check.above.replace('vrrp_script chk', 'vrrp_script check_docker').replace('pidof dockerd', 'true');
		const remedy = theoryById(two({ above, both: 'track_script {\n\t\tcheck_docker\n\t}' }))['dockerd-stops']?.remedy;
		expect(remedy?.parts.flatMap(({ lines }) => lines)).to.include('vrrp_script check_docker_2 {');
	});
});
