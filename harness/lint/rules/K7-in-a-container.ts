import { isRecord, valueAt } from '../../base/yaml-source.ts';
import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const stack = (image: string) =>
	cluster(
		{ 'a.conf': instance() },
		{
			yaml: 'service: { stack: stack.yml, name: web }\n',
			more: { 'stack.yml': `services:\n  web:\n    image: web\n    ports: ["80:80"]\n  vip:\n    image: ${image}\n` },
		},
	);

/** keepalived as a container of the very cluster that it guards. */
export const K7: Rule = {
	id: 'K7',
	name: 'keepalived-in-a-container',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'A container that is killed leaves the floating IP on its host, where nobody removes it: two hosts answer. And it starts only once Docker does.',
	fix: 'Install keepalived on the hosts themselves',
	drill: 'keepalived-crash',
	proof: { where: 'docs/evidence.md', quote: 'keepalived killed, parent and child | two owners at once' },
	bad: { files: stack('osixia/keepalived:2.0.20'), at: ['stack.yml:6'] },
	good: { files: stack('nginx') },
	*check({ input: { stack: of } }) {
		const services = valueAt(of?.source.value, ['services']);
		if (!of || !isRecord(services)) return;
		for (const [name, service] of Object.entries(services)) {
			const image = isRecord(service) ? service.image : undefined;
			if (typeof image !== 'string' || !/keepalived/i.test(image)) continue;
			const message = `${name} runs keepalived in a container: killed, it leaves the floating IP on its host`;
			yield { at: placeIn(of.source, ['services', name, 'image']), message };
		}
	},
};
