import type { HostView } from '../context.ts';
import { instance, pair } from '../examples.ts';
import { placeOfTrack } from '../look.ts';
import type { Member } from '../routers.ts';
import type { Rule } from '../rule.ts';

const SCRIPT = 'vrrp_script web {\n  script "/etc/keepalived/check"\n  weight -20\n}\n';
const tracking = (priority: number) =>
	instance('  track_script {\n    web\n  }\n', SCRIPT).replace('priority 100', `priority ${priority}`);

/** The priority of a host whose checks are all good. */
const healthy = ({ instance: { spec } }: Member<HostView>) =>
	clamp(spec.priority + spec.tracks.reduce((sum, { weight }) => sum + Math.max(0, weight), 0));
const clamp = (priority: number) => Math.min(254, Math.max(1, priority));

/** Weights that change a priority by less than the gap to the next host. */
export const K4: Rule = {
	id: 'K4',
	name: 'weight-too-small',
	severity: 'warning',
	since: '0.1.0',
	about: 'hosts',
	says: 'The check fails, the priority falls, and it is still the highest: the floating IP stays on the host whose service is dead.',
	fix: 'Make the weight greater than the gap between the priorities, or leave it out: without a weight a failure is a FAULT',
	drill: null,
	proof: null,
	bad: { files: pair((host) => tracking(host === 'a' ? 150 : 100)), at: ['a.conf:10'] },
	good: { files: pair((host) => tracking(host === 'a' ? 110 : 100)) },
	*check({ hosts, routers }) {
		for (const { members } of routers) {
			const best = [...members].sort((a, b) => healthy(b) - healthy(a))[0];
			if (!best || best.instance.spec.priority === 255) continue;
			const next = Math.max(...members.filter((one) => one !== best).map(healthy));
			for (const track of best.instance.spec.tracks) {
				if (track.weight === 0) continue;
				const failed = clamp(healthy(best) - Math.abs(track.weight));
				if (failed < next || healthy(best) <= next) continue;
				const entry = placeOfTrack(best.host.conf.model, best.instance.block, track);
				const message = `when ${track.name} fails, the priority of ${best.host.name} falls from ${healthy(best)} to ${failed}, and the next host has ${next}: the floating IP stays`;
				yield { at: entry?.at ?? best.instance.block.at, chain: entry?.chain ?? [], message };
			}
		}
		for (const host of hosts)
			for (const one of host.instances) {
				const { spec, block } = one;
				const isCompared = routers.some(({ members }) => members.some(({ instance: other }) => other === one));
				const { priority } = spec;
				if (isCompared || priority === 255) continue;
				for (const track of spec.tracks) {
					const weight = Math.abs(track.weight);
					if (weight === 0 || weight >= 50) continue;
					const entry = placeOfTrack(host.conf.model, block, track);
					const message = `when ${track.name} fails, the priority changes by ${weight} alone: another host takes over only if its priority is less than ${weight} below this one’s`;
					yield { severity: 'note', at: entry?.at ?? block.at, chain: entry?.chain ?? [], message };
				}
			}
	},
};
