import type { TimelineEvent } from '../../../timeline/event.ts';
import type { LabContext } from '../context.ts';
import type { ExecStream } from '../engine/exec.ts';
import { readHostLine } from './host-lines.ts';
import { onLines } from './lines.ts';

/** Watches one host from inside: the VIP coming and going on its NIC, and what keepalived says. Opened again whenever the host has booted. */
export async function watchHost(
	lab: LabContext,
	name: string,
	nic: string,
	see: (event: TimelineEvent) => void,
): Promise<ExecStream> {
	const stream = await lab.stream(name, ['/usr/local/lib/vipdrill/watch', nic]);
	onLines(stream.stdout, (text) => {
		const line = readHostLine(text);
		if (!line) return;
		if (line.kind === 'vrrp') {
			see({ type: 'vrrp.state', atMs: line.epochMs, host: name, instance: line.instance, state: line.state });
		} else if (line.address === lab.spec.vip) {
			const source = line.snapshot ? 'snapshot' : 'monitor';
			see({ type: line.added ? 'vip.added' : 'vip.removed', atMs: line.epochMs, host: name, address: line.address, source });
		}
	});
	return stream;
}
