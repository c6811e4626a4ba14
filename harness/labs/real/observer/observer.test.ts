import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import type { ObserverHealth, TimelineEvent } from '../../../timeline/event.ts';
import type { ProberCommand } from '../agents/protocol.ts';
import { FakeStream, fakeMachines } from '../testing.ts';
import { onLines } from './lines.ts';
import { Observer } from './observer.ts';

const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);
const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

/** An observer whose machines are played by the test: each command's stream by what the command is. */
async function observed() {
	const streams: Record<string, FakeStream> = {};
	/** What tcpdump says of packets that the kernel dropped, when it is asked. */
	const kernel = { dropped: 0, answers: true };
	const spec = await loadCluster('fixtures/seed');
	const lab = fakeMachines(spec, {
		stream: async (machine, command) => {
			const text = command.join(' ');
			const kind = ['tcpdump', 'neigh', 'prober', 'watch'].find((word) => text.includes(word)) ?? text;
			const stream = new FakeStream();
			streams[kind === 'watch' ? `${kind} ${machine}` : kind] = stream;
			if (kind === 'prober') playProber(stream);
			if (kind === 'tcpdump') stream.stderr.write('pid 7\n');
			return stream;
		},
		exec: async (_, command) => {
			expect(command).to.deep.equal(['kill', '-USR1', '7']);
			const counts = `tcpdump: 9 packets captured, 9 packets received by filter, ${kernel.dropped} packets dropped by kernel`;
			if (!kernel.answers) throw new Error('no such process');
			streams.tcpdump?.stderr.write(`${counts}\n`);
			return '';
		},
	});
	const observer = await Observer.start(lab, ['segment']);
	const events: TimelineEvent[] = [];
	const health = () =>
		events.flatMap((event) => (event.type === 'observer.health' ? [`${event.kind}: ${(event as ObserverHealth).detail}`] : []));
	const record = () => observer.record((event) => events.push(event), '/dev/null');
	return { observer, streams, kernel, health, record };
}

function playProber(stream: FakeStream): void {
	onLines(stream.stdin, (line) => {
		const command = JSON.parse(line) as ProberCommand;
		if (command.op === 'ping') stream.stdout.write(`${JSON.stringify({ kind: 'pong', id: command.id, atMs: 0 })}\n`);
	});
}

describe('Observer', () => {
	it('says nothing where nothing is lost', async () => {
		const { observer, health, record } = await observed();
		await record();
		await observer.checkCapture();
		expect(health()).to.deep.equal([]);
		await observer.close();
		await settled();
		expect(health()).to.deep.equal([]);
	});
	it('reports packets that the kernel dropped during the trial, and none of before', async () => {
		const { observer, kernel, health, record } = await observed();
		kernel.dropped = 5;
		await record();
		expect(health()).to.deep.equal([]);
		kernel.dropped = 8;
		await observer.checkCapture();
		expect(health()).to.deep.equal(['capture-drop: the kernel dropped 3 packets']);
		await observer.close();
	});
	it('reports a capture that does not say whether it dropped any', async () => {
		const { observer, kernel, health, record } = await observed();
		await record();
		kernel.answers = false;
		await observer.checkCapture();
		expect(health()).to.deep.equal(['capture-drop: the capture did not say whether it missed packets: no such process']);
		await observer.close();
	});
	it('reports each watcher that ends, and begins no trial after that', async () => {
		const ends: { kind: string; said: string }[] = [
			{ kind: 'tcpdump', said: 'the packet capture ended: killed' },
			{ kind: 'neigh', said: "the watch on the client's ARP entry ended" },
			{ kind: 'prober', said: 'the load from the segment client ended: killed' },
			{ kind: 'watch docker2', said: 'the watch in docker2 ended' },
		];
		for (const { kind, said } of ends) {
			const { observer, streams, health, record } = await observed();
			await observer.watchHost('docker2', false);
			await record();
			streams[kind]?.end('killed');
			await settled();
			expect(health()).to.deep.equal([`watch-lost: ${said}`]);
			expect(await message(record())).to.equal(`the lab is not watched as a whole any more: ${said}`);
			await observer.close();
		}
	});
	it('reports a part of a host’s watch that ends', async () => {
		const { observer, streams, health, record } = await observed();
		await observer.watchHost('docker2', false);
		await record();
		streams['watch docker2']?.stdout.write('ended journal\n');
		await settled();
		expect(health()).to.deep.equal(['watch-lost: the watch in docker2 lost its part "journal"']);
		await observer.close();
	});
	it('finds no fault with the watch of a host that is about to end, and takes up the one after its boot', async () => {
		const { observer, streams, health, record } = await observed();
		await observer.watchHost('docker2', false);
		await record();
		observer.expectDown('docker2');
		streams['watch docker2']?.stdout.write('ended addresses\n');
		streams['watch docker2']?.end();
		await settled();
		expect(health()).to.deep.equal([]);
		await observer.watchHost('docker2', false);
		streams['watch docker2']?.end();
		await settled();
		expect(health()).to.deep.equal(['watch-lost: the watch in docker2 ended']);
		await observer.watchHost('docker2', false);
		expect(await message(record())).to.match(/^\d/);
		await observer.close();
	});
});
