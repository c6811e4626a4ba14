import { createWriteStream, type WriteStream } from 'node:fs';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import type { LabContext } from '../context.ts';
import type { ExecStream } from '../engine/exec.ts';
import { onLines } from './lines.ts';
import { decodePacket } from './packets.ts';
import { type Frame, PcapDecoder } from './pcap.ts';

/** Only what is read: VRRP, and ARP that mentions anything (a few packets a second). */
const FILTER = 'vrrp or ip proto 112 or arp';

/** Captures VRRP and ARP on the client's NIC with the kernel's time stamps, turns them into events, and keeps the raw capture of a trial. */
export class Capture {
	#file: WriteStream | null = null;
	#fileHeader: Buffer | null = null;

	private constructor(
		private readonly stream: ExecStream,
		private readonly spec: ClusterSpec,
		private readonly see: (event: TimelineEvent) => void,
	) {
		const decoder = new PcapDecoder();
		stream.stdout.on('data', (chunk: Buffer) => {
			// tcpdump writes the file header alone first (-U), so what follows can open any number of files.
			if (this.#fileHeader) this.#file?.write(chunk);
			else this.#fileHeader = chunk.subarray(0, 24);
		});
		stream.stdout.pipe(decoder);
		decoder.on('data', (frame: Frame) => this.#read(frame));
		decoder.on('error', (error) => this.#health(`the capture could not be read: ${error.message}`));
		onLines(stream.stderr, (line) => {
			const dropped = Number(/^(\d+) packets? dropped by kernel/.exec(line)?.[1] ?? 0);
			if (dropped > 0) this.#health(`the kernel dropped ${dropped} packets`);
		});
	}

	static async start(lab: LabContext, see: (event: TimelineEvent) => void): Promise<Capture> {
		const command = ['tcpdump', '-i', 'eth0', '-n', '-U', '--immediate-mode', '-s', '128', '-w', '-', FILTER];
		return new Capture(await lab.stream('client', command), lab.spec, see);
	}

	/** Begins a trial's capture file. */
	record(path: string): void {
		this.#file = createWriteStream(path);
		if (this.#fileHeader) this.#file.write(this.#fileHeader);
	}

	async stopRecording(): Promise<void> {
		const file = this.#file;
		this.#file = null;
		if (file) await new Promise<void>((resolve) => file.end(resolve));
	}

	close(): void {
		this.stream.close();
	}

	#health(detail: string): void {
		this.see({ type: 'observer.health', atMs: Date.now(), kind: 'capture-drop', durationMs: 0, detail });
	}

	#read({ epochMs: atMs, bytes }: Frame): void {
		const packet = decodePacket(bytes);
		if (packet?.kind === 'vrrp') {
			const { kind: _, ...advert } = packet;
			const host = this.spec.hosts.find((h) => h.address === packet.source)?.name ?? null;
			this.see({ type: 'vrrp.advert', atMs, ...advert, host });
		} else if (packet?.kind === 'arp' && packet.senderAddress === this.spec.vip && packet.targetAddress === this.spec.vip) {
			const host = this.spec.hosts.find((h) => h.mac === packet.senderMac)?.name ?? null;
			this.see({ type: 'arp.gratuitous', atMs, address: packet.senderAddress, mac: packet.senderMac, host, op: packet.op });
		}
	}
}
