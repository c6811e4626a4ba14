import { blocksOf, wordOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const process = 'vrrp_track_process web {\n  process haproxy\n}\n';
const tracked = '  track_process {\n    web\n  }\n';

/** track_process where the kernel tells nothing of processes. */
export const K25: Rule = {
	id: 'K25',
	name: 'process-in-namespace',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'The kernel tells of processes in the first network namespace alone; elsewhere keepalived counts every tracked process as dead, and is in FAULT from its start.',
	fix: 'Use a vrrp_script that asks the service, or no net_namespace',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance(tracked, `net_namespace blue\n${process}`) }, at: ['a.conf:2'] },
	good: { files: { 'a.conf': instance(tracked, process) } },
	*check({ hosts }) {
		for (const { conf } of hosts) {
			const namespace = wordOf(conf.model, 'net_namespace', true);
			if (namespace === undefined) continue;
			for (const { names, at, chain } of blocksOf(conf.model, 'vrrp_track_process'))
				yield {
					at,
					chain,
					message: `in network namespace ${namespace} the kernel tells keepalived of no process, so ${names[0]} counts as dead`,
				};
		}
	},
};
