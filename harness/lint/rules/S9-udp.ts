import { isRecord, valueAt } from '../../base/yaml-source.ts';
import { parseComposePort } from '../../cluster/compose-ports.ts';
import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const stack = (port: string) =>
	cluster(
		{ 'a.conf': instance() },
		{
			yaml: 'service: { stack: stack.yml, name: web }\n',
			more: { 'stack.yml': `services:\n  web:\n    image: web\n    ports: ["${port}"]\n` },
		},
	);

/** UDP through the routing mesh. */
export const S9: Rule = {
	id: 'S9',
	name: 'udp-through-the-mesh',
	severity: 'note',
	since: '0.1.0',
	about: 'cluster',
	says: 'UDP has no connections, so the kernel keeps sending a customer’s packets to a task that is gone until its entry is idle for long enough: after the floating IP moved, some customers stay cut off.',
	fix: 'Publish it with mode: host, or let customers use a new source port after a loss',
	drill: null,
	proof: null,
	bad: { files: stack('53:53/udp'), at: ['stack.yml:4'] },
	good: { files: stack('80:80') },
	*check({ input: { stack: of } }) {
		const services = valueAt(of?.source.value, ['services']);
		if (!of || !isRecord(services)) return;
		for (const [name, service] of Object.entries(services)) {
			const ports = isRecord(service) && Array.isArray(service.ports) ? service.ports : [];
			for (const [index, entry] of ports.entries()) {
				const port = parseComposePort(entry);
				if (port?.protocol !== 'udp' || port.mode !== 'ingress' || port.published === null) continue;
				yield {
					at: placeIn(of.source, ['services', name, 'ports', index]),
					message: `${name} publishes UDP port ${port.published} through the routing mesh, which keeps stale entries`,
				};
			}
		}
	},
};
