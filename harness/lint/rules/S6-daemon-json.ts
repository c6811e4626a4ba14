import type { HostFileSpec } from '../../cluster/spec.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';
const daemon = (text: string) =>
	cluster(
		{ 'a.conf': instance() },
		{ yaml: `files:\n  - { from: daemon.json, to: /etc/docker/daemon.json }\n${inline}`, more: { 'daemon.json': text } },
	);

/** Settings of dockerd that a swarm does not get along with. */
export const S6: Rule = {
	id: 'S6',
	name: 'dockerd-against-swarm',
	severity: 'error',
	since: '0.1.0',
	about: 'cluster',
	says: 'live-restore and a swarm exclude each other, so dockerd refuses one of the two; without iptables rules no published port is reached.',
	fix: 'Remove the setting from daemon.json',
	drill: null,
	proof: null,
	bad: { files: daemon('{\n  "live-restore": true\n}\n'), at: ['daemon.json:2'] },
	good: { files: daemon('{\n  "live-restore": false\n}\n') },
	*check({ input }) {
		for (const { files } of input.hosts)
			for (const file of files ?? []) {
				if (file.target !== '/etc/docker/daemon.json') continue;
				const settings = parsed(file.text);
				if (!settings) {
					yield {
						at: { file: file.source, line: 1, column: 1, length: 1 },
						message: 'this is not JSON, so dockerd does not start',
						fix: 'Correct it: no comments, no comma at the end',
					};
					continue;
				}
				if (settings['live-restore'] === true)
					yield { at: placeOf(file, 'live-restore'), message: 'dockerd refuses a swarm with live-restore' };
				if (settings.iptables === false)
					yield {
						severity: 'warning',
						at: placeOf(file, 'iptables'),
						message: 'without its iptables rules no published port of the swarm is reached',
					};
				if (settings['firewall-backend'] === 'nftables')
					yield {
						at: placeOf(file, 'firewall-backend'),
						message: 'Docker 29 refuses a swarm with the nftables backend',
						fix: 'Write iptables',
					};
			}
	},
};

function parsed(text: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}

function placeOf({ source, text }: HostFileSpec, key: string) {
	const lines = text.split('\n');
	const line = lines.findIndex((one) => one.includes(`"${key}"`));
	const column = (lines[line]?.indexOf(`"${key}"`) ?? 0) + 1;
	return { file: source, line: Math.max(0, line) + 1, column: Math.max(1, column), length: key.length + 2 };
}
