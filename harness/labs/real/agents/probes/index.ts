import type { ProbeSpec } from '../../../../cluster/probe-spec.ts';
import type { Clock } from '../open-loop.ts';
import { commandProbe } from './command.ts';
import { idleProbe } from './idle.ts';
import { pageProbe } from './page.ts';
import type { Probe } from './probe.ts';
import { streamProbe } from './stream.ts';
import { tcpProbe } from './tcp.ts';
import { udpProbe } from './udp.ts';

/** The customer that a probe of the cluster stands for. */
export function probeOf(spec: ProbeSpec, clock: Clock): Probe {
	switch (spec.kind) {
		case 'http':
		case 'https':
			return pageProbe(spec);
		case 'tcp':
			return tcpProbe(spec);
		case 'udp':
			return udpProbe(spec);
		case 'idle':
			return idleProbe(spec, clock);
		case 'stream':
			return streamProbe(spec, clock);
		case 'command':
			return commandProbe(spec);
	}
}
