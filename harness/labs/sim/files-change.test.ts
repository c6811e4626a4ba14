import { assert } from 'chai';
import { InputError } from '../../base/errors.ts';
import { buildClusterSpec } from '../../cluster/cluster-spec.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { readFolder } from '../../load/read-folder.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { changeProblem, reloadedHosts } from './files-change.ts';
import { SimLab } from './sim-lab.ts';
import { shippedWithoutSuites } from './testing.ts';
import { MEASURED } from './tuning.ts';

const spec = await loadCluster('fixtures/seed');
const killMaster = (await shippedWithoutSuites()).get('kill-master') ?? assert.fail('no kill-master');
const plan = planTrial(killMaster, 'change', 1);

/** fixtures/seed with a file edited. */
function edited(path: string, from: string, to: string): ClusterSpec {
	const folder: Record<string, string> = { ...readFolder('fixtures/seed') };
	assert.include(folder[path], from);
	folder[path] = (folder[path] ?? '').replaceAll(from, to);
	const files = (name: string) => folder[name.replace(/^\.\//, '')] ?? null;
	const clusterYaml = { path: 'cluster.yaml', text: folder['cluster.yaml'] ?? '' };
	return buildClusterSpec({ dir: spec.dir, clusterYaml, files });
}

function eventsOf(...changes: { atMs: number; spec: ClusterSpec }[]): TimelineEvent[] {
	const lab = new SimLab(spec, MEASURED);
	lab.simulate(plan, changes);
	return lab.recording.events();
}

const states = (events: readonly TimelineEvent[], host: string) =>
	events.flatMap((event) => (event.type === 'vrrp.state' && event.host === host ? [event] : []));

describe('files that change in the middle of a trial', () => {
	const third = edited('keepalived/docker3.conf', 'priority 50', 'priority 254');
	it('leave all before as it was, to the byte, and are read by a reload', () => {
		const atMs = 1234.567;
		const without = eventsOf();
		const changed = eventsOf({ atMs, spec: third });
		const until = (events: readonly TimelineEvent[]) => JSON.stringify(events.filter((event) => event.atMs < atMs));
		assert.isAbove(until(without).length, 1000);
		assert.equal(until(changed), until(without));
		assert.deepEqual(reloadedHosts(spec, third), ['docker3']);
		const [first] = states(changed, 'docker3').filter((one) => one.atMs > atMs);
		// It stays BACKUP through the reload, and respects no advertisement of a lower priority: 3 + 2/256 s after it has read its file.
		assert.equal(first?.state, 'MASTER');
		const took = (first?.atMs ?? 0) - atMs;
		assert.isAbove(took, 3007.8);
		assert.isBelow(took, 3007.8 + MEASURED.reload.maxUs / 1000 + 2);
		assert.isEmpty(states(without, 'docker3').filter(({ state }) => state === 'MASTER'));
	});
	it('follow each other', () => {
		const back = eventsOf({ atMs: 1000, spec: third }, { atMs: 20_000, spec });
		const last = states(back, 'docker3').at(-1);
		assert.equal(last?.state, 'BACKUP');
		assert.isAbove(last?.atMs ?? 0, 20_000);
	});
	it('are refused where they change more than a reload does', () => {
		const refused = (after: ClusterSpec) => changeProblem(spec, after)?.problem ?? null;
		assert.isNull(refused(spec));
		assert.isNull(refused(third));
		const moved = edited('cluster.yaml', '10.0.0.13', '10.0.0.14');
		assert.match(refused(moved) ?? '', /more differs than a reload of keepalived changes/);
		assert.throws(() => eventsOf({ atMs: 0, spec: moved }), InputError, /more differs/);
		const hosts = spec.hosts.map((host) => ({ ...host, keepalived: null }));
		assert.isNotNull(refused({ ...spec, hosts }));
		const unit = {
			source: 'a',
			target: '/etc/systemd/system/keepalived.service.d/a.conf',
			text: '[Service]\nRestart=always\n',
			mode: 0o644,
		};
		assert.isNotNull(refused({ ...spec, hosts: spec.hosts.map((host) => ({ ...host, files: [...host.files, unit] })) }));
		assert.isNull(
			refused({
				...spec,
				hosts: spec.hosts.map((host) => ({ ...host, files: [{ ...unit, target: '/etc/keepalived/check.sh' }] })),
			}),
		);
	});
});
