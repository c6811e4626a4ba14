import { isRecord, valueAt } from '../../base/yaml-source.ts';
import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const stack = (mode: string) =>
	cluster(
		{ 'a.conf': instance(), 'b.conf': instance() },
		{
			yaml: 'service: { stack: stack.yml, name: web }\n',
			more: {
				'stack.yml': `services:\n  web:\n    image: web\n    ports:\n      - { target: 80, published: 80, mode: host }\n    deploy: { ${mode} }\n`,
			},
		},
	);

/** Host publishing without a task on every host. */
export const S5: Rule = {
	id: 'S5',
	name: 'host-mode-without-a-task',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'With mode: host a host answers only while it has a task itself: the floating IP may go to one that has none, and customers are refused.',
	fix: 'Write deploy: { mode: global }, or mode: ingress, or let keepalived check the port on its own host',
	drill: null,
	proof: null,
	bad: { files: stack('replicas: 1'), at: ['stack.yml:5'] },
	good: { files: stack('mode: global') },
	*check({ input: { stack: of, cluster: whole } }) {
		const services = valueAt(of?.source.value, ['services']);
		if (!of || !isRecord(services)) return;
		const hosts = whole?.hosts.filter(({ availability }) => availability === 'active').length ?? 0;
		for (const [name, service] of Object.entries(services)) {
			if (!isRecord(service) || !Array.isArray(service.ports)) continue;
			const deploy = isRecord(service.deploy) ? service.deploy : {};
			const index = service.ports.findIndex((port: unknown) => isRecord(port) && port.mode === 'host');
			const replicas = typeof deploy.replicas === 'number' ? deploy.replicas : 1;
			if (index < 0 || deploy.mode === 'global') continue;
			const message =
				replicas < hosts
					? `${name} is published by its tasks’ hosts alone, ${replicas} of ${hosts}: on any other one the floating IP answers nobody`
					: `${name} is published by its tasks’ hosts alone, and nothing puts one on each: two may be on one host`;
			yield { at: placeIn(of.source, ['services', name, 'ports', index]), message };
		}
	},
};
