import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';
const apt = (text: string) =>
	cluster(
		{ 'a.conf': instance() },
		{ yaml: `files:\n  - { from: auto, to: /etc/apt/apt.conf.d/50unattended-upgrades }\n${inline}`, more: { auto: text } },
	);

/** Updates that restart keepalived or Docker on all hosts in the same night. */
export const S13: Rule = {
	id: 'S13',
	name: 'updates-at-the-same-time',
	severity: 'note',
	since: '0.1.0',
	about: 'cluster',
	says: 'unattended-upgrades restarts keepalived and Docker on every host within the same hour: the floating IP moves about, and may find no host that serves.',
	fix: 'Put keepalived and docker into Unattended-Upgrade::Package-Blacklist, or give each host an hour of its own',
	drill: 'rolling-reboot',
	proof: null,
	bad: { files: apt('Unattended-Upgrade::Origins-Pattern { "o=Debian"; };\n'), at: ['auto:1'] },
	good: {
		files: apt(
			'Unattended-Upgrade::Origins-Pattern { "o=Debian"; };\nUnattended-Upgrade::Package-Blacklist { "keepalived"; "docker"; };\n',
		),
	},
	*check({ input }) {
		for (const { files } of input.hosts)
			for (const { source, target, text } of files ?? []) {
				if (!/unattended-upgrades$/.test(target) || /Package-Blacklist[^}]*keepalived/.test(text)) continue;
				yield {
					at: { file: source, line: 1, column: 1, length: text.split('\n')[0]?.length ?? 1 },
					message: 'updates restart keepalived whenever they come, on all hosts alike',
				};
			}
	},
};
