import type { TimelineEvent } from '../../../timeline/event.ts';
import type { ObservedState } from '../../common/observed-state.ts';
import type { CommandStream } from '../command.ts';
import type { Machines } from '../machines.ts';
import { type HostLine, readHostLine, readLogLine } from './host-lines.ts';
import { diffIpvsTables, type IpvsEntry } from './ipvs-table.ts';
import { onLines } from './lines.ts';

interface HostWatchOptions {
	/** Whether to watch the ingress IPVS table too. */
	mesh: boolean;
	/** Knows whose an address in the ingress network is. */
	seen: Pick<ObservedState, 'ownerOf'>;
	see: (event: TimelineEvent) => void;
	/** Told how something was missed once, as the end of a sentence. */
	missed: (how: string) => void;
	/** Told how the watch ended, or a part of it, as the end of a sentence. */
	lost: (how: string) => void;
}

/**
 * Watches one host from inside: the VIPs coming and going on its NICs, what keepalived says, and the back ends of its ingress IPVS table.
 * Opened again whenever the host has booted.
 */
export async function watchHost(
	lab: Pick<Machines, 'nicOf' | 'stream' | 'spec'>,
	name: string,
	{ mesh, seen, see, missed, lost }: HostWatchOptions,
): Promise<CommandStream> {
	const further = lab.spec.hosts.find((host) => host.name === name)?.nics ?? [];
	const nics = [lab.nicOf(name), ...further.map((nic) => nic.interface)].join(' ');
	const command = ['/usr/local/lib/vipdrill/watch', nics, ...(mesh ? ['mesh'] : [])];
	const stream = await lab.stream(name, command);
	const seeTable = tableReader(name, seen, see);
	onLines(stream.stdout, (text) => {
		const log = readOr(text, readLogLine, () => {});
		if (log) see({ type: 'host.log', atMs: log.epochMs, host: name, unit: log.unit, text: log.text });
		const line = readOr(text, readHostLine, missed);
		if (!line) return;
		if (line.kind === 'ended') {
			lost(`lost its part "${line.part}"`);
		} else if (line.kind === 'ipvs') {
			seeTable(line);
		} else if (line.kind === 'vrrp') {
			see({ type: 'vrrp.state', atMs: line.epochMs, host: name, instance: line.instance, state: line.state });
		} else if (line.kind === 'unit') {
			const { unit, state, epochMs: atMs } = line;
			see({ type: 'unit.state', atMs, host: name, unit, state, mainPid: null, source: 'journal' });
		} else if (lab.spec.vips.includes(line.address)) {
			const source = line.snapshot ? 'snapshot' : 'monitor';
			see({ type: line.added ? 'vip.added' : 'vip.removed', atMs: line.epochMs, host: name, address: line.address, source });
		}
	});
	return stream;
}

/** Null too for a line that nobody can read; then it is missed, and said. */
function readOr<T>(text: string, read: (line: string) => T | null, missed: HostWatchOptions['missed']): T | null {
	try {
		return read(text);
	} catch {
		missed(`said what can’t be read: ${text.slice(0, 80)}`);
		return null;
	}
}

/** Turns successive tables into events; the first is what was there when the watch began. */
function tableReader(host: string, seen: HostWatchOptions['seen'], see: HostWatchOptions['see']) {
	let before: IpvsEntry[] | null = null;
	return ({ table, lookedBeforeMs, epochMs }: Extract<HostLine, { kind: 'ipvs' }>): void => {
		const source = before ? 'watch' : 'snapshot';
		for (const change of diffIpvsTables(before ?? [], table)) {
			const resolutionMs = epochMs - lookedBeforeMs;
			see({ type: 'ipvs.backend', atMs: epochMs, host, ...seen.ownerOf(change.address), ...change, source, resolutionMs });
		}
		before = table;
	};
}
