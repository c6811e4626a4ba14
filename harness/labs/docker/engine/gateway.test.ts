import { createServer } from 'node:http2';
import { Duplex } from 'node:stream';
import { expect } from 'chai';
import type Docker from 'dockerode';
import { loadCluster } from '../../../load/load-cluster.ts';
import { FakeStream } from '../../real/testing.ts';
import { DockerMachines } from '../machines.ts';
import { Gateway } from './gateway.ts';

const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

/** The machine's end of the stream: an HTTP/2 server that answers every request with its path. */
function answering(): FakeStream {
	const stream = new FakeStream();
	const server = createServer();
	server.on('stream', (request) => {
		request.respond({ ':status': 200 });
		request.end();
	});
	server.emit('connection', Duplex.from({ readable: stream.stdin, writable: stream.stdout }));
	return stream;
}

describe('Gateway', () => {
	it('opens once the other end speaks', async () => {
		const stream = answering();
		const gateway = await Gateway.over(stream);
		expect(gateway.isOpen).to.equal(true);
		gateway.close();
	});
	it('does not wait for a gateway that has ended, and passes its last words on', async () => {
		const stream = new FakeStream();
		const opening = message(Gateway.over(stream));
		stream.end('node: not found');
		expect(await opening).to.equal('the way into the machines ended as it was opened: node: not found');
	});
	it('does not wait for ever for one that says nothing', async () => {
		const stream = new FakeStream();
		expect(await message(Gateway.over(stream, 20))).to.equal(
			'the way into the machines did not answer within 20 ms: no reason given',
		);
		expect(stream.isClosed).to.equal(true);
	});
	it('is closed as soon as the other end has ended', async () => {
		const stream = answering();
		const gateway = await Gateway.over(stream);
		stream.end('killed');
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(gateway.isOpen).to.equal(false);
		expect(() => gateway.run(null, ['true'])).to.throw('the way into the machines broke: killed');
	});
});

describe('DockerMachines', () => {
	it('opens the way into the machines again once it has ended, once for all who ask', async () => {
		const opened: FakeStream[] = [];
		const open = () => {
			const stream = answering();
			opened.push(stream);
			return Gateway.over(stream);
		};
		const lab = new DockerMachines('1a2b3c', {} as Docker, await loadCluster('fixtures/seed'), 'privileged');
		await lab.openGateway(open);
		opened[0]?.end();
		await new Promise((resolve) => setTimeout(resolve, 20));
		await Promise.all([lab.stream(null, ['true']), lab.stream(null, ['true'])]);
		expect(opened).to.have.length(2);
		lab.close();
	});
	it('opens none once it was closed', async () => {
		const lab = new DockerMachines('1a2b3c', {} as Docker, await loadCluster('fixtures/seed'), 'privileged');
		await lab.openGateway(() => Gateway.over(answering()));
		lab.close();
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(await message(lab.stream(null, ['true']))).to.equal('the way into the machines is not open');
	});
});
