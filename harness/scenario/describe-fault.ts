import type { Fault } from './fault.ts';
import { describeTarget, type Target } from './target.ts';

/** Every target that a fault names. */
export function targetsOf(fault: Fault): Target[] {
	const other = fault.kind === 'partition' && typeof fault.from === 'object' ? [fault.from] : [];
	return 'target' in fault ? [fault.target, ...other] : [];
}

/** Whom a fault hits, as a drill writes it: `master()`; the whole service where it has no target. */
export const describeTargetOf = (fault: Fault): string => ('target' in fault ? describeTarget(fault.target) : 'the service');

const WHICH = { all: 'all traffic', vrrp: 'VRRP', swarm: "Swarm's ports" };
const WAY = { out: 'what it sends', in: 'what it receives', both: 'both ways' };

/** What there is to say of a fault beside its kind and target, in words; undefined where there is nothing. */
export function describeDetail(fault: Fault): string | undefined {
	switch (fault.kind) {
		case 'cpu-starve':
			return `${fault.cpus} of a processor`;
		case 'keepalived-reload':
			return Object.entries(fault.set)
				.map(([keyword, value]) => `${keyword} ${value}`)
				.join(', ');
		case 'keepalived-kill':
			return fault.part === 'both' ? 'both processes' : `the ${fault.part} process`;
		case 'check-fails':
			return `vrrp_script ${fault.script}`;
		case 'dockerd-kill':
			return fault.respawn ? 'systemd may start it again' : 'for good';
		case 'service-scale':
			return `${fault.replicas} replicas`;
		case 'link-down':
			return fault.how === 'carrier' ? 'carrier lost' : 'set down';
		case 'link-flap':
			return `down ${fault.down}, up ${fault.up}`;
		case 'partition': {
			const from =
				typeof fault.from === 'string' ? (fault.from === 'others' ? 'the other hosts' : 'everyone') : describeTarget(fault.from);
			return `from ${from}, ${WHICH[fault.traffic]}, ${WAY[fault.direction]}${fault.how === 'reject' ? ', rejected' : ''}`;
		}
		case 'packet-loss':
			return `${fault.percent} % of ${WHICH[fault.traffic]}, ${WAY[fault.direction]}`;
		case 'packet-delay':
			return `${fault.delay} ± ${fault.jitter}, ${fault.duplicatePercent} % twice, ${fault.reorderPercent} % reordered, ${WAY[fault.direction]}`;
		case 'rate-limit':
			return `${fault.bitsPerSecond} bit/s`;
		default:
			return undefined;
	}
}
