import { isRecord, valueAt } from '../../base/yaml-source.ts';
import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const stack = (deploy: string) =>
	cluster(
		{ 'a.conf': instance(), 'b.conf': instance(), 'c.conf': instance() },
		{
			yaml: 'service: { stack: stack.yml, name: web }\n',
			more: { 'stack.yml': `services:\n  web:\n    image: web\n    ports: ["80:80"]\n    deploy: { ${deploy} }\n` },
		},
	);

/** A service with fewer tasks than a death of one may cost. */
export const S14: Rule = {
	id: 'S14',
	name: 'few-tasks',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'A single task dies with its host, and Swarm starts another one only after some 15 to 40 seconds: so long is the outage, whatever keepalived does.',
	fix: 'Write deploy: { mode: global }, or replicas: 3 at least',
	drill: 'kill-master',
	proof: null,
	bad: { files: stack('replicas: 1'), at: ['stack.yml:5'] },
	good: { files: stack('replicas: 3') },
	*check({ input: { stack: of } }) {
		const services = valueAt(of?.source.value, ['services']);
		if (!of?.service || !isRecord(services)) return;
		const service = services[of.service];
		if (!isRecord(service)) return;
		const deploy = isRecord(service.deploy) ? service.deploy : {};
		if (deploy.mode === 'global') return;
		const replicas = typeof deploy.replicas === 'number' ? deploy.replicas : 1;
		if (replicas > 1) return;
		const path = deploy.replicas === undefined ? ['services', of.service] : ['services', of.service, 'deploy', 'replicas'];
		yield {
			at: placeIn(of.source, path),
			message: `${of.service} has ${replicas === 1 ? 'one task' : 'no task'}: with its host the whole service is gone until Swarm starts it elsewhere`,
		};
	},
};
