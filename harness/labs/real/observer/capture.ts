import { createWriteStream, type WriteStream } from 'node:fs';
import { withDeadline } from '../../../base/deadline.ts';
import { linkLocalOf } from '../../../base/ip.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import type { CommandStream } from '../command.ts';
import type { Machines } from '../machines.ts';
import { sh, shellCommand } from '../shell.ts';
import { onLines } from './lines.ts';
import { decodePacket } from './packets.ts';
import { type Frame, PcapDecoder } from './pcap.ts';

/** Only what is read: VRRP, ARP that mentions anything (a few packets a second), and Neighbour Advertisements. */
const FILTER = 'vrrp or ip proto 112 or arp or ip6 proto 112 or (icmp6 and ip6[40] == 136)';

/** Of a packet, what is kept: a VRRP advertisement of 24 IPv6 addresses. */
const SNAP_BYTES = 512;

/** How long tcpdump may take to say how many packets it has dropped: a signal, and a line of text. */
const STATS_WITHIN_MS = 5000;

/** What a capture tells its observer. */
export interface CaptureListener {
	see: (event: TimelineEvent) => void;
	/** The present time on the observer's clock, milliseconds since the Unix epoch. */
	nowMs: () => number;
	/** The capture has ended by itself; its last words. */
	lost: (why: string) => void;
}

/** Captures VRRP and ARP on the client's NIC with the kernel's time stamps, turns them into events, and keeps the raw capture of a trial. */
export class Capture {
	#file: WriteStream | null = null;
	#fileHeader: Buffer | null = null;
	/** tcpdump's process in the client's machine. */
	readonly #pid: Promise<string>;
	#hearPid: (pid: string) => void = () => {};
	#lastWords = '';
	#dropped = 0;
	/** Told how many packets have been dropped since the capture began. */
	readonly #askers = new Set<(dropped: number) => void>();
	#isClosed = false;

	private constructor(
		private readonly lab: Pick<Machines, 'exec' | 'spec'>,
		private readonly stream: CommandStream,
		private readonly listener: CaptureListener,
	) {
		this.#pid = new Promise((resolve) => {
			this.#hearPid = resolve;
		});
		const decoder = new PcapDecoder();
		stream.stdout.on('data', (chunk: Buffer) => {
			// tcpdump writes the file header alone first (-U), so what follows can open any number of files.
			if (this.#fileHeader) this.#file?.write(chunk);
			else this.#fileHeader = chunk.subarray(0, 24);
		});
		stream.stdout.pipe(decoder);
		decoder.on('data', (frame: Frame) => this.#read(frame));
		decoder.on('error', (error) => this.#health(`the capture could not be read: ${error.message}`));
		onLines(stream.stderr, (line) => this.#hear(line));
		void stream.ended.then(() => {
			if (!this.#isClosed) listener.lost(this.#lastWords);
		});
	}

	/** `nic`: the client's, on the segment to be heard. */
	static async start(lab: Pick<Machines, 'exec' | 'stream' | 'spec'>, listener: CaptureListener, nic = 'eth0'): Promise<Capture> {
		const command = sh`echo "pid $$" >&2; exec tcpdump -i ${nic} -n -U --immediate-mode -s ${SNAP_BYTES} -w - ${FILTER}`;
		return new Capture(lab, await lab.stream('client', shellCommand(command)), listener);
	}

	/**
	 * Asks how many packets the kernel has dropped since this was last asked, and reports them, or that no answer came: tcpdump itself says it
	 * only as it ends.
	 */
	async checkDrops(): Promise<void> {
		let stop = () => {};
		const answer = new Promise<number>((resolve) => {
			this.#askers.add(resolve);
			stop = () => this.#askers.delete(resolve);
		});
		try {
			// tcpdump(1): on this signal it prints its counts and goes on.
			const ask = async () => this.lab.exec('client', ['kill', '-USR1', await this.#pid], { timeoutMs: STATS_WITHIN_MS });
			const late = () => new Error(`no answer within ${STATS_WITHIN_MS} ms`);
			const [dropped] = await withDeadline(Promise.all([answer, ask()]), STATS_WITHIN_MS, late);
			if (dropped > this.#dropped) this.#health(`the kernel dropped ${dropped - this.#dropped} packets`);
			this.#dropped = dropped;
		} catch (error) {
			this.#health(`the capture did not say whether it missed packets: ${(error as Error).message}`);
		} finally {
			stop();
		}
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
		this.#isClosed = true;
		this.stream.close();
	}

	#hear(line: string): void {
		const pid = /^pid (\d+)$/.exec(line)?.[1];
		if (pid !== undefined) this.#hearPid(pid);
		else this.#lastWords = line;
		const drops = [...line.matchAll(/(\d+) packets? dropped by (?:kernel|interface)/g)];
		if (drops.length === 0) return;
		const dropped = drops.reduce((sum, [, count]) => sum + Number(count), 0);
		for (const tell of [...this.#askers]) tell(dropped);
	}

	#health(detail: string): void {
		const atMs = this.listener.nowMs();
		this.listener.see({ type: 'observer.health', atMs, kind: 'capture-drop', durationMs: 0, detail });
	}

	#read({ epochMs: atMs, bytes }: Frame): void {
		const packet = decodePacket(bytes);
		const { vips } = this.lab.spec;
		if (packet?.kind === 'vrrp') {
			const { kind: _, ...advert } = packet;
			this.listener.see({ type: 'vrrp.advert', atMs, ...advert, host: this.#hostBy(packet.source) });
		} else if (packet?.kind === 'arp' && packet.senderAddress === packet.targetAddress && vips.includes(packet.senderAddress)) {
			this.#tell(atMs, packet.senderAddress, packet.senderMac, packet.op);
		} else if (packet?.kind === 'neighbour' && vips.includes(packet.address)) {
			this.#tell(atMs, packet.address, packet.mac, 'reply');
		}
	}

	#tell(atMs: number, address: string, mac: string, op: 'request' | 'reply'): void {
		const host = this.lab.spec.hosts.find((one) => one.mac === mac || one.nics.some((nic) => nic.mac === mac))?.name ?? null;
		this.listener.see({ type: 'arp.gratuitous', atMs, address, mac, host, op });
	}

	/** Whose address it is: IPv4 on any segment, or the link-local one of a NIC. */
	#hostBy(source: string): string | null {
		const has = ({ address, mac }: { address: string; mac: string }) => address === source || linkLocalOf(mac) === source;
		const host = this.lab.spec.hosts.find((one) => has(one) || one.address6 === source || one.nics.some(has));
		return host?.name ?? null;
	}
}
