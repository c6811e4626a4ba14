import { inflateRawSync } from 'node:zlib';
import { evaluateExpectation } from '../gate/expectations.ts';
import { INVARIANTS, type InvariantId, judgeInvariants } from '../gate/invariants.ts';
import type { InvariantInput } from '../gate/judged.ts';
import { overTrials } from '../gate/over-trials.ts';
import { judgeSlo } from '../gate/slos.ts';
import { drillVerdict } from '../gate/verdict.ts';
import { measureTrial } from '../measure/measure-trial.ts';
import { summarize } from '../measure/summary.ts';
import { KILL_MASTER, killMasterMeshTimeline, killMasterTimeline, prepared, VIP } from '../measure/testing.ts';
import type { DrillReport, RunReport } from '../results/run-report.ts';
import type { Expectation } from '../scenario/expectation.ts';
import { powerLoss } from '../scenario/fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import type { PageData, PageDrill } from './page/page-types.ts';

const EXPECT: Expectation[] = [
	{ title: 'takes over in time', metric: 'takeoverMs', of: 'every', check: { withinTheory: { slackMs: 100 } } },
	{ title: 'the next in line takes over', metric: 'newOwner', of: 'every', check: { isNextInLine: true } },
	{ title: 'a short outage', metric: 'http.outageMs', of: 'max', check: { atMost: 3000 } },
	{ title: 'kept connections come back', metric: 'httpKeepAlive.outageMs', of: 'every', check: { atMost: 4000 } },
];

const SLOS = ['takeover.p95 < 4s', 'http.availability >= 98%'];

/** The path of the sample report's one timeline. */
export const TIMELINE = 'kill-master/trial-1.ndjson';

/** A drill spec for tests of reports. */
const SAMPLE_SPEC: DrillSpec = {
	name: 'kill-master',
	event: 'The machine that holds the VIP loses power.',
	hypothesis: 'The next in line takes over within its Master_Down_Interval.',
	steady: '2.5s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(master()), lasts: '9.5s' }],
	settle: '4s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '2s' },
	expect: EXPECT,
	slo: SLOS,
};

/** A literal report of one kill-master trial (see `killMasterTimeline`): two expectations hold, one fails, one is inconclusive; one objective is met, one is not; three invariants hold, one fails, one is inconclusive. */
export function sampleReport(): RunReport {
	const drill = sampleDrill();
	return {
		schemaVersion: 1,
		id: '20260102-030405-abcd',
		startedAt: '2026-01-02T03:04:05.000Z',
		finishedAt: '2026-01-02T03:05:35.500Z',
		seed: 'seed-7',
		rerun: 'vipdrill run kill-master --trials 1 --seed seed-7',
		vipdrillVersion: '0.1.0',
		git: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: true },
		environment: {
			lab: 'docker',
			engine: {
				provider: 'private',
				asked: 'auto',
				reason: 'no other engine answers',
				version: '26.1.5',
				kernel: '6.12.0',
				operatingSystem: 'Debian GNU/Linux 13',
				cpus: 4,
				memoryBytes: 8 * 2 ** 30,
			},
			hosts: { dockerVersion: '26.1.5', keepalivedVersion: '2.3.3' },
			privileges: 'privileged',
			publishMode: 'host',
			publishModeReason: 'the kernel has no ip_vs',
			meshProof: null,
			meshNotProved: null,
			loadBefore: 0.5,
			loadAfter: 1.25,
			notTested: ['The routing mesh was not tested.'],
			bringUp: [
				{ step: 'start hosts', durationMs: 2100 },
				{ step: 'join the swarm', durationMs: 3900 },
			],
		},
		cluster: {
			name: 'seed',
			vip: VIP,
			subnet: '10.0.0.0/24',
			hosts: [1, 2, 3].map((n) => ({
				name: `docker${n}`,
				address: `10.0.0.1${n}`,
				role: 'manager',
				priority: 125 - 25 * n,
				masterDownIntervalMs: 3000 + ((131 + 25 * n) * 1000) / 256,
				advertIntMs: 1000,
				skewMs: ((131 + 25 * n) * 1000) / 256,
				preempt: true,
			})),
			service: { name: 'web', image: 'vipdrill/web', replicas: 3, publishedPort: 80 },
			deviations: [],
		},
		drills: [drill],
		verdict: drill.verdict,
	};
}

/** A cluster that did not come back, and that nobody compared: the other invariants hold. */
const SAMPLE_FACTS: Omit<InvariantInput, 'measurements'> = {
	convergence: null,
	ill: null,
	bystanders: { hosts: ['docker2', 'docker3'], disturbances: [], unseen: ['docker of docker2'] },
	allow: undefined,
	greatestMasterDownMs: 3804.687,
	rightfulOwner: 'docker1',
	managers: ['docker1', 'docker2', 'docker3'],
};

function sampleDrill(): DrillReport {
	const measurements = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);
	const invariants = judgeInvariants({ ...SAMPLE_FACTS, measurements });
	const expectations = EXPECT.map((e) => evaluateExpectation(e, [measurements], { nextInLine: () => ['docker2'] }));
	const slos = SLOS.map((text) => judgeSlo(text, [measurements], 0));
	const { name, event, hypothesis } = SAMPLE_SPEC;
	return {
		name,
		event,
		hypothesis,
		spec: structuredClone(SAMPLE_SPEC),
		trials: [
			{
				trial: 1,
				seed: 'seed-7/1',
				timeline: TIMELINE,
				capture: null,
				faults: [
					{
						fault: 'power-loss',
						target: 'master()',
						hosts: ['docker1'],
						askedMs: 2495,
						doneMs: 2505,
						atMs: 2500,
						uncertaintyMs: 5,
						phase: 0.5,
					},
				],
				measurements,
				invariants,
			},
		],
		failedTrials: [],
		summary: summarize([measurements]),
		expectations,
		slos,
		...drillVerdict(expectations, overTrials([invariants]), slos),
	};
}

/** The same report of a run through the routing mesh, with its proof (see `killMasterMeshTimeline`). */
export function meshReport(): RunReport {
	const report = sampleReport();
	const tasks = { docker1: 1, docker2: 1, docker3: 1 };
	const backends = ['10.99.0.1', '10.99.0.2', '10.99.0.3'];
	const answers = { docker1: 4, docker2: 4, docker3: 4 };
	const hosts = report.cluster.hosts.map(({ name: host }) => ({ host, requests: 12, answers, backends }));
	Object.assign(report.environment, {
		publishMode: 'ingress',
		publishModeReason: null,
		meshProof: { tasks, identified: true, hosts },
	});
	const measurements = measureTrial(prepared(killMasterMeshTimeline()), KILL_MASTER);
	for (const drill of report.drills) {
		for (const trial of drill.trials) trial.measurements = measurements;
		drill.summary = summarize([measurements]);
	}
	return report;
}

/** A text that would break out of markup, forge an attribute, end a CDATA section or steer a terminal. */
export const HOSTILE = `<script>alert("x")</script>&'"]]>\u001b[31m\u0000\u0007\n`;

/** Fields whose texts the schema restricts, and the path that finds the timeline. */
const RESTRICTED = new Set(
	'startedAt finishedAt lab privileges publishMode verdict outcome timeline kind of phase steady settle timeout at lasts'.split(
		' ',
	),
);

function poison(value: unknown, key: string): unknown {
	if (typeof value === 'string') return RESTRICTED.has(key) ? value : HOSTILE;
	if (Array.isArray(value)) return value.map((item) => poison(item, key));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, name)]));
}

/** The report with every free text replaced by a hostile one; paths, times and enumerations stay. */
export function hostileReport(): RunReport {
	const report = poison(sampleReport(), '') as RunReport;
	for (const { measurements, invariants } of report.drills.flatMap((drill) => drill.trials)) {
		for (const [i, id] of (Object.keys(INVARIANTS) as InvariantId[]).entries()) Object.assign(invariants[i] ?? {}, { id });
		measurements.http.answeredBy = { [HOSTILE]: 1 };
		measurements.trust = { trusted: false, reasons: [HOSTILE], taintedSamples: 0, stalls: 0, edgeStallMs: 0 };
	}
	for (const drill of report.drills) drill.summary = { [HOSTILE]: { n: 1, min: 1, p50: 1, p95: 1, max: 1 } };
	return report;
}

/**
 * Checks that markup is well formed, as far as a document without CDATA and comments needs: every tag closed in order, attributes quoted
 * and named once, `&` only in entities, no characters that XML 1.0 forbids. Returns the names of the elements in order; throws Error with the place.
 */
export function elementsOf(markup: string, voids: readonly string[] = []): string[] {
	const names: string[] = [];
	const open: string[] = [];
	const fail = (why: string, at: number): never => {
		throw new Error(`${why} at ${at}: ${markup.slice(at, at + 60)}`);
	};
	let i = 0;
	while (i < markup.length) {
		const start = markup.indexOf('<', i);
		checkText(markup.slice(i, start < 0 ? undefined : start), (why) => fail(why, i));
		if (start < 0) break;
		const end = tagEnd(markup, start);
		if (end < 0) fail('a tag without its end', start);
		const inner = markup.slice(start + 1, end);
		i = end + 1;
		if (inner.startsWith('?') || inner.startsWith('!')) continue;
		if (inner.startsWith('/')) {
			if (open.pop() !== inner.slice(1)) fail('an end tag out of order', start);
			continue;
		}
		const name = inner.split(/[\s/]/, 1)[0] ?? '';
		checkAttributes(inner.slice(name.length).replace(/\/$/, ''), (why) => fail(why, start));
		names.push(name);
		if (!inner.endsWith('/') && !voids.includes(name)) open.push(name);
	}
	if (open.length > 0) fail(`${open.join(', ')} still open`, markup.length);
	return names;
}

/** The `>` that ends a tag: the first outside quotes. */
function tagEnd(markup: string, start: number): number {
	let quoted = false;
	for (let i = start; i < markup.length; i++) {
		if (markup[i] === '"') quoted = !quoted;
		if (markup[i] === '>' && !quoted) return i;
	}
	return -1;
}

function checkText(text: string, fail: (why: string) => never): void {
	for (const rest of text.split('&').slice(1)) if (!/^(amp|lt|gt|quot|#39);/.test(rest)) fail('a bare &');
	for (const character of text) if (character < ' ' && !'\t\n\r'.includes(character)) fail('a control character');
}

function checkAttributes(text: string, fail: (why: string) => never): void {
	const names = new Set<string>();
	const rest = text.replace(/\s+([a-zA-Z][\w:-]*)="([^"<]*)"/g, (_, name: string, value: string) => {
		if (names.has(name)) fail(`attribute ${name} twice`);
		names.add(name);
		checkText(value, fail);
		return '';
	});
	if (rest.trim() !== '') fail('not an attribute');
}

/** What a page's script is handed. */
export function dataOfPage(html: string): PageData {
	const [, json = ''] = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(html) ?? [];
	return JSON.parse(json) as PageData;
}

/** A drill of a page, unpacked. */
export function drillOfPage(html: string, index = 0): PageDrill {
	const packed = Buffer.from(dataOfPage(html).drills[index] ?? '', 'base64');
	return JSON.parse(inflateRawSync(packed).toString()) as PageDrill;
}
