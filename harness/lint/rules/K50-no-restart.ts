import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const files =
	'files:\n  - { from: unit, to: /etc/systemd/system/keepalived.service.d/restart.conf }\nservice: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';

/** Hosts on which nobody starts a crashed keepalived again. */
export const K50: Rule = {
	id: 'K50',
	name: 'crash-leaves-the-address',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'A keepalived that is killed leaves the floating IP on its host; Debian’s unit does not start it again, so from then on two hosts answer.',
	fix: 'Add a drop-in keepalived.service.d/restart.conf with Restart=always under files:',
	drill: 'keepalived-crash',
	proof: { where: 'docs/evidence.md', quote: 'keepalived-crash | seed | 2 | 2.93 s / 3.55 s | 0 ms / 0 ms | 100 % | **fail**' },
	bad: { files: cluster({ 'a.conf': instance() }), at: ['cluster.yaml:5'] },
	good: { files: cluster({ 'a.conf': instance() }, { yaml: files, more: { unit: '[Service]\nRestart=always\n' } }) },
	*check({ input }) {
		const { cluster: of } = input;
		if (!of) return;
		const bare = input.hosts.filter(
			({ conf, files }) =>
				conf &&
				!(files ?? []).some(
					({ target, text }) => /keepalived\.service(\.d\/|$)/.test(target) && /^\s*Restart=(?!no\b)/m.test(text),
				),
		);
		const [first] = bare;
		if (!first) return;
		const index = of.hosts.findIndex(({ name }) => name === first.name);
		const others = bare.length > 1 ? ` (and on ${bare.length - 1} more hosts)` : '';
		const message = `on ${first.name}${others} no drop-in of keepalived.service says Restart=, so a crashed keepalived leaves the floating IP behind`;
		yield { at: placeIn(of.source, ['hosts', Math.max(0, index), 'keepalived']), message };
	},
};
