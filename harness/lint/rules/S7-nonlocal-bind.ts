import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';
const sysctl = (text: string) =>
	cluster(
		{ 'a.conf': instance() },
		{ yaml: `files:\n  - { from: vip.conf, to: /etc/sysctl.d/vip.conf }\n${inline}`, more: { 'vip.conf': text } },
	);

/** A kernel setting that published ports do not need. */
export const S7: Rule = {
	id: 'S7',
	name: 'nonlocal-bind-not-needed',
	severity: 'note',
	since: '0.1.0',
	about: 'cluster',
	says: 'Docker publishes ports on all addresses, those that come later too, so ip_nonlocal_bind changes nothing for it, and hides mistakes of other programs.',
	fix: 'Remove it, unless a program on the host itself binds the floating IP',
	drill: null,
	proof: null,
	bad: { files: sysctl('net.ipv4.ip_nonlocal_bind = 1\n'), at: ['vip.conf:1'] },
	good: { files: sysctl('net.ipv4.ip_forward = 1\n') },
	*check({ input }) {
		for (const { files } of input.hosts)
			for (const { source, target, text } of files ?? []) {
				if (!/sysctl/.test(target)) continue;
				const lines = text.split('\n');
				const line = lines.findIndex((one) => /^\s*net\.ipv4\.ip_nonlocal_bind\s*=\s*1/.test(one));
				if (line < 0) continue;
				yield {
					at: { file: source, line: line + 1, column: 1, length: lines[line]?.length ?? 0 },
					message: 'ports that Docker publishes do not need ip_nonlocal_bind',
				};
			}
	},
};
